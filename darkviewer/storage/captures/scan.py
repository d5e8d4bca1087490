"""Capture folders -> sessions: names first, headers after, files only ever read."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from darkviewer.core.errors import FrameError, IncompleteError, SessionError
from darkviewer.core.frames.folder_names import PASSED_OVER, Place, place
from darkviewer.core.frames.session import (
    Expected,
    Session,
    Skipped,
    make_session,
    unreadable_session,
)
from darkviewer.core.progress import Job, Progress, drive
from darkviewer.storage.captures.other_files import kind_of, what_is_there
from darkviewer.storage.captures.sidecar import find_sidecar, read_sidecar
from darkviewer.storage.fits.frame import read_info

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo

__all__ = ["Capture", "find_captures", "is_fits", "read_session", "scan"]

_FITS = re.compile(r"[^.].*\.(fits?|fts)(\.(gz|fz))?", re.IGNORECASE)
_DIGITS = re.compile(r"(\d+)")
_NOT_DIGIT = re.compile(r"\D")
_MAX_DEPTH = 12
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
    """

    path: Path
    files: tuple[Path, ...] = ()
    date: str = ""
    time: str = ""
    object: str = ""
    error: str = ""


def is_fits(name: str) -> bool:
    """Whether a file of this name may be a frame: .fits .fit .fts, also .gz or .fz."""
    return _FITS.fullmatch(name) is not None


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
    return drive(_find(root))


def read_session(where: Path | Capture, *, expected: Expected | None = None) -> Session:
    """Read the headers of one capture: its folder, or a single file.

    Parameters
    ----------
    where : Path or Capture
        The folder, the file, or what `find_captures` found.
    expected : Expected, optional
        What the frames must agree with; the majority by default.

    Returns
    -------
    Session
        Frames that belong together; the others are in ``skipped``.

    Raises
    ------
    SessionError
        If there is no FITS file, or more than one capture below the folder.
    """
    capture = where if isinstance(where, Capture) else _only_capture(where)
    return drive(_read(capture, expected))


def scan(
    root: Path,
    *,
    expected: Expected | None = None,
    on_names: Callable[[list[Capture]], None] = lambda _: None,
    on_session: Callable[[Session], None] = lambda _: None,
    only: Callable[[Capture], bool] = lambda _: True,
) -> Job[list[Session]]:
    """Find all captures, then read their headers; newest first.

    Parameters
    ----------
    root : Path
        As for `find_captures`.
    expected : Expected, optional
        As for `read_session`.
    on_names : callable
        Called once with all captures, before any header is read.
    on_session : callable
        Called with each session after its headers are read.
    only : callable
        Headers of captures for which it is False are not read.

    Returns
    -------
    Job of list of Session
        Run it with `drive`.

    Raises
    ------
    SessionError
        If there is no such file or folder.
    """
    captures = yield from _find(root)
    on_names(captures)
    sessions = []
    for capture in filter(only, captures):
        session = yield from _read(capture, expected)
        on_session(session)
        sessions.append(session)
    return sessions


def _find(root: Path) -> Job[list[Capture]]:
    if os.path.isfile(root):  # unlike Path's, these never raise
        kind = kind_of(root.name)
        if kind is not None:
            raise SessionError(f"{root.name} is {kind.one}, not FITS: {kind.advice}")
        return [_capture(root, [root])]
    if not os.path.isdir(root):
        raise SessionError(
            f"{root} cannot be opened: it does not exist or may not be read; choose "
            "another folder"
        )
    captures = []
    for visited, (folder, names, error) in enumerate(_walk(root)):
        yield Progress(f"Looking into {folder.name}", visited, 0)
        if names or error:
            captures.append(_capture(folder, [folder / n for n in names], error))
    captures.sort(key=lambda capture: str(capture.path))
    return sorted(captures, key=_age, reverse=True)


def _capture(path: Path, files: list[Path], error: str = "") -> Capture:
    where = place(path.parent if files == [path] else path)
    files.sort(key=_by_number)
    return Capture(path, tuple(files), where.date, where.time, where.object, error)


def _age(capture: Capture) -> tuple[str, str]:
    return _NOT_DIGIT.sub("", capture.date), capture.time


def _by_number(path: Path) -> list[tuple[int, str]]:
    """``2.fits`` before ``10.fits``, whatever stands around the numbers."""
    parts = _DIGITS.split(path.name)
    return [(int(p), p) if p.isdecimal() else (-1, p.lower()) for p in parts]


def _walk(root: Path) -> Iterator[tuple[Path, list[str], str]]:
    """Each folder once: its path, the names of its frames, why it cannot be listed."""
    waiting = [(root, 0)]
    visited = set()
    while waiting:
        folder, depth = waiting.pop()
        try:
            status = folder.stat()
            if (status.st_dev, status.st_ino) in visited:
                continue
            visited.add((status.st_dev, status.st_ino))
            folders, names = _listing(folder)
        except OSError as error:
            yield folder, [], f"{folder} cannot be listed: {error.strerror}"
            continue
        yield folder, names, ""
        if depth < _MAX_DEPTH:
            waiting += [(folder / name, depth + 1) for name in folders]


def _listing(folder: Path) -> tuple[list[str], list[str]]:
    folders, names = [], []
    with os.scandir(folder) as entries:
        for entry in entries:
            if _is_folder(entry):
                if not entry.name.startswith((".", "$")):
                    folders.append(entry.name)
            elif is_fits(entry.name):
                names.append(entry.name)
    return folders, names


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


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


def _read(capture: Capture, expected: Expected | None) -> Job[Session]:
    where = Place(capture.date, capture.time, capture.object)
    if capture.error:
        return unreadable_session(capture.path, capture.error, where=where)
    frames, skipped = [], []
    settings, notes = _settings(capture.files[0].parent)
    for done, file in enumerate(capture.files):
        yield Progress(
            f"Reading headers of {capture.path.name}", done, len(capture.files)
        )
        try:
            frames.append(_info(file, settings))
        except FrameError as error:
            incomplete = isinstance(error, IncompleteError)
            skipped.append(Skipped(file.name, str(error), incomplete))
    return make_session(
        capture.path,
        frames,
        skipped=skipped,
        notes=notes,
        where=where,
        expected=expected,
    )


def _settings(folder: Path) -> tuple[_Settings, list[str]]:
    """Of the capture's sidecar, or a note that there is one which cannot be read."""
    try:
        path = find_sidecar(folder)
        return (tuple(read_sidecar(path).items()) if path else ()), []
    except FrameError as error:
        return (), [str(error)]


def _info(file: Path, settings: _Settings) -> FrameInfo:
    try:
        status = file.stat()
    except OSError:
        return read_info(file)  # says in words what is wrong
    return _cached_info(file, status.st_size, status.st_mtime_ns, settings)


@lru_cache(maxsize=_CACHED_HEADERS)
def _cached_info(
    file: Path,
    _size: int,
    _mtime_ns: int,
    settings: _Settings,
) -> FrameInfo:
    return read_info(file, sidecar=dict(settings))
