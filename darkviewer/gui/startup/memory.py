"""From the settings file into the window, and back when it closes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.parameters import Parameters
from darkviewer.gui.actions.installed import installed
from darkviewer.gui.arrangement import SPLITTERS
from darkviewer.gui.frames_on_show import EXCLUDED_VIEWS
from darkviewer.gui.messages import ANY_SESSION
from darkviewer.gui.models.frame_choice import ColumnChoice
from darkviewer.gui.startup.place import remember_place
from darkviewer.gui.startup.restoring import view_state
from darkviewer.gui.style import fonts
from darkviewer.gui.text.units import CHOICES
from darkviewer.gui.theme_choice import TEXT_SCALES
from darkviewer.storage.appdata.results import LIMIT_BYTES

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow
    from darkviewer.storage.appdata.settings import Settings

__all__ = ["recall", "remember", "text_scale_of", "theme_of"]


def recall(window: MainWindow, settings: Settings) -> None:
    """Give the window the looks and parameters it had."""
    if theme_of(settings) != window.theme_choice.name:
        window.theme_choice.choose(theme_of(settings))
    window.recent = [Path(text) for text in settings.recent]
    window.tasks.kept.stored.limit_bytes = _cache_limit(settings)
    window.restore_layout({name: settings.bytes_of(name) for name in SPLITTERS})
    display = settings.options.get("display", {})
    if isinstance(display, dict):
        window.image.restore_display(display)
    night = settings.options.get("night")
    if isinstance(night, dict):
        window.night.choices.restore(night)
    review = settings.options.get("review", {})
    if isinstance(review, dict):
        window.reviewing.set_advance(review.get("advance") is not False)
    links = settings.options.get("links")
    if isinstance(links, dict):
        window.links.restore(links)
    choice = settings.options.get("units")
    if isinstance(choice, str) and choice in CHOICES:
        window.workspace.set_unit_choice(choice)
    frames = settings.options.get("frames", {})
    if isinstance(frames, dict):
        window.frames.strips.restore(frames)
    view = settings.options.get("excluded_view")
    if view in EXCLUDED_VIEWS:
        window.workspace.set_excluded_view(view)
    columns = ColumnChoice.from_dict(settings.options.get("frame_columns"))
    window.frames.choose_columns(columns)
    keys = settings.options.get("keys", {})
    if isinstance(keys, dict):
        installed(window).set_own_keys(
            {str(name): str(key) for name, key in keys.items()}
        )
    try:
        window.workspace.set_parameters(Parameters(**settings.parameters))
    except (DarkviewerError, TypeError) as error:
        window.workspace.post(
            f"Parameters start at their defaults: {error}", "warn", about=ANY_SESSION
        )


def theme_of(settings: Settings) -> str:
    """The palette that was chosen."""
    return str(settings.options.get("theme", "system"))


def text_scale_of(settings: Settings) -> float:
    """The text size that was chosen, 1 = 100 %."""
    scale = settings.options.get("text_scale")
    return scale if scale in TEXT_SCALES else 1.0


def _cache_limit(settings: Settings) -> int:
    limit = settings.options.get("result_cache_bytes")
    return limit if isinstance(limit, int) and limit >= 0 else LIMIT_BYTES


def remember(window: MainWindow, settings: Settings) -> None:
    """Keep what the window shows now."""
    settings.options["theme"] = window.theme_choice.name
    settings.options["result_cache_bytes"] = window.tasks.kept.stored.limit_bytes
    settings.options["text_scale"] = fonts.scale()
    settings.options["units"] = window.workspace.unit_choice
    settings.options["frames"] = window.frames.strips.choices()
    settings.options["excluded_view"] = window.workspace.excluded_view
    settings.options["frame_columns"] = window.frames.table.choice.as_dict()
    settings.options["keys"] = installed(window).own_keys
    settings.options["view"] = view_state(window)
    settings.options["review"] = {"advance": window.reviewing.advance}
    settings.options["night"] = window.night.choices.state()
    settings.options["links"] = window.links.state()
    settings.options["display"] = window.image.display_state()
    settings.parameters = window.workspace.remembered.as_dict()
    for name, state in window.layout_state().items():
        settings.set_bytes(name, state)
    remember_place(window, settings)
    root = window.workspace.root
    settings.last_root = "" if root is None else str(root)
