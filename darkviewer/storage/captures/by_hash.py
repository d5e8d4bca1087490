"""Frames that a file names, wherever they are now: found by their hashes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from darkviewer.core.errors import FrameError
from darkviewer.core.progress import Job, Progress
from darkviewer.storage.fits.file_digest import file_digest
from darkviewer.storage.fits.names import is_fits

__all__ = ["FoundFiles", "Wanted", "files_by_hash"]

_MOST_FILES = 200_000
_PLACE_IN_FILE = re.compile(r"(\[[^\[\]]*\])+$")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A frame that is looked for.

    Attributes
    ----------
    name : str
        Of the frame; of a file with several frames with the place in it.
    size_bytes : int
        Of its file.
    sha256 : str
        Of its file; empty where it never could be read.
    called : str
        Name of its file; empty where that of the frame tells it.
    """

    name: str
    size_bytes: int
    sha256: str
    called: str = ""

    @property
    def file(self) -> str:
        """Name of its file."""
        return self.called or _PLACE_IN_FILE.sub("", self.name)


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """Where frames are.

    Attributes
    ----------
    paths : dict
        Name of the frame -> its file.
    missing : dict
        Name of the frame -> why it was not found, one sentence.
    psf : Path or None
        A measured profile that they were compared with; None where there was none.
    """

    paths: dict[str, Path] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    psf: Path | None = None


def files_by_hash(
    wanted: Sequence[Wanted], places: Iterable[Path], *, every: bool = False
) -> Job[FoundFiles]:
    """Look for frames by name, then by size, and believe their hash alone.

    Parameters
    ----------
    wanted : sequence of Wanted
        What a file says of them.
    places : iterable of Path
        Folders, with all below; what does not exist is passed over.
    every : bool
        Not only FITS files are looked at.

    Returns
    -------
    Job of FoundFiles
        Every frame is in one of its two parts; one without a hash is found by its name.
    """
    found, digests = FoundFiles(), _Digests()
    by_name, by_size = yield from _files(places, every=every)
    for done, frame in enumerate(wanted):
        yield Progress("Looking for the frames", done, len(wanted))
        named = by_name.get(frame.file, [])
        if not frame.sha256:
            if named:
                found.paths[frame.name] = named[0]
            continue
        alike = [*named, *by_size.get(frame.size_bytes, [])]
        path = next((p for p in alike if digests.of(p) == frame.sha256), None)
        if path is not None and path.name == frame.file:
            found.paths[frame.name] = path
        elif path is not None:
            found.missing[frame.name] = (
                f"{frame.name} is called {path.name} now: give it its name back"
            )
        elif named:
            words = "was changed, or is of another session: its hash is another"
            found.missing[frame.name] = f"{frame.name} {words}"
        else:
            found.missing[frame.name] = f"{frame.name} is missing"
    return found


class _Digests:
    """Each file is read once."""

    def __init__(self) -> None:
        self._known: dict[Path, str] = {}

    def of(self, path: Path) -> str:
        """Empty where it cannot be read."""
        if path not in self._known:
            try:
                self._known[path] = file_digest(path)
            except FrameError:
                self._known[path] = ""
        return self._known[path]


_ByName = Mapping[str, list[Path]]
_BySize = Mapping[int, list[Path]]


def _files(places: Iterable[Path], *, every: bool) -> Job[tuple[_ByName, _BySize]]:
    by_name: dict[str, list[Path]] = {}
    by_size: dict[int, list[Path]] = {}
    seen: set[str] = set()
    for place in places:
        for folder, _, names in os.walk(place):
            yield Progress("Looking for the frames", 0, 0)
            if folder in seen or len(seen) > _MOST_FILES:
                continue
            seen.add(folder)
            for name in sorted(n for n in names if every or is_fits(n)):
                path = Path(folder, name)
                by_name.setdefault(name, []).append(path)
                try:
                    by_size.setdefault(path.stat().st_size, []).append(path)
                except OSError:
                    continue
    return by_name, by_size
