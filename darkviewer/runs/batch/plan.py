"""What a batch has to do: every series below a root, beside what is done already.

Where the files of a capture have the names, sizes and times that its records name, and
nobody has said anything new, not even its headers are read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.frames.reading import AS_FOUND, Reading
from darkviewer.core.progress import Job, Progress
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
from darkviewer.storage.captures.scan import Capture, find_job, read_all_series
from darkviewer.storage.captures.sidecar import SidecarFinder

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.gain.said import ChosenGain
    from darkviewer.core.parameters import Parameters

__all__ = ["Asked", "Plan", "Todo", "make_plan", "unit_of"]

_STEP = 50
"""Captures between two events of progress."""


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
    captures = yield from find_job(asked.root)
    yield Progress("Reading what is done", 0, 0)
    known = _known(asked.out)
    plan, sidecars = Plan(), SidecarFinder()
    for index, capture in enumerate(captures):
        if index % _STEP == 0:
            yield Progress("Looking for what has changed", index, len(captures))
        if asked.since and capture.date and _day(capture.date) < asked.since:
            plan.passed_over += 1
            continue
        found = _signature(capture, sidecars)
        of_capture = known.get(_where(asked.root, capture), [])
        _plan_capture(plan, asked, capture, found, of_capture)
    return plan


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


def _known(out: Path) -> dict[str, _Known]:
    """All records, by capture."""
    known: dict[str, _Known] = {}
    for path, record in read_records(out):
        known.setdefault(record.where, []).append((path, record))
    return known


def _plan_capture(
    plan: Plan, asked: Asked, capture: Capture, found: str, known: _Known
) -> None:
    current = [r for _, r in known if r.found == found and r.heard == asked.digest]
    if current and {r.series for r in current} >= set(current[0].all_series):
        again = asked.retry_failed and any(r.state == FAILED for r in current)
        if not again:
            for record in _newest_of_each(current):
                plan.keep(record)
            return
    for session in read_all_series(capture, reading=asked.reading):
        record = _record(asked, capture, session, found)
        _plan_series(plan, asked, session, record, known)


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


def _record(asked: Asked, capture: Capture, session: Session, found: str) -> Record:
    begun = begin_of(session)
    sizes = {info.path: info.size_bytes for info in session.frames}
    return Record(
        FAILED,
        _where(asked.root, capture),
        session.series,
        all_series=tuple(one.id for one in session.all_series) or (session.series,),
        found=found,
        heard=asked.digest,
        begun="" if begun.year == 1 else f"{begun:%Y-%m-%dT%H:%M:%S}",
        n_frames=len(session.frames),
        n_bytes=sum(sizes.values()),
    )


def _where(root: Path, capture: Capture) -> str:
    """Path from the root; the name of the capture where the root is it."""
    where = os.path.relpath(capture.path, root)
    return capture.path.name if where == "." else Path(where).as_posix()


def _signature(capture: Capture, sidecars: SidecarFinder) -> str:
    """Of names, sizes and times of the frames, and of their sidecar."""
    seen: list[Any] = [capture.error, [file.name for file in capture.files]]
    folder = capture.files[0].parent if capture.files else capture.path
    sidecar = sidecars.find(folder)
    with suppress(OSError):
        seen.append(sorted(_stamps(folder, set(seen[1]))))
    if sidecar is not None:
        seen.append(sorted(_stamps(sidecar.parent, {sidecar.name})))
    return digest_of(seen)


def _stamps(folder: Path, names: set[str]) -> Iterator[tuple[str, int, int]]:
    """Of all in one listing, which is far cheaper than asking for each."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name in names:
                with suppress(OSError):  # a link to nothing
                    status = entry.stat()
                    yield entry.name, status.st_size, status.st_mtime_ns


def _day(date: str) -> str:
    return date[:10]
