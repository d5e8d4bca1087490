"""Checks that turn amber or red while the window is open: told once each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from darkviewer.runs.alarms import Alarms

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.gui.workspace import Workspace

__all__ = ["Telling"]


class Telling(QObject):
    """Compares each verdict with what was said of the series before.

    Of a capture that was there when the root was opened, the first verdict is no news.

    Parameters
    ----------
    workspace : Workspace
    is_new : callable
        Whether a capture has begun since.
    """

    turned = Signal(str, str, str)  # title of the session, sentences, level

    def __init__(
        self,
        workspace: Workspace,
        is_new: Callable[[Path], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._is_new = workspace, is_new
        self._alarms = Alarms()
        workspace.root_changed.connect(lambda _: self._alarms.forget())
        workspace.checks_changed.connect(self._take_shown)

    def take(self, session: Session, checks: SessionChecks) -> None:
        """What the checks say now of a series, on show or not."""
        news = self._alarms.knows(session) or self._is_new(session.path)
        turned = self._alarms.take(session, checks)
        if turned and news:
            words = "\n".join(finding.sentence for _, finding in turned)
            worst = turned[0][1].status
            self.turned.emit(session.title, words, "bad" if worst == "fail" else "warn")

    def _take_shown(self, checks: SessionChecks | None) -> None:
        session = self._workspace.session
        if checks is not None and session is not None:
            self.take(session, checks)
