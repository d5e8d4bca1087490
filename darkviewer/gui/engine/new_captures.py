"""Captures that begin while the root is open: shown by themselves when asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.gui.engine.night_choices import NightChoices
    from darkviewer.gui.workspace import Workspace
    from darkviewer.storage.captures.scan import Capture

__all__ = ["FEWEST", "QUIET_S", "NewCaptures"]

FEWEST = 3
"""Frames that must be complete: a master of fewer says little."""
QUIET_S = 30.0
"""So long nobody has used the window."""


class NewCaptures(QObject):
    """Opens a capture that was not there when the root was opened, or offers it.

    Parameters
    ----------
    workspace : Workspace
    choices : NightChoices
        Whether they are opened.
    quiet_for : callable
        Whether nobody used the window for so many seconds.
    """

    offered = Signal(object)  # Session that may be opened, or None

    def __init__(
        self,
        workspace: Workspace,
        choices: NightChoices,
        quiet_for: Callable[[float], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._choices = workspace, choices
        self._quiet_for = quiet_for
        self._old: set[Path] | None = None  # None while nothing is known
        self._done: set[Path] = set()
        self._offer: Session | None = None
        workspace.root_changed.connect(self._forget)
        workspace.captures_changed.connect(self._take_names)
        workspace.series_read.connect(self._take_series)
        workspace.session_changed.connect(self._withdraw)

    def is_new(self, path: Path) -> bool:
        """Whether the capture has begun since the root was opened."""
        return self._old is not None and path not in self._old

    def open_offered(self) -> None:
        """The user wants to see it."""
        if self._offer is not None:
            session = self._offer
            self._workspace.request_capture(session.path, session.series)

    def _forget(self, _root: object) -> None:
        self._old = None
        self._done.clear()
        self._set_offer(None)

    def _take_names(self, captures: list[Capture]) -> None:
        paths = {capture.path for capture in captures}
        if self._old is None and captures:
            self._old = paths
        if self._offer is not None and self._offer.path not in paths:
            self._set_offer(None)

    def _take_series(self, series: tuple[Session, ...]) -> None:
        path = series[0].path
        ready = [one for one in series if len(one.frames) >= FEWEST]
        if not self.is_new(path) or path in self._done or not ready:
            return
        self._done.add(path)
        if not self._choices["open_new"] or self._is_shown(path):
            return
        if self._quiet_for(QUIET_S):
            self._set_offer(None)
            self._workspace.request_capture(path, ready[0].series)
        else:
            self._set_offer(ready[0])

    def _is_shown(self, path: Path) -> bool:
        shown = self._workspace.session
        return shown is not None and shown.path == path

    def _withdraw(self, _session: object) -> None:
        if self._offer is not None and self._is_shown(self._offer.path):
            self._set_offer(None)

    def _set_offer(self, session: Session | None) -> None:
        if session is not self._offer:
            self._offer = session
            self.offered.emit(session)
