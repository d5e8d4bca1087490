"""What a batch has to do: every series below a root, beside what is done already.

Where the files of a capture have the names, sizes and times that its records name, and
nobody has said anything new, not even its headers are read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.frames.folder_names import Place, place
from darkviewer.core.frames.reading import AS_FOUND, Reading
from darkviewer.core.progress import Job, Progress, drive
from darkviewer.core.versions import RESULT_VERSION
from darkviewer.runs.batch.unit import ONE_THREAD, Unit, Work
from darkviewer.runs.check import begin_of
from darkviewer.runs.session import Share, with_gain
from darkviewer.storage.batches.records import (
    DONE,
    FAILED,
    SKIPPED,
    Record,
    digest_of,
    keep_done,
    keep_left,
    read_records,
)
from darkviewer.storage.captures.scan import (
    Capture,
    age,
    capture_of,
    find_job,
    read_all_series,
)
from darkviewer.storage.captures.sidecar import SidecarFinder
from darkviewer.storage.captures.walk import Listing, walk

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.gain.said import ChosenGain
    from darkviewer.core.parameters import Parameters

__all__ = ["Asked", "Plan", "Todo", "make_plan", "unit_of"]

_STEP = 50
"""Captures between two events of progress."""
_MOST_FOLDERS = 2_000_000
"""Below the root: twenty years of 100 000 series, each three folders deep."""


def _no_limits(_session: Session) -> dict[str, float]:
    return {}


def _as_given(_session: Session, parameters: Parameters) -> Parameters:
    return parameters


@dataclass(frozen=True, slots=True)
class Asked:
    """What a batch was asked to do.

    Attributes
    ----------
    root, out : Path
        Archive, which is only read, and folder of the results.
    work : Work
        What to do with each series.
    parameters : Parameters
        For all of them.
    version : str
        Of the results: older ones are stale.
    since : str
        ``YYYY-MM-DD``: captures of earlier nights are passed over; empty: none.
    retry_failed : bool
        Try again what failed, though nothing has changed.
    reading : Reading
        What people said of the frames.
    gain : callable or None
        Gives the e-/ADU that holds for a session.
    adapt : callable
        Gives the parameters once the headers are known.
    limits_of : callable
        Limits that somebody set for the checks of a session.
    heard : str
        Changes whenever anybody has said anything.
    share : Share
        Of the computer, for each series.
    """

    root: Path
    out: Path
    work: Work
    parameters: Parameters
    version: str = str(RESULT_VERSION)
    since: str = ""
    retry_failed: bool = False
    reading: Reading = AS_FOUND
    gain: Callable[[Session], ChosenGain] | None = None
    adapt: Callable[[Session, Parameters], Parameters] = _as_given
    limits_of: Callable[[Session], dict[str, float]] = _no_limits
    heard: str = ""
    share: Share = ONE_THREAD

    @property
    def digest(self) -> str:
        """Of all that may change the results of any series."""
        given = self.parameters.as_dict()
        return digest_of([self.work.name, given, self.version, self.heard])


@dataclass(frozen=True, slots=True)
class Todo:
    """One series that is missing, changed or stale; its headers are read again later.

    Attributes
    ----------
    path : Path
        Of the capture.
    record : Record
        As far as it is known.
    out_bytes : int
        Of the results, about.
    stale : bool
        There are results by other files, parameters or versions.
    """

    path: Path
    record: Record
    out_bytes: int
    stale: bool


@dataclass(slots=True)
class Plan:
    """What there is to do, newest first, and what is there already.

    Attributes
    ----------
    todo : list of Todo
        In this order.
    done, skipped, failed : list of Record
        Up to date; not for this work; failed before and not tried again.
    passed_over : int
        Captures before the day that was given.
    """

    todo: list[Todo] = field(default_factory=list)
    done: list[Record] = field(default_factory=list)
    skipped: list[Record] = field(default_factory=list)
    failed: list[Record] = field(default_factory=list)
    passed_over: int = 0

    @property
    def n_bytes(self) -> int:
        """Of the frames to read."""
        return sum(item.record.n_bytes for item in self.todo)

    @property
    def out_bytes(self) -> int:
        """Of the results, about."""
        return sum(item.out_bytes for item in self.todo)

    @property
    def stale(self) -> int:
        """Series that have results by other files, parameters or versions."""
        return sum(item.stale for item in self.todo)

    def keep(self, record: Record) -> None:
        """Count a series that needs nothing."""
        of_state = {DONE: self.done, SKIPPED: self.skipped, FAILED: self.failed}
        of_state[record.state].append(record)


def make_plan(asked: Asked) -> Job[Plan]:
    """Find every series below the root, and what is known of it.

    Raises
    ------
    SessionError
        If there is no such folder.
    """
    folders = yield from _folders(asked.root)
    known = yield from _known(asked.out)
    plan, sidecars, heard = Plan(), SidecarFinder(), asked.digest
    for index, folder in enumerate(folders):
        if index % _STEP == 0:
            yield Progress("Looking for what has changed", index, len(folders))
        if asked.since and "" < _day(folder.place.date) < _day(asked.since):
            plan.passed_over += 1
            continue
        where = _where(asked.root, folder.listing.folder)
        found = _Found(folder, where, _signature(folder, sidecars), heard)
        _plan_capture(plan, asked, found, known.get(where, []))
    return plan


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder with frames, by names, sizes and times alone.

    Attributes
    ----------
    listing : Listing
        What is in it.
    place : Place
        Date and time that its name says.
    file : Capture or None
        The root, where that is a single file.
    """

    listing: Listing
    place: Place
    file: Capture | None = None

    @property
    def frames_in(self) -> Path:
        """Where the frames lie, and their settings."""
        return self.listing.folder.parent if self.file else self.listing.folder

    def capture(self) -> Capture:
        """With its files in order."""
        return self.file or drive(capture_of(self.listing))


@dataclass(frozen=True, slots=True)
class _Found:
    """A folder, its place in the archive, its files as they are now, what was asked."""

    folder: _Folder
    where: str
    signature: str
    heard: str


def _folders(root: Path) -> Job[list[_Folder]]:
    """All below the root, the newest first."""
    if not os.path.isdir(root):
        (file,) = yield from find_job(root)
        status = root.stat()
        stamp = f"{status.st_size} {status.st_mtime_ns}"
        listing = Listing(root, [root.name], stamp=stamp)
        return [_Folder(listing, Place(file.date, file.time, file.object), file)]
    listings = yield from walk(root, most_folders=_MOST_FOLDERS, stamped=True)
    listings.sort(key=lambda listing: str(listing.folder))
    folders = [_Folder(listing, place(listing.folder)) for listing in listings]
    return sorted(folders, key=lambda folder: age(folder.place), reverse=True)


def unit_of(asked: Asked, todo: Todo) -> Unit:
    """Read the headers of a series, for whoever does the work.

    Raises
    ------
    DarkviewerError
        If it is not there any more.
    """
    found = read_all_series(todo.path, reading=asked.reading)
    wanted = [item for item in found if item.series == todo.record.series]
    if not wanted:
        raise DarkviewerError(
            f"{todo.path} has no series {todo.record.series} any more"
        )
    return _unit(asked, wanted[0], todo.record)


def _unit(asked: Asked, session: Session, record: Record) -> Unit:
    parameters = asked.adapt(session, asked.parameters)
    parameters, said = with_gain(parameters, session, asked.gain)
    limits = asked.limits_of(session)
    return Unit(
        session,
        asked.work,
        parameters,
        asked.root,
        asked.out,
        replace(record, asked=_asked(asked, session, parameters, limits)),
        said=said,
        limits=limits,
        share=asked.share,
    )


def _asked(
    asked: Asked, session: Session, parameters: Parameters, limits: dict[str, float]
) -> str:
    """Of all that decides the results, but the pixels."""
    return digest_of(
        [
            asked.work.name,
            asked.version,
            parameters.as_dict(),
            limits,
            session.kind,
            [(item.info.name, item.reason) for item in session.excluded],
            [(item.name, item.reason) for item in session.skipped],
        ]
    )


_Known = list[tuple[Path, Record]]


def _known(out: Path) -> Job[dict[str, _Known]]:
    """All records, by capture."""
    known: dict[str, _Known] = {}
    for index, (path, record) in enumerate(read_records(out)):
        if index % _STEP == 0:
            yield Progress("Reading what is done", index, 0)
        known.setdefault(record.where, []).append((path, record))
    return known


def _plan_capture(plan: Plan, asked: Asked, found: _Found, known: _Known) -> None:
    current = [
        r for _, r in known if r.found == found.signature and r.heard == found.heard
    ]
    if current and {r.series for r in current} >= set(current[0].all_series):
        if _is_older(asked, current):
            plan.passed_over += 1
            return
        again = asked.retry_failed and any(r.state == FAILED for r in current)
        if not again:
            for record in _newest_of_each(current):
                plan.keep(record)
            return
    sessions = read_all_series(found.folder.capture(), reading=asked.reading)
    records = [_record(session, found) for session in sessions]
    if _is_older(asked, records):
        plan.passed_over += 1
        return
    for session, record in zip(sessions, records, strict=True):
        _plan_series(plan, asked, session, record, known)


def _is_older(asked: Asked, records: Sequence[Record]) -> bool:
    """By the times of the frames, where no folder has said the night."""
    return all("" < record.begun[:10] < asked.since for record in records)


def _newest_of_each(records: Sequence[Record]) -> Iterator[Record]:
    """One for each series; a result outweighs an old failure."""
    by_series = {r.series: r for r in sorted(records, key=lambda r: r.state == DONE)}
    yield from by_series.values()


def _plan_series(
    plan: Plan, asked: Asked, session: Session, record: Record, known: _Known
) -> None:
    reason = _why_not(asked.work, session)
    if reason:
        skipped = replace(record, state=SKIPPED, reason=reason)
        keep_left(asked.out, skipped)
        plan.keep(skipped)
        return
    record = _unit(asked, session, record).record
    own = [(path, r) for path, r in known if r.series == record.series]
    for path, before in own:
        same = before.found == record.found and before.asked == record.asked
        if same and not (before.state == FAILED and asked.retry_failed):
            now = replace(before, heard=record.heard, all_series=record.all_series)
            _keep_again(asked.out, path, now)
            plan.keep(now)
            return
    pixels = 0 if session.shape is None else session.shape[0] * session.shape[1]
    size = pixels * asked.work.bytes_per_pixel
    stale = any(before.state == DONE for _, before in own)
    plan.todo.append(Todo(session.path, record, size, stale))


def _keep_again(out: Path, path: Path, record: Record) -> None:
    if record.state == DONE:
        keep_done(path, record)
    else:
        keep_left(out, record)


def _why_not(work: Work, session: Session) -> str:
    """Why there is nothing to do: no failure."""
    if work.kinds is None or not session.frames:
        return ""
    if session.kind not in work.kinds:
        return f"{session.kind} frames: only darks are asked for"
    if len(session.frames) == 1 and not session.skipped:
        return "a single frame: there is nothing to compare it with"
    return ""


def _record(session: Session, found: _Found) -> Record:
    begun = begin_of(session)
    sizes = {info.path: info.size_bytes for info in session.frames}
    return Record(
        FAILED,
        found.where,
        session.series,
        all_series=tuple(one.id for one in session.all_series) or (session.series,),
        found=found.signature,
        heard=found.heard,
        begun="" if begun.year == 1 else f"{begun:%Y-%m-%dT%H:%M:%S}",
        n_frames=len(session.frames),
        n_bytes=sum(sizes.values()),
    )


def _where(root: Path, folder: Path) -> str:
    """Path from the root; the name of the capture where the root is it."""
    below, above = os.fspath(folder), os.path.join(root, "")
    where = below.removeprefix(above)
    if where == below:
        return folder.name if folder == root else folder.relative_to(root).as_posix()
    return where.replace(os.sep, "/")


def _signature(folder: _Folder, sidecars: SidecarFinder) -> str:
    """Of names, sizes and times of the frames, and of their sidecar."""
    listing = folder.listing
    seen: list[Any] = [listing.error, listing.cut, listing.stamp]
    sidecar = None if listing.bare else sidecars.find(folder.frames_in)
    if sidecar is not None:
        with suppress(OSError):  # it was there a moment ago
            status = sidecar.stat()
            seen += [sidecar.name, status.st_size, status.st_mtime_ns]
    return digest_of(seen)


def _day(date: str) -> str:
    """However its folder spells it."""
    return re.sub(r"\D", "", date)[:8]
