"""What the window shall do by itself while a capture runs: remembered switches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

__all__ = ["NightChoices"]

_DEFAULTS = {
    "follow": False,  # the newest frame is on show
    "open_new": False,  # new captures are opened
    "notify": True,  # a check that turns amber or red is told by the desktop
    "sound": False,  # and by a sound
    "strip": False,  # the night's frames are drawn below the sessions
}


class NightChoices(QObject):
    """Switches by name, see the source for what each does."""

    changed = Signal(str, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on = dict(_DEFAULTS)

    def __getitem__(self, name: str) -> bool:
        return self._on[name]

    def set(self, name: str, on: bool) -> None:
        """Turn a switch on or off."""
        if on != self._on[name]:
            self._on[name] = on
            self.changed.emit(name, on)

    def toggle(self, name: str) -> None:
        """Turn a switch on, or off."""
        self.set(name, not self[name])

    def state(self) -> dict[str, bool]:
        """To be remembered."""
        return dict(self._on)

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take what was remembered; what makes no sense stays as it is."""
        for name in self._on:
            if isinstance(state.get(name), bool):
                self.set(name, state[name])
