"""The capture on show grows: new frames wait, are calibrated together, then shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from darkviewer.core.frames.exclusion import FEWEST
from darkviewer.core.health.check import listed
from darkviewer.gui.engine.new_frames import NewFrames, any_replaced, count_new
from darkviewer.runs.exclusion import recalculated
from darkviewer.runs.session import calibrated, request_for
from darkviewer.storage.free_memory import give_back_blocks_from

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration, CalibrationRequest
    from darkviewer.core.frames.session import Session
    from darkviewer.gui.threads.jobs import Jobs
    from darkviewer.gui.workspace import Workspace
    from darkviewer.runs.exclusion import Effect

__all__ = ["Growing"]

_MEMORY_BYTES = 128 * 2**20
"""Of a run beside the results on show: lower bands, however many the frames are.

One worker has it to itself: bands for two would be so low that the time goes into
opening thousands of files for each.
"""
_BLOCK_BYTES = 2**20
_MOST_BLOCK_BYTES = 32 * 2**20
"""Freed blocks from this size on are not kept: of a capture that grows, of others."""


class Growing(QObject):
    """Takes newer readings of the capture on show; results stay until others are there.

    Attributes
    ----------
    new_frames : NewFrames
        Those that wait.
    """

    def __init__(
        self,
        workspace: Workspace,
        computing: Jobs,
        numbers: Iterator[int],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._computing = workspace, computing
        self._numbers = numbers
        self._result: tuple[Session, Calibration] | None = None
        self._grows: Session | None = None
        self.new_frames = NewFrames(self)
        self.new_frames.due.connect(self._take)
        computing.idle.connect(self.new_frames.end_run)
        workspace.session_changed.connect(self._leave_others)

    def find_again(self, shown: Session, found: Session, *, at_once: bool) -> None:
        """The capture on show has been read once more: what is new in it waits."""
        if found == shown:
            self.new_frames.take()
            return
        nothing_shown = self._workspace.calibration is None
        self.new_frames.wait(
            found,
            count_new(shown.frames, found.frames),
            at_once=at_once
            or any_replaced(shown, found)
            or (nothing_shown and not self._computing.busy),
        )

    def recalculate(self, session: Session) -> None:
        """Other frames of the capture on show are left out: say what that does.

        What is on show stays until the other result is there.
        """
        before = self._workspace.calibration
        if before is None or len(session.frames) < FEWEST:
            self._workspace.set_session(session)
            return
        request = self._request(session)
        words = _changed(self._workspace.session, session)
        self._computing.submit(
            "calibrate",
            "Calibrating with other frames",
            lambda: recalculated(request, before),
            done=partial(self._show_effect, session, words),
            failed=lambda _: self._show(session, None),
            dropped=lambda: self._show_judged(session),
        )

    def _request(self, session: Session) -> CalibrationRequest:
        at = self._workspace
        number = next(self._numbers)
        return request_for(session, at.requested, number=number, said=at.gain_origin)

    def _show_effect(
        self, session: Session, words: str, found: tuple[Calibration, Effect]
    ) -> None:
        calibration, effect = found
        self._show(session, calibration)
        if self._workspace.session is session:
            said = f"{words}: {effect.words}"
            self._workspace.set_effect(said)
            self._workspace.post(said[:1].upper() + said[1:])

    def _show_judged(self, session: Session) -> None:
        """Cancelled, or another run took its place: the frames count all the same."""
        latest = self._workspace.reading_of(session) is session
        if latest and session.same_files(self._workspace.session):
            self._workspace.set_session(session)

    def result_of(self, session: Session) -> Calibration | None:
        """The result with which a reading has just been shown; asked for once."""
        result, self._result = self._result, None
        return result[1] if result is not None and result[0] is session else None

    def _take(self) -> None:
        """Calibrate the frames that wait; the results on show stay until then."""
        if self._computing.busy:  # when that has ended they are due again
            return
        found = self.new_frames.take()
        if found is None:
            return
        self.new_frames.begin_run()
        self._grows = found
        give_back_blocks_from(_BLOCK_BYTES)
        if self._workspace.calibration is None or not found.frames:
            self._workspace.set_session(found)
            return
        request = replace(
            self._request(found),
            memory_bytes=_MEMORY_BYTES,
            threads=1,
        )
        self._computing.submit(
            "calibrate",
            "Calibrating with the new frames",
            partial(calibrated, request),
            done=partial(self._show, found),
            failed=lambda _: self._show(found, None),  # the run that follows says why
            dropped=partial(self._put_back, found),
        )

    def _show(self, session: Session, calibration: Calibration | None) -> None:
        if self._is_shown(session):
            self._result = None if calibration is None else (session, calibration)
            self._workspace.set_session(session)

    def _put_back(self, session: Session) -> None:
        shown = self._workspace.session
        if shown is not None and self._is_shown(session):
            self.new_frames.put_back(session, count_new(shown.frames, session.frames))

    def _leave_others(self, session: Session | None) -> None:
        """Frames of a capture that is no longer on show wait in vain."""
        grows = self._grows
        if grows is not None and (session is None or not session.is_same_series(grows)):
            self._grows = None
            give_back_blocks_from(_MOST_BLOCK_BYTES)
        waits = self.new_frames.session
        if waits is not None and not self._is_shown(waits):
            self.new_frames.take()

    def _is_shown(self, session: Session) -> bool:
        shown = self._workspace.session
        return shown is not None and shown.is_same_series(session)


def _changed(before: Session | None, now: Session) -> str:
    """``without 00004.fits``, ``with 00004.fits again``, or both."""
    were = [] if before is None else [item.info.name for item in before.excluded]
    are = [item.info.name for item in now.excluded]
    out = [name for name in are if name not in were]
    back = [name for name in were if name not in are]
    parts = [f"without {listed(out)}"] if out else []
    parts += [f"with {listed(back)} again"] if back else []
    return ", ".join(parts) or "other frames"
