"""The members of a gzip file, expanded one after the other, as many as a frame has."""

from __future__ import annotations

import os
import zlib
from io import BufferedReader, BytesIO

from darkviewer.core.errors import FrameError

__all__ = ["MemberStream"]

_CHUNK = 1 << 14
_GZIP_WINDOW = 31  # for zlib: a gzip header, and the largest window
_FREE_MEMBERS = 1000
_LEAST_BYTES = 1 << 10
"""Of a member, in the mean: programs that pack in blocks take some tens of KiB."""


class MemberStream:
    """Expanded bytes of a gzip file, equal to what `gzip.GzipFile` gives.

    Forwards is cheap; a position before the present one starts again. Unlike
    `gzip.GzipFile`, which goes through any number of empty members within one read, it
    refuses a file with more of them than a frame could have.

    Raises
    ------
    FrameError
        If there are too many members.
    EOFError
        If the file ends within one.
    zlib.error
        If one is damaged, or something else follows.
    """

    def __init__(self, file: BufferedReader, name: str) -> None:
        self._file, self._name = file, name
        size = os.fstat(file.fileno()).st_size
        self._most = _FREE_MEMBERS + size // _LEAST_BYTES
        self._restart()

    def _restart(self) -> None:
        self._file.seek(0)
        self._held = b""
        self._position = self._members = 0
        self._begin()

    def tell(self) -> int:
        """Place in the expanded bytes."""
        return self._position

    def seek(self, offset: int) -> int:
        """Go to a place, or to the end where there is less."""
        if offset < self._position:
            self._restart()
        while self._position < offset and self._some(offset - self._position):
            pass
        return self._position

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; fewer only at the end."""
        found = BytesIO()
        while size > 0 and (part := self._some(size)):
            found.write(part)
            size -= len(part)
        return found.getvalue()

    def _some(self, size: int) -> bytes:
        """At least one byte, none at the end."""
        while not self._member.eof or self._next():
            given = self._held or self._file.read(_CHUNK)
            part = self._member.decompress(given, min(size, _CHUNK))
            self._held = self._member.unused_data or self._member.unconsumed_tail
            if part:
                self._position += len(part)
                return part
            if not given and not self._member.eof:
                raise EOFError
        return b""

    def _next(self) -> bool:
        """Begin another member, if one follows; zeros may fill the end of the file."""
        while not (held := self._held.lstrip(b"\0")):
            self._held = self._file.read(_CHUNK)
            if not self._held:
                return False
        self._held = held
        self._begin()
        return True

    def _begin(self) -> None:
        self._members += 1
        if self._members > self._most:
            raise FrameError(
                f"{self._name} consists of more than {self._most} gzip members: it is "
                "damaged or not a frame"
            )
        self._member = zlib.decompressobj(_GZIP_WINDOW)
