"""Calibrations found before: shown at once from memory, in a moment from the disk."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from darkviewer.core.progress import Job, Progress
from darkviewer.gui.threads.background import Background, Task
from darkviewer.gui.threads.timers import once
from darkviewer.runs.session import sorted_for
from darkviewer.storage.appdata.results import (
    RecentResults,
    StoredResults,
    infos_of,
    results_folder,
)
from darkviewer.storage.free_memory import give_back

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration, CalibrationRequest
    from darkviewer.gui.threads.ending import Deadline
    from darkviewer.gui.threads.jobs import Failure

__all__ = ["KeptResults"]

_WRITE_AFTER_MS = 1000
"""A result is painted and looked at first; writing would compete with that."""
_VERIFY_AFTER_MS = 1500
"""The first picture does not compete with reading all frames."""
GIVE_BACK_S = 30.0
"""Each arrival has all files listed anew, which leaves memory in pieces."""
_GROWN_AFTER_MS = 60_000
"""While frames arrive, the next result soon takes the place of this one."""


class KeptResults(QObject):
    """Looked up by `Tasks` before it calibrates, and updated afterwards.

    Attributes
    ----------
    stored : StoredResults
        Those on disk; its limit may be changed.
    """

    not_kept = Signal(str)  # one sentence: why a result cannot be written
    outdated = Signal(object, object)  # Calibration, names of frames that changed
    kept = Signal()  # a result was written

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stored = StoredResults(results_folder())
        self._recent = RecentResults()
        self._unwritten: list[Calibration] = []
        self._gave_back = 0.0
        self._grown: Calibration | None = None
        self._writer = Background("results", self)
        self._later = once(self, _WRITE_AFTER_MS)
        self._later.timeout.connect(self._write)
        self._doubted: Calibration | None = None
        self._stop = threading.Event()  # the comparison that is under way
        self._closing = threading.Event()
        self._soon = once(self, _VERIFY_AFTER_MS)
        self._soon.timeout.connect(self._verify)

    @property
    def idle(self) -> bool:
        """Whether everything is written."""
        waits = self._unwritten or self._soon.isActive()
        return self._writer.idle and not waits

    def recall(self, request: CalibrationRequest) -> Calibration | None:
        """The result of such a request, if it is still in memory."""
        return self._recent.get(request)

    def load_or(
        self, run: Callable[[], Job[Calibration]], request: CalibrationRequest
    ) -> Job[Calibration]:
        """The stored result of such a request, or else a run; for another thread."""
        yield Progress("Looking for an earlier result", 0, 0)
        found = self.stored.load(request)
        if found is None:
            return (yield from run())
        return sorted_for(found, request.parameters)

    def keep(self, calibration: Calibration, *, growing: bool = False) -> None:
        """Remember a result; one that was not stored before is written soon.

        Of a capture that is `growing` only the last result is remembered.
        """
        if growing:
            self._recent.drop(self._grown)
            self._unwritten = [c for c in self._unwritten if c is not self._grown]
            self._grown = calibration
            self._note(calibration)
        self._recent.put(calibration)
        if not calibration.cached:
            self._unwritten.append(calibration)
            self._later.start(_GROWN_AFTER_MS if growing else _WRITE_AFTER_MS)

    def verify(self, calibration: Calibration | None) -> None:
        """Compare the frames with what they held; `outdated` tells if they differ."""
        self._end_verifying()
        self._doubted = calibration
        if calibration is not None:
            self._soon.start(_VERIFY_AFTER_MS)

    def forget(self, request: CalibrationRequest) -> None:
        """The frames may hold anything else now: trust nothing that is known."""
        self._end_verifying()
        self._recent.clear()
        self._unwritten.clear()
        self.stored.digests.forget(infos_of(request) or [])

    def _end_verifying(self) -> None:
        self._stop.set()
        self._soon.stop()
        self._writer.drop("verify")
        self._stop, self._doubted = threading.Event(), None

    def _verify(self) -> None:
        doubted, digests = self._doubted, self.stored.digests
        if doubted is None:
            return
        infos = infos_of(doubted.request) or []
        work = partial(digests.changed, infos, self._stop.is_set)
        self._writer.submit(
            Task("verify", 2, work, partial(self._verified, doubted), _ignore)
        )

    def _verified(self, calibration: Calibration, changed: tuple[str, ...]) -> None:
        if changed and calibration is self._doubted:
            self.outdated.emit(calibration, changed)

    def _note(self, calibration: Calibration) -> None:
        """Only the frames that are new are read."""
        infos = infos_of(calibration.request) or []
        work = partial(self.stored.digests.of, infos, self._closing.is_set)
        self._writer.submit(Task("note", 1, work, _ignore, _ignore))

    def give_back_at_times(self, _waiting: int) -> None:
        """While frames arrive, whether or not they are calibrated by now."""
        if time.monotonic() - self._gave_back >= GIVE_BACK_S:
            self.give_back()

    def give_back(self) -> None:
        """Results were replaced: their memory goes back to the system."""
        self._gave_back = time.monotonic()
        self._writer.submit(Task("memory", 1, give_back, lambda _: None, self._tell))

    def clear(self) -> None:
        """Forget all results, also those on disk."""
        self.verify(None)
        self._unwritten.clear()
        self._grown = None
        self._writer.drop()
        self._recent.clear()
        self.stored.clear()

    def close(self, until: Deadline | None = None) -> None:
        """End the thread; what is being written is finished first, if it can be.

        Frames are not read to the end for it: that result is computed again.
        """
        self._later.stop()
        self._closing.set()
        self._end_verifying()
        self._writer.close(until)

    def _write(self) -> None:
        for calibration in self._unwritten:
            work = partial(self.stored.store, calibration, self._closing.is_set)
            self._writer.submit(Task("store", 0, work, self._stored, self._tell))
        self._unwritten.clear()

    def _stored(self, _nothing: object) -> None:
        self.kept.emit()

    def _tell(self, failure: Failure) -> None:
        self.not_kept.emit(f"this result was not cached: {failure.text}")


def _ignore(_what: object) -> None:
    """A frame that cannot be read says so where it is shown."""
