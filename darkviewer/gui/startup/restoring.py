"""Restores the screen of the last session."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from darkviewer.gui.actions.commands import use_measured_psf

if TYPE_CHECKING:
    from darkviewer.core.frames.region import Region
    from darkviewer.gui.main_window import MainWindow

__all__ = ["Restoring", "view_state"]


def view_state(window: MainWindow) -> dict[str, Any]:
    """Capture, frame, layer, zoom, filter and measured PSF, as plain values."""
    workspace, profile = window.workspace, window.profile_path
    session = workspace.session
    return {
        "session": "" if session is None else str(session.path),
        "series": "" if session is None else session.series,
        "frame": workspace.frame,
        "layer": workspace.layer,
        "region": _part_on_screen(window),
        "filter": window.candidates.filter.text(),
        "profile": "" if profile is None else str(profile),
    }


def _part_on_screen(window: MainWindow) -> list[int]:
    """Empty where the whole frame is."""
    image, region = window.image.view.image, window.image.region
    if image is None or region is None:
        return []
    ny, nx = image.shape
    return [] if region == (0, nx - 1, 0, ny - 1) else list(region)


class Restoring(QObject):
    """Waits for the remembered capture and its first results, then ends.

    The user comes first: another capture, frame or pixel that is chosen meanwhile
    ends it.

    Parameters
    ----------
    window : MainWindow
        Nothing is open in it yet.
    state : mapping
        What `view_state` gave; anything else in it is passed over.
    """

    def __init__(self, window: MainWindow, state: Mapping[str, Any]) -> None:
        super().__init__(window)
        self._window, self._state = window, dict(state)
        workspace = window.workspace
        self._path = Path(str(state.get("session", "")))
        self._series = str(state.get("series", ""))
        workspace.captures_changed.connect(self._pick)
        workspace.session_changed.connect(self._enter)
        workspace.candidates_changed.connect(self._look)

    def _pick(self, captures: list[Any]) -> None:
        if any(capture.path == self._path for capture in captures):
            self._window.workspace.captures_changed.disconnect(self._pick)
            self._window.workspace.request_capture(self._path, self._series)

    def _enter(self, session: Any) -> None:
        """The capture is there; its results are not."""
        if session is None:
            return
        if session.path != self._path or self._series not in ("", session.series):
            self.deleteLater()
            return
        window = self._window
        window.workspace.set_layer(str(self._state.get("layer", "")))
        window.candidates.filter.setText(str(self._state.get("filter", "")))
        profile = self._state.get("profile")
        if isinstance(profile, str) and profile and "\0" not in profile:
            use_measured_psf(window, Path(profile))

    def _look(self, table: object) -> None:
        """The first candidate has been selected: the frame and zoom come after."""
        workspace = self._window.workspace
        if table is None or not workspace.examined:
            return
        workspace.candidates_changed.disconnect(self._look)
        frame = self._state.get("frame")
        if isinstance(frame, int) and not self._window.night.choices["follow"]:
            workspace.set_frame(frame)
        workspace.frame_shown.connect(self._zoom)

    def _zoom(self, frame: int) -> None:
        if frame != self._window.workspace.frame:
            return
        region = _region(self._state.get("region"))
        if region is not None:
            self._window.image.show_region(*region)
        self.deleteLater()


def _region(stored: Any) -> Region | None:
    if not isinstance(stored, list) or len(stored) != 4:
        return None
    if not all(isinstance(end, int) for end in stored):
        return None
    x0, x1, y0, y1 = stored
    return (x0, x1, y0, y1) if 0 <= x0 <= x1 and 0 <= y0 <= y1 else None
