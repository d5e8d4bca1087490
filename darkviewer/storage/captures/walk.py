"""Folders below a root and the names in them, bounded, with cancel points."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from darkviewer.core.progress import Job, Progress
from darkviewer.storage.captures.sidecar import SUFFIX
from darkviewer.storage.fits.names import is_fits

__all__ = ["MOST_ENTRIES", "Listing", "walk"]

_MAX_DEPTH = 12
_MOST_FOLDERS = 50_000
"""Below a root that somebody opened, perhaps by mistake."""
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
    stamp : str
        Digest of names, sizes and times of the frames, where that was asked for.
    bare : bool
        There is no file of settings in it or one level up.
    """

    folder: Path
    frames: list[str]
    error: str = ""
    cut: bool = False
    stamp: str = ""
    bare: bool = False


@dataclass(slots=True)
class _Seen:
    """What one folder holds."""

    folders: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    stamps: list[str] | None = None
    bare: bool = True
    cut: bool = False

    def add(self, entry: os.DirEntry[str]) -> None:
        name = entry.name
        if _is_folder(entry):
            if not name.startswith((".", "$")):
                self.folders.append(name)
        elif is_fits(name):
            self.frames.append(name)
            if self.stamps is not None:
                self.stamps.append(_stamp(entry))
        elif name.lower().endswith(SUFFIX):
            self.bare = False

    def listing(self, folder: Path, *, bare_above: bool) -> Listing:
        stamp = ""
        if self.stamps is not None:
            text = "\0".join(sorted(self.stamps))
            stamp = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
        bare = self.bare and bare_above
        return Listing(folder, self.frames, cut=self.cut, stamp=stamp, bare=bare)


def walk(
    root: Path, *, most_folders: int = _MOST_FOLDERS, stamped: bool = False
) -> Job[list[Listing]]:
    """All folders at and below a root that hold frames or cannot be listed.

    Links are followed, except to a folder above the root; each folder is visited once,
    those nearest to the root first; hidden folders are passed over. Folders too deep,
    too many or above are left out: the last of the listings says so.

    Parameters
    ----------
    root : Path
        A folder.
    most_folders : int
        Visited at most.
    stamped : bool
        Ask for sizes and times of the frames, too.
    """
    found: list[Listing] = []
    waiting = deque([(root, 0, False)])
    visited: set[tuple[int, int]] = set()
    above, up = _identities_above(root), list[Path]()
    deep: list[Path] = []
    while waiting and len(visited) < most_folders:
        folder, depth, bare_above = waiting.popleft()
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
            seen = yield from _listing(folder, stamped=stamped)
        except OSError as error:
            words = f"{folder} cannot be listed: {error.strerror}"
            found.append(Listing(folder, [], words))
            continue
        if seen.frames:
            found.append(seen.listing(folder, bare_above=bare_above))
        below = [folder / name for name in seen.folders]
        if depth < _MAX_DEPTH:
            waiting += [(path, depth + 1, seen.bare) for path in below]
        else:
            deep += below
    found += _left_out(root, deep, [path for path, *_ in waiting], most_folders)
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


def _left_out(
    root: Path, deep: list[Path], waiting: list[Path], most_folders: int
) -> list[Listing]:
    """Folders that were not scanned, one sentence per reason."""
    said = []
    if deep:
        said.append((deep, f"more than {_MAX_DEPTH} deep"))
    if waiting:
        said.append((waiting, f"beyond the first {most_folders}"))
    return [
        Listing(
            paths[0],
            [],
            f"{len(paths)} {'folder' if len(paths) == 1 else 'folders'} {where} below "
            f"{root.name or root} not scanned: open one by itself to see its captures",
        )
        for paths, where in said
    ]


def _listing(folder: Path, *, stamped: bool) -> Job[_Seen]:
    """Names of the folders in it, and its frames."""
    seen = _Seen(stamps=[] if stamped else None)
    with os.scandir(folder) as entries:
        for count, entry in enumerate(entries, start=1):
            if count % _STEP == 0:
                yield Progress(f"Listing {folder.name}", count, 0)
            if count > MOST_ENTRIES:
                seen.cut = True
                break
            seen.add(entry)
    return seen


def _stamp(entry: os.DirEntry[str]) -> str:
    try:
        status = entry.stat()
    except OSError:  # a link to nothing
        return entry.name
    return f"{entry.name}\t{status.st_size}\t{status.st_mtime_ns}"


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False
