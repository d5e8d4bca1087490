"""One series of an archive: a plain function on paths, the same wherever it runs.

It may run twice, at once or after a crash: results go to a name of their own and are
given their final name in one step, which exists already where somebody was faster.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import MEMORY_SHORT, DarkviewerError
from darkviewer.core.progress import Job, drive
from darkviewer.runs.session import Share, check_usable
from darkviewer.storage.batches.records import (
    DONE,
    FAILED,
    RECORD,
    SKIPPED,
    Record,
    digest_of,
    hashes_of,
    keep_done,
    read_record,
    results_path,
    results_with,
    unfinished_path,
)
from darkviewer.storage.fits.file_digest import file_digest

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.parameters import Parameters

__all__ = ["ONE_THREAD", "DiskFullError", "Unit", "Work", "run_unit", "share_of"]

ONE_THREAD = Share(threads=1)
"""Of a worker that has others beside it."""
_MEMORY_BYTES = 1 << 30
"""Of arrays that all workers together hold at once."""
_FULL = {errno.ENOSPC, errno.EDQUOT}


class DiskFullError(DarkviewerError):
    """Nothing more can be written: the whole batch ends, to be resumed."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is done to each series.

    Attributes
    ----------
    name : str
        ``process``, ``check`` ...
    run : callable
        Writes the results of a unit into a folder that exists, and gives what the
        summary shows of them. A function of a module, so that other processes find it.
    kinds : frozenset of str or None
        Of the frames it is for; None: of all.
    bytes_per_pixel : int
        Written for a series, about.
    """

    name: str
    run: Callable[[Unit, Path], Job[dict[str, Any]]]
    kinds: frozenset[str] | None = None
    bytes_per_pixel: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """One series, what is to be done to it, and where the results go.

    Attributes
    ----------
    session : Session
        Its headers, without the frames that somebody left out.
    work : Work
        What to do.
    parameters : Parameters
        With the e-/ADU that holds for it.
    root, out : Path
        Archive and folder of the batch.
    record : Record
        As it will be kept, without key and results.
    said : str
        Who chose e-/ADU.
    limits : mapping
        Limits that somebody set for the checks, by name.
    share : Share
        Of the computer.
    """

    session: Session
    work: Work
    parameters: Parameters
    root: Path
    out: Path
    record: Record
    said: str = ""
    limits: Mapping[str, float] = field(default_factory=dict)
    share: Share = ONE_THREAD


def share_of(workers: int) -> Share:
    """What each of so many workers of one computer may take."""
    return replace(ONE_THREAD, memory_bytes=_MEMORY_BYTES // workers)


def run_unit(unit: Unit) -> Record:
    """Do the work of one series, unless its results are there already.

    Parameters
    ----------
    unit : Unit
        Frames are only read.

    Returns
    -------
    Record
        Done, or failed with one sentence: a series that fails stops nobody.

    Raises
    ------
    DiskFullError
        If the results do not fit on the disk.
    """
    begun = time.perf_counter()
    try:
        found = _done(unit, begun)
    except MemoryError:
        found = _failed(unit, MEMORY_SHORT)
    except (DarkviewerError, OSError) as error:
        if _is_full(error):
            raise DiskFullError(
                f"the disk of {unit.out} is full: make room, and start the batch again"
            ) from error
        found = _failed(unit, _sentence(error))
    except Exception as error:  # one series must not end a night's work
        words = f"{type(error).__name__}: {error}"
        found = _failed(unit, f"unexpected {words}; please report this")
    return found if found.state == DONE else replace(found, seconds=_since(begun))


def _since(begun: float) -> float:
    return round(time.perf_counter() - begun, 3)


def _failed(unit: Unit, reason: str) -> Record:
    return replace(unit.record, state=FAILED, reason=reason)


def _sentence(error: DarkviewerError | OSError) -> str:
    if isinstance(error, OSError):
        what = error.filename or "a file"
        return f"{what} cannot be read or written: {error.strerror or error}"
    return str(error)


def _is_full(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        error = error.__cause__
    return False


def _done(unit: Unit, begun: float) -> Record:
    check_usable(unit.session)
    key = digest_of([unit.record.asked, list(_contents(unit.session))])
    record = replace(unit.record, state=DONE, key=key)
    there = results_with(unit.out, key)
    if there is not None:
        return _again(unit, *there, record)
    with _unfinished(unit.out, record) as folder:
        row = drive(unit.work.run(unit, folder))
        record = replace(
            record, row=row, files=hashes_of(folder), seconds=_since(begun)
        )
        keep_done(folder, record)
        return _named(unit, folder, record)


def _named(unit: Unit, folder: Path, record: Record) -> Record:
    """With its final name, in one step; somebody may have been faster.

    Results whose record cannot be read are kept beside the new ones.
    """
    final = results_path(unit.out, record)
    if final.exists() and read_record(final / RECORD) is None:
        os.rename(final, f"{final}.damaged-{secrets.token_hex(4)}")
    try:
        os.rename(folder, final)
    except OSError:
        faster = read_record(final / RECORD)
        if faster is None:
            raise
        return _again(unit, final, faster, record)
    return record


def _again(unit: Unit, folder: Path, before: Record, record: Record) -> Record:
    """These frames were processed before: here, where they were moved from, or a copy.

    Which of them is seen by the place that the results name.
    """
    elsewhere = (before.where, before.series) != (record.where, record.series)
    if elsewhere and os.path.exists(unit.root / before.where):
        reason = f"the same frames as in {before.where}, which are done"
        return replace(record, state=SKIPPED, key="", reason=reason)
    kept = replace(record, row=before.row, files=before.files, seconds=before.seconds)
    keep_done(folder, kept)
    return kept


def _contents(session: Session) -> Iterator[tuple[str, int, int, str]]:
    """Of each frame its place in its file, and the SHA-256 of the file."""
    digests: dict[Path, str] = {}
    for info in session.frames:
        if info.path not in digests:
            digests[info.path] = file_digest(info.path)
        yield info.name, info.hdu, info.plane, digests[info.path]


@contextmanager
def _unfinished(out: Path, record: Record) -> Iterator[Path]:
    folder = unfinished_path(out, record, secrets.token_hex(6))
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # not there any more where it is done
