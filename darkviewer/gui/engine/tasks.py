"""The window's jobs for its workers, and where the answers go."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from darkviewer.core.frames.reading import AS_FOUND, Reading
from darkviewer.core.frames.session import grouped_again, read_again, series_or_first
from darkviewer.core.progress import Job, Progress
from darkviewer.gui.engine.growing import Growing
from darkviewer.gui.engine.kept_results import KeptResults
from darkviewer.gui.text.numbers import count_of
from darkviewer.gui.threads.alive import while_alive
from darkviewer.gui.threads.jobs import Failure, Jobs
from darkviewer.runs.session import calibrated, examined, read_all, request_for

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.session import Session
    from darkviewer.core.vetting.session import Examination
    from darkviewer.gui.threads.ending import Deadline
    from darkviewer.gui.threads.jobs import Ticket
    from darkviewer.gui.workspace import Workspace
    from darkviewer.storage.captures.scan import Capture

__all__ = ["Tasks"]

_OPENING = "Opening the folder"


class Tasks(QObject):
    """Opening, reading and calibrating, off the GUI thread.

    Headers are read on a thread of their own, so that a calibration need not wait for a
    long scan. A new choice supersedes what is computed for an older one; only files
    that are being written are finished, on a third thread.
    """

    failed = Signal(str, object)  # what was being done, Failure
    nothing_found = Signal(str)  # one sentence: what is there instead of FITS files
    _named = Signal(int, object)  # number of the scan, list[Capture]
    _read = Signal(int, object, str)  # number of the scan, series, why they were read

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._numbers = itertools.count(1)
        self._scan = 0
        self._verified: Session | None = None
        self.reading_as: Reading = AS_FOUND
        self.reading = Jobs("reading", self)
        self.computing = Jobs("computing", self)
        self.writing = Jobs("writing", self)
        self.archive = Jobs("archive", self)
        self.kept = KeptResults(self)
        self.growing = Growing(workspace, self.computing, self._numbers, self)
        self.new_frames = self.growing.new_frames
        self._named.connect(self._take_names)
        self._read.connect(self._take_series)
        self.new_frames.settled.connect(self.kept.give_back)
        self.new_frames.changed.connect(self.kept.give_back_at_times)
        workspace.capture_requested.connect(self.pick)
        workspace.calibration_needed.connect(self.calibrate)
        workspace.examination_needed.connect(self.examine)
        workspace.runs_unneeded.connect(self._cancel_runs)
        self.kept.outdated.connect(self._take_outdated)
        self.kept.not_kept.connect(
            lambda text: workspace.post(text, "warn", about="cache")
        )
        self.kept.kept.connect(lambda: workspace.withdraw("cache"))

    def close(self, until: Deadline | None = None) -> None:
        """End all workers, whatever they do."""
        self.new_frames.close()
        for jobs in self.all_jobs:
            jobs.cancel()
        for jobs in self.all_jobs:
            jobs.close(until)
        self.kept.close(until)

    @property
    def busy(self) -> bool:
        """Whether anything runs or waits."""
        return any(jobs.busy for jobs in self.all_jobs)

    @property
    def asked(self) -> bool:
        """Whether anything runs or waits that the user asked for."""
        return any(jobs.asked for jobs in self.all_jobs)

    @property
    def all_jobs(self) -> tuple[Jobs, ...]:
        """All threads with work of the user's."""
        return self.reading, self.computing, self.writing, self.archive

    def open(self, root: Path) -> None:
        """Show the captures of a root, a capture folder or a single file."""
        self.computing.cancel()
        self._workspace.set_session(None)
        self._workspace.set_root(root)
        self._workspace.set_captures([])
        self._look_at_all(by_hand=False)

    def rescan(self) -> None:
        """Rescan, trusting nothing that is known, and take new frames at once.

        A session with the same content stays open.
        """
        self._look_at_all(by_hand=True)

    def _look_at_all(self, *, by_hand: bool) -> None:
        root = self._workspace.root
        if root is not None:
            self._scan = next(self._numbers)
            self._look_into(root, lambda _: True, why="hand" if by_hand else "")

    def look_again(self, folders: set[Path]) -> None:
        """Something changed in these folders: read their captures, and new ones."""
        root, before = self._workspace.root, set(self._workspace.captures)
        if root is not None:
            self._look_into(
                root, lambda c: c.path in folders or c not in before, asked=False
            )

    def group_again(self, folders: set[Path] | None = None) -> None:
        """Something was said of the frames in these folders; None: in any of them."""
        root, shown = self._workspace.root, self._workspace.session
        if root is not None:
            # A scan that is under way ends with this one.
            all_ = folders is None or self.reading.busy
            only = folders or set()
            self._look_into(root, lambda c: all_ or c.path in only, why="said")
        known = {capture.path for capture in self._workspace.captures}
        if shown is not None and shown.path not in known:  # a look at a single file
            self._workspace.sessions.pop(shown.path, None)
            self.pick(shown.path, shown.series)

    def _look_into(
        self,
        root: Path,
        only: Callable[[Capture], bool],
        *,
        why: str = "",
        asked: bool = True,
    ) -> None:
        number = self._scan
        self.reading.submit(
            "scan",
            f"Scanning {root.name}",
            lambda: _scanned(
                root,
                on_names=lambda names: self._named.emit(number, names),
                on_read=lambda series: self._tell_read(number, series, why),
                only=only,
                reading=self.reading_as,
                afresh=why == "hand",
            ),
            done=lambda _: None,
            failed=self._fails(_OPENING),
            asked=asked,
        )

    def _look_for_others(self, root: Path) -> None:
        self.reading.submit(
            "others",
            f"Scanning {root.name}",
            lambda: _others(root),
            done=self.nothing_found.emit,
            failed=self._fails(_OPENING),
        )

    def _tell_read(self, number: int, series: tuple[Session, ...], why: str) -> None:
        # Called by the thread that reads: the GUI thread shall find this imported.
        import_module("darkviewer.core.calibration.pipeline")
        self._read.emit(number, series, why)

    def pick(self, path: Path, series: str = "") -> None:
        """Show a series of a capture; its headers are read first if need be."""
        shown = self._workspace.session
        if shown is None or shown.path != path or series not in ("", shown.series):
            self.computing.cancel()
        known = self._workspace.sessions.get(path)
        if known is not None:
            self._workspace.set_session(series_or_first(known, series))
            return
        self._workspace.await_session(path)
        capture = next((c for c in self._workspace.captures if c.path == path), None)
        self.submit(
            "session",
            f"Reading headers of {path.name}",
            lambda: read_all(capture or path, reading=self.reading_as),
            receiver=self,
            done=partial(self._take_picked, series),
            failed=lambda _: self._workspace.await_session(None),
            cancelled=lambda: self._workspace.await_session(None),
        )

    def take_judged(self, session: Session) -> None:
        """Other frames of a known session are left out."""
        known = self._workspace.sessions.get(session.path, (session,))
        self._workspace.add_series(
            tuple(session if one.series == session.series else one for one in known)
        )
        shown = self._workspace.session
        if shown is not None and session.same_files(shown):
            self.growing.recalculate(session)

    def calibrate(self, *, afresh: bool = False) -> None:
        """Calibrate the open session; a current run is superseded.

        A result found before is shown instead, unless it shall be made `afresh`.
        """
        session = self._workspace.session
        if session is None or not session.frames:
            return
        self._workspace.seek_calibration(again=afresh)
        grown = self.growing.result_of(session)
        if grown is not None:
            self._take_calibration(session, grown, growing=True)
            return
        parameters = self._workspace.requested
        request = request_for(
            session,
            parameters,
            number=next(self._numbers),
            said=self._workspace.gain_origin,
        )
        if afresh:
            self.kept.forget(request)
        known = self.kept.recall(request)
        if known is not None:
            self.computing.cancel("calibrate")
            self._take_calibration(session, known)
            return
        self.computing.cancel()  # all that is of results which will not be shown
        run = partial(calibrated, request)
        self.submit(
            "calibrate",
            "Calibrating",
            run if afresh else partial(self.kept.load_or, run, request),
            receiver=self,
            done=partial(self._take_calibration, session),
            failed=lambda _: self._workspace.give_up(),
        )

    def examine(self) -> None:
        """Examine the leaders as the parameters ask; a run under way is superseded."""
        calibration = self._workspace.calibration
        if calibration is None:
            return
        asked = self._workspace.asked
        self.submit(
            "examine",
            "PSF test of the leaders",
            partial(
                examined,
                calibration,
                asked.parameters,
                psf=asked.psf,
                profile=asked.profile,
            ),
            receiver=self,
            done=partial(self._take_examination, calibration),
            failed=lambda _: self._workspace.give_up(),
        )

    def submit(
        self,
        kind: str,
        title: str,
        make: Callable[[], Job[Any]],
        *,
        receiver: QObject,
        done: Callable[[Any], None],
        failed: Callable[[str], object] = lambda _: None,
        cancelled: Callable[[], object] = lambda: None,
        writes: bool = False,
        reads: bool = False,
    ) -> Ticket:
        """Run any other job; one that writes files is not superseded.

        What only reads runs beside what computes.

        Failures are reported like all of them (`Tasks.failed`); `failed` gets the
        sentence as well. Nothing is called once Qt has deleted the receiver: the job
        goes on, and the failure is reported all the same.
        """
        self._workspace.withdraw("cancelled", "memory", title)
        tell, told = self._fails(title), while_alive(receiver, failed)

        def both(failure: Failure) -> None:
            tell(failure)
            told(failure.text)

        jobs = self.writing if writes else self.reading if reads else self.computing
        return jobs.submit(
            kind,
            title,
            make,
            done=while_alive(receiver, done),
            failed=both,
            dropped=while_alive(receiver, cancelled),
            supersedes=not writes,
        )

    def cancel(self) -> None:
        """Stop what runs; the panel goes back to what is shown."""
        for jobs in self.all_jobs:
            jobs.cancel()
        if self._workspace.give_up():
            words = "Cancelled: the parameters match the results again."
        elif self._workspace.given_up:
            words = "Cancelled: not calibrated yet; press Run to start again."
        else:
            words = "Cancelled."
        self._workspace.post(words, about="cancelled")

    def _cancel_runs(self) -> None:
        for kind in ("calibrate", "examine"):
            self.computing.cancel(kind)

    def _fails(self, title: str) -> Callable[[Failure], None]:
        return lambda failure: self.failed.emit(title, failure)

    def _take_names(self, number: int, captures: list[Capture]) -> None:
        if number != self._scan:
            return
        self._workspace.withdraw(_OPENING)  # it could not be read, and now it can
        before = {capture.path for capture in self._workspace.captures}
        self._workspace.set_captures(captures)
        if not captures and self._workspace.root is not None:
            self._look_for_others(self._workspace.root)
        shown = self._workspace.session
        gone = before - {capture.path for capture in captures}
        if shown is not None and shown.path in gone:
            self._workspace.post(
                f"{shown.path} has vanished: the frames already read stay open",
                "warn",
                about="vanished",
            )

    def _take_series(self, number: int, series: tuple[Session, ...], why: str) -> None:
        if number != self._scan:
            return
        self._workspace.add_series(series)
        shown = self._workspace.session
        if shown is None:
            if self._workspace.awaited is None and self._worth_showing(series[0]):
                self._workspace.set_session(series[0])
        elif shown.path == series[0].path:
            if why == "said":
                self.new_frames.take()
                self._workspace.set_session(grouped_again(series, shown))
                return
            session = read_again(series, shown)
            self.growing.find_again(shown, session, at_once=why == "hand")
            if session == shown:
                self._workspace.withdraw_all()  # its files can be read, again perhaps
                if why == "hand":
                    self.kept.verify(self._workspace.calibration)

    def _worth_showing(self, session: Session) -> bool:
        """Whether to show it unasked: the newest that is not plainly broken.

        The only one is shown in any case: where no frame is usable it says why.
        """
        if len(self._workspace.captures) == 1:
            return True
        sound = session.frames and session.health.level != "bad"
        return bool(sound) and not self.computing.busy

    def _take_calibration(
        self, session: Session, calibration: Calibration, *, growing: bool = False
    ) -> None:
        if self._workspace.session is session:
            self._workspace.set_calibration(calibration)
            if session is not self._verified and calibration.cached:
                self.kept.verify(calibration)
            self._verified = session
        self.kept.keep(calibration, growing=growing)

    def _take_outdated(self, calibration: Calibration, names: tuple[str, ...]) -> None:
        """A frame has other pixels than a result on show was made of."""
        self.kept.forget(calibration.request)
        if self._workspace.calibration is not calibration:
            return
        more = f" and {count_of(len(names) - 1, 'more frame')}" if names[1:] else ""
        have = "have" if names[1:] else "has"
        self._workspace.post(
            f"{names[0]}{more} {have} other content though size and time are the same: "
            "calibrating again",
            "warn",
        )
        self.calibrate(afresh=True)
        shown, root = self._workspace.session, self._workspace.root
        if shown is not None and root is not None:
            self._look_into(root, lambda c: c.path == shown.path, why="hand")

    def _take_examination(
        self, calibration: Calibration, examination: Examination
    ) -> None:
        if self._workspace.calibration is calibration:
            self._workspace.set_examination(examination)

    def _take_picked(self, wanted: str, series: tuple[Session, ...]) -> None:
        self._workspace.add_series(series)
        self._workspace.set_session(series_or_first(series, wanted))


# What reads and computes is imported by the threads that do: the window is there first.


def _scanned(root: Path, *, afresh: bool, **options: Any) -> Job[list[Session]]:
    from darkviewer.storage.captures.scan import forget_headers, scan
    from darkviewer.storage.fits import compressed

    if afresh:
        forget_headers()
        compressed.forget()
    return scan(root, **options)


def _others(root: Path) -> Job[str]:
    from darkviewer.storage.captures.other_files import what_is_there

    yield Progress(f"Scanning {root.name}", 0, 0)
    return what_is_there(root)
