"""Capture folders -> sessions: names first, headers after, files only ever read."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from darkviewer.core.errors import FrameError, IncompleteError, SessionError
from darkviewer.core.frames.folder_names import PASSED_OVER, Place, place
from darkviewer.core.frames.reading import AS_FOUND, Reading
from darkviewer.core.frames.session import (
    Expected,
    Session,
    Skipped,
    make_sessions,
    one_series,
    unreadable_session,
)
from darkviewer.core.progress import Job, Progress, drive
from darkviewer.storage.captures.other_files import kind_of, what_is_there
from darkviewer.storage.captures.sidecar import SidecarFinder, read_sidecar
from darkviewer.storage.captures.walk import MOST_ENTRIES, Listing, walk
from darkviewer.storage.fits.frame import read_file

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.frames.planes import FrameFile

__all__ = [
    "Capture",
    "age",
    "capture_of",
    "find_captures",
    "find_job",
    "forget_headers",
    "read_all_series",
    "read_session",
    "scan",
]

_DIGITS = re.compile(r"(\d+)")
_NOT_DIGIT = re.compile(r"\D")
_MOST_FRAMES = 50_000
_STEP = 2000
"""Names between two cancel points."""
_CACHED_HEADERS = 10_000

_Settings = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Capture:
    """A folder of frames, known by names alone.

    Attributes
    ----------
    path : Path
        The folder; for a single frame the file.
    files : tuple of Path
        In the order of the numbers in their names.
    date, time, object : str
        What the folders say; empty when they do not.
    error : str
        Why the folder could not be listed, one sentence; empty when it could.
    left_out : str
        Frames that are too many, one sentence; empty when all are in `files`.
    """

    path: Path
    files: tuple[Path, ...] = ()
    date: str = ""
    time: str = ""
    object: str = ""
    error: str = ""
    left_out: str = ""


def find_captures(root: Path) -> list[Capture]:
    """All folders with FITS files at and below a root, newest first, by names alone.

    A folder that may not be listed is among them, with its error. Links are followed,
    each folder is visited once; hidden folders are passed over.

    Parameters
    ----------
    root : Path
        A capture root, a date, one capture, or a file.

    Returns
    -------
    list of Capture
        Path, files, and date, time and object from the folder names.

    Raises
    ------
    SessionError
        If there is no such file or folder.
    """
    return drive(find_job(root))


def read_session(
    where: Path | Capture, *, series: str = "", expected: Expected | None = None
) -> Session:
    """Read the headers of one capture: its folder, or a single file.

    Parameters
    ----------
    where : Path or Capture
        The folder, the file, or what `find_captures` found.
    series : str
        Id of a series of the folder; the first one by default.
    expected : Expected, optional
        What the frames must be.

    Returns
    -------
    Session
        Frames that belong together; ``others`` are the folder's other series.

    Raises
    ------
    SessionError
        If there is no FITS file, more than one capture below the folder, or no such
        series.
    """
    wanted = expected or Expected()
    reading = Reading(expected=lambda _: wanted)
    return one_series(read_all_series(where, reading=reading), series)


def read_all_series(
    where: Path | Capture, *, reading: Reading = AS_FOUND
) -> tuple[Session, ...]:
    """All series of one capture, darks first; at least one session.

    Parameters
    ----------
    where : Path or Capture
        As for `read_session`.
    reading : Reading
        What people said of the frames.

    Raises
    ------
    SessionError
        If there is no FITS file, or more than one capture below the folder.
    """
    capture = where if isinstance(where, Capture) else _only_capture(where)
    return drive(_read(capture, reading, SidecarFinder()))


def forget_headers() -> None:
    """Read all headers again, also of files with the same size and time."""
    _cached_file.cache_clear()


def scan(
    root: Path,
    *,
    reading: Reading = AS_FOUND,
    on_names: Callable[[list[Capture]], None] = lambda _: None,
    on_read: Callable[[tuple[Session, ...]], None] = lambda _: None,
    only: Callable[[Capture], bool] = lambda _: True,
) -> Job[list[Session]]:
    """Find all captures, then read their headers; newest first.

    Parameters
    ----------
    root : Path
        As for `find_captures`.
    reading : Reading
        What people said of the frames.
    on_names : callable
        Called once with all captures, before any header is read.
    on_read : callable
        Called with all series of a capture after its headers are read.
    only : callable
        Headers of captures for which it is False are not read.

    Returns
    -------
    Job of list of Session
        All series of all captures. Run it with `drive`.

    Raises
    ------
    SessionError
        If there is no such file or folder.
    """
    captures = yield from find_job(root)
    on_names(captures)
    sessions: list[Session] = []
    sidecars = SidecarFinder()
    for capture in filter(only, captures):
        found = yield from _read(capture, reading, sidecars)
        on_read(found)
        sessions += found
    return sessions


def find_job(root: Path) -> Job[list[Capture]]:
    """The job of `find_captures`."""
    if os.path.isfile(root):  # unlike Path's, these never raise
        kind = kind_of(root.name)
        if kind is not None:
            raise SessionError(f"{root.name} is {kind.one}, not FITS: {kind.advice}")
        return [_capture(root, [root])]
    if not os.path.isdir(root):
        raise SessionError(
            f"{root} cannot be opened: it does not exist or is not readable; choose "
            "another folder"
        )
    listings = yield from walk(root)
    captures = []
    for listing in listings:
        capture = yield from capture_of(listing)
        captures.append(capture)
    captures.sort(key=lambda capture: str(capture.path))
    return sorted(captures, key=age, reverse=True)


def _capture(path: Path, files: list[Path], error: str = "", cut: str = "") -> Capture:
    where = place(path.parent if files == [path] else path)
    return Capture(path, tuple(files), where.date, where.time, where.object, error, cut)


def capture_of(listing: Listing) -> Job[Capture]:
    """A capture with its files in order; the first of them where there are too many."""
    folder, keys = listing.folder, []
    for count, name in enumerate(listing.frames):
        if count % _STEP == 0:
            yield Progress(f"Sorting {folder.name}", count, len(listing.frames))
        keys.append((_by_number(name), name))
    keys.sort()
    files = [folder / name for _, name in keys[:_MOST_FRAMES]]
    cut = ""
    if len(keys) > len(files):
        cut = (
            f"{len(keys) - len(files)} of {len(keys)} frames are left out: a capture "
            f"has at most {_MOST_FRAMES}; move the others into separate folders"
        )
    if listing.cut:
        cut = (
            f"the folder has more than {MOST_ENTRIES} entries and the others were "
            "ignored: move frames into separate folders"
        )
    return _capture(folder, files, listing.error, cut)


def age(capture: Capture | Place) -> tuple[str, str]:
    """Date and time that its folders say, however they spell them."""
    return _NOT_DIGIT.sub("", capture.date), capture.time


def _by_number(name: str) -> str:
    """``2.fits`` before ``10.fits``, whatever surrounds the numbers.

    A text, which sorts ten times as fast as a list of numbers and texts: a number goes
    behind the count of its digits.
    """
    parts = _DIGITS.split(name.lower())
    for index in range(1, len(parts), 2):
        number = str(int(parts[index]))
        parts[index] = f"{len(number):03}{number}"
    return "\0".join(parts)


def _only_capture(path: Path) -> Capture:
    captures = find_captures(path)
    own = (path, *(path / name for name in PASSED_OVER))
    direct = sorted((c for c in captures if c.path in own), key=lambda c: c.path)
    if direct or len(captures) == 1:
        return (direct or captures)[0]
    if captures:
        raise SessionError(
            f"{path} holds {len(captures)} captures: choose one of them, for example "
            f"{captures[0].path}"
        )
    raise SessionError(f"{what_is_there(path)}; choose a folder with FITS files")


def _read(
    capture: Capture, reading: Reading, sidecars: SidecarFinder
) -> Job[tuple[Session, ...]]:
    where = Place(capture.date, capture.time, capture.object)
    if capture.error:
        return (unreadable_session(capture.path, capture.error, where=where),)
    frames: list[FrameInfo] = []
    skipped, files = [], []
    settings, notes = _settings(capture.files[0].parent, sidecars)
    for done, file in enumerate(capture.files):
        yield Progress(
            f"Reading headers of {capture.path.name}", done, len(capture.files)
        )
        try:
            held = _frames(file, settings)
        except FrameError as error:
            incomplete = isinstance(error, IncompleteError)
            skipped.append(Skipped(file.name, str(error), incomplete))
            continue
        files.append(held)
        room = min(held.count, _MOST_FRAMES - len(frames))
        for plane, frame in enumerate(islice(held.frames(), room)):
            if plane and plane % _STEP == 0:
                yield Progress(f"Listing the frames in {file.name}", plane, room)
            frames.append(frame)
    sessions = make_sessions(
        capture.path,
        reading.kinds(frames),
        skipped=skipped,
        notes=[*notes, *_beside_one_picture(files)],
        where=where,
        expected=reading.expected(capture.path),
    )
    sessions = tuple(map(reading.judge, sessions))
    doubts = [*filter(None, [capture.left_out]), *_too_many(files)]
    if not doubts:
        return sessions
    return tuple(
        replace(session, health=session.health.doubted(doubts)) for session in sessions
    )


def _too_many(files: Sequence[FrameFile]) -> Iterator[str]:
    """Frames that are too many."""
    total = sum(held.count for held in files)
    if total > _MOST_FRAMES:
        yield (
            f"{total - _MOST_FRAMES} of {total} frames are left out: a capture has "
            f"at most {_MOST_FRAMES}; save them as several files"
        )


def _beside_one_picture(files: Sequence[FrameFile]) -> Iterator[str]:
    """What files hold besides one picture."""
    most = max((len(held.images) for held in files), default=1)
    if most > 1:
        each = "each" if all(len(held.images) == most for held in files) else "a"
        yield f"{most} images in {each} file: each is a series of its own"
    count = sum(held.others > 0 for held in files)
    if count:
        yield (
            f"images of another size, type or purpose in {count} of {len(files)} "
            "files: they are not used"
        )


def _settings(folder: Path, sidecars: SidecarFinder) -> tuple[_Settings, list[str]]:
    """Of the capture's sidecar, or a note that there is one which cannot be read."""
    try:
        path = sidecars.find(folder)
        return (tuple(read_sidecar(path).items()) if path else ()), []
    except FrameError as error:
        return (), [str(error)]


def _frames(file: Path, settings: _Settings) -> FrameFile:
    try:
        status = file.stat()
    except OSError:
        return read_file(file)  # says in words what is wrong
    return _cached_file(file, status.st_size, status.st_mtime_ns, settings)


@lru_cache(maxsize=_CACHED_HEADERS)
def _cached_file(
    file: Path,
    _size: int,
    _mtime_ns: int,
    settings: _Settings,
) -> FrameFile:
    return read_file(file, sidecar=dict(settings))
