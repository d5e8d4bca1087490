"""Rows of what the window does by itself while a capture runs."""

from __future__ import annotations

from darkviewer.gui.actions.spec import ActionSpec, Row

__all__ = ["NIGHT"]


def _switch(name: str, text: str, key: str, tip: str) -> ActionSpec:
    return ActionSpec(
        f"night_{name}",
        text,
        key,
        tip,
        lambda w: w.night.choices.toggle(name),
        checked=lambda w: w.night.choices[name],
    )


NIGHT: tuple[Row, ...] = (
    _switch(
        "follow",
        "Follow newest frame",
        "Ctrl+N",
        "Show each frame as it arrives, until another one is chosen.",
    ),
    _switch(
        "open_new",
        "Open new captures",
        "Ctrl+Shift+N",
        "Open a capture that begins, unless the window was used within 30 s.",
    ),
    _switch(
        "strip",
        "Show the night",
        "",
        "Draw level, noise, temperature, hot pixels of the night below the sessions.",
    ),
    None,
    _switch(
        "notify",
        "Notify of checks",
        "",
        "Let the desktop tell once when a check turns amber or red.",
    ),
    _switch("sound", "With a sound", "", "Beep when a check turns amber or red."),
)
