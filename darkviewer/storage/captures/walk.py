"""Folders below a root and the names in them, bounded, with cancel points."""

from __future__ import annotations

import os
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from darkviewer.core.progress import Job, Progress
from darkviewer.storage.fits.names import is_fits

__all__ = ["MOST_ENTRIES", "Listing", "walk"]

_MAX_DEPTH = 12
_MOST_FOLDERS = 50_000
MOST_ENTRIES = 500_000
"""Of one folder: some seconds and some tens of megabytes of names."""
_STEP = 2000
"""Entries between two cancel points: some milliseconds."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One folder.

    Attributes
    ----------
    folder : Path
        Where.
    frames : list of str
        Names of its frames.
    error : str
        Why it could not be listed, or what was not looked into; one sentence.
    cut : bool
        It has more entries than were read.
    """

    folder: Path
    frames: list[str]
    error: str = ""
    cut: bool = False


def walk(root: Path) -> Job[list[Listing]]:
    """All folders at and below a root that hold frames or cannot be listed.

    Links are followed, except to a folder above the root; each folder is visited once,
    those nearest to the root first; hidden folders are passed over. Folders too deep,
    too many or above are left out: the last of the listings says so.
    """
    found: list[Listing] = []
    waiting = deque([(root, 0)])
    visited: set[tuple[int, int]] = set()
    above, up = _identities_above(root), list[Path]()
    deep: list[Path] = []
    while waiting and len(visited) < _MOST_FOLDERS:
        folder, depth = waiting.popleft()
        yield Progress(f"Scanning {folder.name}", len(visited), 0)
        try:
            status = folder.stat()
            identity = (status.st_dev, status.st_ino)
            if identity in above:
                up.append(folder)
                continue
            if identity in visited:
                continue
            visited.add(identity)
            folders, listing = yield from _listing(folder)
        except OSError as error:
            words = f"{folder} cannot be listed: {error.strerror}"
            found.append(Listing(folder, [], words))
            continue
        if listing.frames:
            found.append(listing)
        below = [(folder / name, depth + 1) for name in folders]
        if depth < _MAX_DEPTH:
            waiting += below
        else:
            deep += [path for path, _ in below]
    found += _left_out(root, deep, [path for path, _ in waiting])
    if up:
        words = f"{up[0]} leads to a folder above {root.name}, which was not scanned"
        found.append(Listing(up[0], [], words))
    return found


def _identities_above(root: Path) -> set[tuple[int, int]]:
    """Of all folders that contain the root.

    A link to one of them, to the drive itself for example, would have everything beside
    the root scanned too.
    """
    found = set()
    for folder in root.resolve().parents:
        with suppress(OSError):
            status = folder.stat()
            found.add((status.st_dev, status.st_ino))
    return found


def _left_out(root: Path, deep: list[Path], waiting: list[Path]) -> list[Listing]:
    """Folders that were not scanned, one sentence per reason."""
    said = []
    if deep:
        said.append((deep, f"more than {_MAX_DEPTH} deep"))
    if waiting:
        said.append((waiting, f"beyond the first {_MOST_FOLDERS}"))
    return [
        Listing(
            paths[0],
            [],
            f"{len(paths)} {'folder' if len(paths) == 1 else 'folders'} {where} below "
            f"{root.name or root} not scanned: open one by itself to see its captures",
        )
        for paths, where in said
    ]


def _listing(folder: Path) -> Job[tuple[list[str], Listing]]:
    """Names of the folders in it, and its frames."""
    folders: list[str] = []
    names: list[str] = []
    with os.scandir(folder) as entries:
        for count, entry in enumerate(entries, start=1):
            if count % _STEP == 0:
                yield Progress(f"Listing {folder.name}", count, 0)
            if count > MOST_ENTRIES:
                return folders, Listing(folder, names, cut=True)
            if _is_folder(entry):
                if not entry.name.startswith((".", "$")):
                    folders.append(entry.name)
            elif is_fits(entry.name):
                names.append(entry.name)
    return folders, Listing(folder, names)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False
