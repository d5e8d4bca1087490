"""A batch over all captures below the root, in the window: begun, watched, ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from darkviewer.core.frames.camera_mode import mode_key
from darkviewer.core.gain.said import ChosenGain, gain_of
from darkviewer.core.opinions.events import DECIDING
from darkviewer.core.progress import duration
from darkviewer.storage.batches.records import FAILED, Record

if TYPE_CHECKING:
    from darkviewer.core.frames.reading import Reading
    from darkviewer.core.frames.session import Session
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.progress import Job, Progress
    from darkviewer.gui.engine.judgements import Judgements
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.said_of_cameras import SaidOfCameras
    from darkviewer.gui.threads.jobs import Failure, Jobs
    from darkviewer.gui.workspace import Workspace
    from darkviewer.runs.batch.batch import Batch
    from darkviewer.runs.batch.plan import Asked

__all__ = ["ArchiveRun"]

DOING = "Processing the archive"
_LANE = "archive"


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """What the user has chosen; frozen: the window is used while a batch runs."""

    parameters: Parameters
    cameras: SaidOfCameras
    limits: Mapping[str, Mapping[str, float]]
    reading: Reading

    def adapted(self, session: Session, parameters: Parameters) -> Parameters:
        """For one series."""
        return self.cameras.adapted(parameters, session)

    def gain(self, session: Session) -> ChosenGain:
        """The e-/ADU that holds for it, and who said so."""
        adapted = self.adapted(session, self.parameters)
        return ChosenGain(gain_of(adapted), self.cameras.origin(adapted, session))

    def limits_of(self, session: Session) -> dict[str, float]:
        """Those of its camera."""
        return dict(self.limits.get(mode_key(session), {}))


class ArchiveRun(QObject):
    """One batch at a time, on a thread and in processes of its own.

    Attributes
    ----------
    rows : list of Record
        Of the series that ended, the last one first; of all series once it has ended.
    root, out : Path or None
        The archive that they belong to, and the folder of its results.
    what : str
        That was asked for.
    words : str
        How far it is, or how it ended.
    done, total : int
        Series that ended, of how many.
    """

    changed = Signal()
    _told = Signal(dict)

    def __init__(
        self, workspace: Workspace, tasks: Tasks, judgements: Judgements
    ) -> None:
        super().__init__(tasks)
        self._workspace, self._tasks, self._judgements = workspace, tasks, judgements
        self.rows: list[Record] = []
        self.root: Path | None = None
        self.out: Path | None = None
        self.what = ""
        self.words = ""
        self.done = self.total = 0
        self._seconds_left: float | None = None
        self._told.connect(self._take_event)
        jobs: Jobs = tasks.archive
        jobs.progressed.connect(self._take_progress)

    @property
    def running(self) -> bool:
        """Whether it works, or is about to."""
        return self._tasks.archive.busy

    def start(
        self, out: Path, what: str, *, workers: int, retry_failed: bool = False
    ) -> None:
        """Begin, or go on where an earlier one ended."""
        root = self._workspace.root
        if root is None or self.running:
            return
        asked = partial(
            _asked,
            self._said_now(),
            self._judgements,
            root,
            out,
            what,
            workers=workers,
            retry_failed=retry_failed,
        )
        self.root, self.out, self.what, self.rows = root, out, what, []
        self.done = self.total = 0
        self._seconds_left = None
        self._say("Looking for what there is to do…")
        self._workspace.withdraw(DOING)
        self._tasks.archive.submit(
            _LANE,
            DOING,
            partial(_batch, asked, workers, self._told.emit),
            done=self._take_end,
            failed=self._take_failure,
            dropped=self._take_cancel,
        )
        self.changed.emit()

    def stop(self) -> None:
        """End at once; what is done stays done."""
        self._tasks.archive.cancel(_LANE)
        self._say("Stopping…")

    def _said_now(self) -> _Said:
        at = self._workspace
        return _Said(
            at.parameters, at.cameras.copied(), dict(at.limits), self._tasks.reading_as
        )

    def _take_event(self, event: dict[str, Any]) -> None:
        if event["event"] == "plan":
            self.total = event["todo"]
        elif "where" in event:
            self.done, self._seconds_left = event["ended"], event["seconds_left"]
            row = Record(
                event["event"],
                event["where"],
                event["series"],
                reason=event["reason"],
                seconds=event["seconds"],
                row=event["row"],
            )
            self.rows.insert(0, row)
        self.changed.emit()

    def _take_progress(self, _ticket: object, progress: Progress) -> None:
        words = progress.stage
        if self.total:
            words = f"{self.done} of {self.total} series"
            if self._seconds_left is not None:
                words += f", {duration(self._seconds_left)} left"
            words += f". {progress.stage}"
        self._say(words)

    def _take_end(self, batch: Batch) -> None:
        from darkviewer.reports.batch import batch_lines

        self.rows = sorted(batch.records, key=lambda r: r.state != FAILED)
        words = ". ".join(line for line in batch_lines(batch) if line[0] != " ")
        words = words.removesuffix(":")
        self._say(f"{words}.")
        self._workspace.post(f"Archive: {words}", about=DOING)

    def _take_failure(self, failure: Failure) -> None:
        self._say(failure.text)
        self._tasks.failed.emit(DOING, failure)

    def _take_cancel(self) -> None:
        self._say(f"Stopped after {self.done} of {self.total} series; Start goes on.")

    def _say(self, words: str) -> None:
        self.words = words
        self.changed.emit()


def _asked(
    said: _Said,
    judgements: Judgements,
    root: Path,
    out: Path,
    what: str,
    *,
    workers: int,
    retry_failed: bool,
) -> Asked:
    """On the thread of the batch: heavy modules are imported there."""
    from darkviewer.reports.batch_report import WORKS
    from darkviewer.runs.batch.plan import Asked
    from darkviewer.runs.batch.unit import share_of
    from darkviewer.storage.batches.records import digest_of

    judgements.wait_read()
    heard = [sorted(one.id for one in judgements.opinions.all(t)) for t in DECIDING]
    return Asked(
        root,
        out,
        WORKS[what],
        said.cameras.plain(said.parameters),
        retry_failed=retry_failed,
        reading=said.reading,
        adapt=said.adapted,
        gain=said.gain,
        limits_of=said.limits_of,
        heard=digest_of(heard),
        share=share_of(workers),
    )


def _batch(
    asked: Callable[[], Asked], workers: int, tell: Callable[[dict[str, Any]], object]
) -> Job[Batch]:
    from darkviewer.reports.batch import check_overview, write_overview
    from darkviewer.runs.batch.batch import local, run_batch

    wanted = asked()
    check_overview(wanted.out)
    found = yield from run_batch(wanted, local(workers), workers=workers, tell=tell)
    write_overview(found)
    return found
