"""PNG files written row by row: large pictures, texts in them, and animations.

Qt writes neither animations nor a picture that is never in memory as a whole. Chunks as
in the PNG specification, third edition (W3C, 2023), which took in APNG.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from fractions import Fraction
from typing import IO

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.display.png import SIGNATURE, chunk

__all__ = ["PngWriter"]

_RGB = struct.pack(">BBBBB", 8, 2, 0, 0, 0)  # depth, colours, no interlacing
_SUB = 1  # each byte less the one of the pixel before: it packs flat colours well
_LEVEL = 6
_PART = 1 << 20
_SHORT = 2**16 - 1


class PngWriter:
    """Writes pictures of one size, one after the other.

    Parameters
    ----------
    file : binary file
        Gets everything; only written to.
    width, height : int
        Of each picture.
    texts : mapping
        Keyword (Latin letters, at most 79) to any text.
    pictures : int
        How many follow; more than one are an animation that repeats.
    seconds : float
        How long each of them is on show.
    """

    def __init__(
        self,
        file: IO[bytes],
        width: int,
        height: int,
        *,
        texts: Mapping[str, str],
        pictures: int = 1,
        seconds: float = 0.0,
    ) -> None:
        self._file = file
        self._width, self._height = width, height
        self._left, self._rows = pictures, 0
        self._sequence = 0
        self._first = True
        self._animated = pictures > 1
        self._delay = Fraction(seconds).limit_denominator(_SHORT)
        self._packer = zlib.compressobj(_LEVEL)
        self._packed = bytearray()
        file.write(SIGNATURE)
        self._chunk(b"IHDR", struct.pack(">II", width, height) + _RGB)
        for keyword, text in texts.items():
            self._chunk(b"iTXt", _international(keyword, text))
        if self._animated:
            self._chunk(b"acTL", struct.pack(">II", pictures, 0))

    def write(self, rows: NDArray[np.uint8]) -> None:
        """The next rows of the picture, shape (n, width, 3); the last one ends it."""
        if self._rows == 0:
            self._control()
        lines = np.empty((len(rows), 1 + 3 * self._width), np.uint8)
        lines[:, 0] = _SUB
        lines[:, 1:] = rows.reshape(len(rows), -1)
        lines[:, 4:] -= rows[:, :-1].reshape(len(rows), -1)
        self._packed += self._packer.compress(lines.tobytes())
        self._rows += len(rows)
        ended = self._rows == self._height
        if ended:
            self._packed += self._packer.flush()
        if ended or len(self._packed) > _PART:
            self._flush()
        if ended:
            self._next()

    def _next(self) -> None:
        self._left -= 1
        self._rows, self._first = 0, False
        self._packer = zlib.compressobj(_LEVEL)
        if not self._left:
            self._chunk(b"IEND", b"")

    def _control(self) -> None:
        if self._animated:
            size = self._number() + struct.pack(">II", self._width, self._height)
            shown = self._delay.numerator, self._delay.denominator
            self._chunk(b"fcTL", size + struct.pack(">IIHHBB", 0, 0, *shown, 0, 0))

    def _flush(self) -> None:
        data = bytes(self._packed)
        self._packed.clear()
        if self._first:
            self._chunk(b"IDAT", data)
        else:
            self._chunk(b"fdAT", self._number() + data)

    def _number(self) -> bytes:
        self._sequence += 1
        return struct.pack(">I", self._sequence - 1)

    def _chunk(self, kind: bytes, data: bytes) -> None:
        self._file.write(chunk(kind, data))


def _international(keyword: str, text: str) -> bytes:
    """UTF-8, not packed, of no language."""
    return keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode("utf-8", "replace")
