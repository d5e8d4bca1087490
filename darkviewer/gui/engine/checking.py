"""The checks of the open session, once it is calibrated, on a thread of their own."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from darkviewer.core.errors import Cancelled
from darkviewer.core.frames.exclusion import FEWEST, all_frames
from darkviewer.core.progress import drive
from darkviewer.gui.engine.survey import Survey
from darkviewer.gui.threads.background import Background, Task
from darkviewer.gui.threads.timers import once
from darkviewer.runs.check import checked_with_left_out

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.threads.ending import Deadline
    from darkviewer.gui.workspace import Workspace
    from darkviewer.runs.verdicts import Verdicts

__all__ = ["Checking"]

_AFTER_MS = 400
"""The picture and its tests come first."""

_LANE = "check"


class Checking(QObject):
    """Judges the frames of each session once, and gives the verdict to the workspace.

    Frames that arrive or are left out make it another session. The same thread checks
    the other series of the root, see `Survey`.
    """

    def __init__(
        self,
        workspace: Workspace,
        tasks: Tasks,
        verdicts: Callable[[], Verdicts],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._verdicts = workspace, verdicts
        self._thread = Background("checking", self)
        self._survey = Survey(workspace, tasks, self._thread, verdicts, self)
        self._stop = threading.Event()
        self._known: tuple[Session, SessionChecks] | None = None
        self._whole: tuple[Session, SessionChecks] | None = None
        self._doubted: Session | None = None
        self._soon = once(self, _AFTER_MS)
        self._soon.timeout.connect(self._check)
        workspace.session_changed.connect(self._begin_again)
        workspace.calibration_changed.connect(self._begin)
        workspace.series_checked.connect(self._take_surveyed)
        workspace.series_read.connect(self._check_again)
        tasks.kept.outdated.connect(self._forget)

    @property
    def idle(self) -> bool:
        """Whether nothing is checked or about to be."""
        rests = self._thread.idle and self._survey.idle
        return rests and not self._soon.isActive()

    def close(self, until: Deadline | None = None) -> None:
        """End the thread, whatever it does."""
        self._end()
        self._survey.close(until)
        self._thread.close(until)

    def _end(self, _session: object = None) -> None:
        self._soon.stop()
        self._stop.set()
        self._thread.drop(_LANE)
        self._stop = threading.Event()

    def _begin_again(self, session: Session | None) -> None:
        """Another session: of a single frame there is no calibration to wait for."""
        self._end()
        if session is not None and _too_few(session):
            self._soon.start()

    def _begin(self, calibration: Calibration | None) -> None:
        session = self._workspace.session
        if calibration is None or session is None:
            return
        if self._known is not None and self._known[0] is session:
            self._workspace.set_checks(self._known[1])
            return
        self._soon.start()

    def _check(self) -> None:
        session = self._workspace.session
        if session is not None:
            whole = self._whole
            known = whole[1] if whole and _same_frames(whole[0], session) else None
            work = partial(_checked, self._verdicts, session, self._stop.is_set, known)
            take = partial(self._take, session)
            self._thread.submit(Task(_LANE, 0, work, take, lambda _: None))

    def _take_surveyed(self, session: Session, checks: SessionChecks) -> None:
        """It was checked before it was opened, or while it was calibrated."""
        if checks.measures is None or self._workspace.session is not session:
            return
        known = self._known
        if known and known[0] is session and known[1].findings == checks.findings:
            return
        self._known = session, checks
        self._whole = session, checks.whole or checks
        if self._workspace.calibration is not None or _too_few(session):
            self._soon.stop()
            self._workspace.set_checks(checks)
            self._doubt(session, checks)

    def _check_again(self, sessions: Sequence[Session]) -> None:
        """Frames that could not be read when they were checked may be there again."""
        if self._doubted in sessions:  # perhaps being checked, without the news
            self._doubted = None
        known = self._known
        if known is not None and known[1].unreadable and known[0] in sessions:
            self._known = self._whole = None
            self._soon.start()

    def _forget(self, *_outdated: object) -> None:
        """Files of the open session hold other pixels than they did."""
        session, self._known, self._whole = self._workspace.session, None, None
        if session is not None:
            work = partial(_forget, self._verdicts, session)
            self._thread.submit(Task(_LANE, 0, work, lambda _: None, lambda _: None))

    def _take(self, session: Session, checks: SessionChecks | None) -> None:
        if checks is not None and self._workspace.session is session:
            self._known = session, checks
            self._whole = session, checks.whole or checks
            self._workspace.set_checks(checks)
            self._doubt(session, checks)

    def _doubt(self, session: Session, checks: SessionChecks) -> None:
        """Frames that cannot be read may have been read anew meanwhile: once more."""
        if checks.unreadable and self._doubted is not session:
            self._doubted = session
            self._known = self._whole = None
            self._soon.start()


def _too_few(session: Session) -> bool:
    """Whether it has frames, and no master can be made of them."""
    return 0 < len(session.frames) < FEWEST


def _same_frames(one: Session, other: Session) -> bool:
    """Whatever is left out of either."""
    versions = [[info.version for info in all_frames(s)] for s in (one, other)]
    return versions[0] == versions[1]


def _forget(verdicts: Callable[[], Verdicts], session: Session) -> None:
    verdicts().forget(session)


def _checked(
    verdicts: Callable[[], Verdicts],
    session: Session,
    stopped: Callable[[], bool],
    whole: SessionChecks | None = None,
) -> SessionChecks | None:
    try:
        job = checked_with_left_out(session, whole, check=verdicts().checked)
        return drive(job, cancelled=stopped)
    except Cancelled:
        return None
