"""Contents of frames by their hash: size and time of a file may lie.

Programs that restore the time of a file, coarse clocks of network drives and copies of
cards leave a changed frame with its old size and modification time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from darkviewer.core.errors import FrameError
from darkviewer.storage.fits.file_digest import file_digest

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo

__all__ = ["Digests"]

_MOST = 50_000
"""Some megabytes."""


def _never() -> bool:
    return False


class Digests:
    """What frames held when results were made of them; safe for several threads.

    The digest is of the whole file, which all frames in it share.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[Path, tuple[tuple[int, int], str]] = OrderedDict()
        self._lock = Lock()

    def get(self, info: FrameInfo) -> str | None:
        """The noted digest of a frame of this size and time."""
        with self._lock:
            version, digest = self._known.get(info.path, (None, None))
        return digest if version == _version(info) else None

    def note(self, infos: Iterable[FrameInfo], digests: Iterable[str]) -> None:
        """Results were made of frames with these digests."""
        with self._lock:
            for info, digest in zip(infos, digests, strict=True):
                self._known[info.path] = _version(info), digest
                self._known.move_to_end(info.path)
            while len(self._known) > _MOST:
                self._known.popitem(last=False)

    def forget(self, infos: Iterable[FrameInfo]) -> None:
        """What was noted of these frames is no longer true."""
        with self._lock:
            for info in infos:
                self._known.pop(info.path, None)

    def of(
        self, infos: Sequence[FrameInfo], stopped: Callable[[], bool] = _never
    ) -> tuple[str, ...]:
        """Digests of frames; those that are not noted are read, and noted.

        Raises
        ------
        FrameError, Cancelled
            As `file_digest`.
        """
        found = []
        for info in infos:
            digest = self.get(info)
            if digest is None:
                digest = file_digest(info.path, stopped)
                self.note([info], [digest])
            found.append(digest)
        return tuple(found)

    def agree(self, infos: Sequence[FrameInfo], digests: Sequence[str]) -> bool:
        """Whether none of these contradicts what was noted."""
        pairs = zip(infos, digests, strict=True)
        return all(self.get(info) in (None, digest) for info, digest in pairs)

    def changed(
        self, infos: Sequence[FrameInfo], stopped: Callable[[], bool]
    ) -> tuple[str, ...]:
        """Names of the frames that hold something else than was noted; reads them all.

        One that cannot be read is not among them, nor one whose size or time changed:
        that is noticed otherwise.

        Raises
        ------
        Cancelled
            If it was stopped.
        """
        differ: dict[Path, bool] = {}  # a file with many frames is read once
        for info in infos:
            if info.path not in differ:
                differ[info.path] = self._differs(info, stopped)
        return tuple(info.name for info in infos if differ[info.path])

    def _differs(self, info: FrameInfo, stopped: Callable[[], bool]) -> bool:
        noted = self.get(info)
        if noted is None:
            return False
        try:
            status = info.path.stat()
            same = (status.st_size, status.st_mtime_ns) == _version(info)
            return same and file_digest(info.path, stopped) != noted
        except (OSError, FrameError):
            return False


def _version(info: FrameInfo) -> tuple[int, int]:
    return info.size_bytes, info.mtime_ns
