"""All header cards of a file as they are written, for people."""

from __future__ import annotations

import os
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from darkviewer.core.errors import FrameError
from darkviewer.storage.fits.cards import BLOCK, read_cards
from darkviewer.storage.fits.compressed import expanded
from darkviewer.storage.fits.files import read_from
from darkviewer.storage.fits.layout import SeekableStream, data_bytes

if TYPE_CHECKING:
    from darkviewer.core.frames.card_values import CardValue

__all__ = ["hdu_title", "header_text"]

_CARD = 80
_MOST_HDUS = 1000
_GZIP = b"\x1f\x8b"


class _Kept:
    """A stream that keeps what is read."""

    def __init__(self, stream: SeekableStream) -> None:
        self._stream = stream
        self.content = b""

    def read(self, size: int, /) -> bytes:
        content = self._stream.read(size)
        self.content += content
        return content


def hdu_title(hdu: int) -> str:
    """The line above the cards of an HDU."""
    return f"HDU {hdu}"


def header_text(path: Path) -> list[str]:
    """Cards of all HDUs, in the order of the file, each HDU under its `hdu_title`.

    What cannot be printed becomes a blank. A damaged file gives what can be read, and
    last the reason for which there is no more.

    Raises
    ------
    FrameError
        If there is no such file, or it is no FITS file.
    """
    return read_from(path, lambda file: _of_file(file, path.name))


def _of_file(file: BufferedReader, name: str) -> list[str]:
    size = os.fstat(file.fileno()).st_size
    gzipped = file.read(2) == _GZIP
    if gzipped:
        with expanded(file, name) as stream:
            return _of_stream(stream, name, None)
    return _of_stream(file, name, size)


def _of_stream(stream: SeekableStream, name: str, size: int | None) -> list[str]:
    stream.seek(0)
    if stream.read(6) != b"SIMPLE":
        raise FrameError(f"{name} is not a FITS file: it does not begin with SIMPLE")
    lines: list[str] = []
    start = 0
    for hdu in range(_MOST_HDUS):
        if size is not None and start >= size:
            break
        try:
            cards, length = _add_hdu(stream, start, hdu, name, lines)
            if not cards:
                break
            start += length + data_bytes(cards, name)
        except FrameError as error:
            lines.append(str(error))
            break
    return lines


def _add_hdu(
    stream: SeekableStream, start: int, hdu: int, name: str, lines: list[str]
) -> tuple[dict[str, CardValue], int]:
    stream.seek(start)
    kept = _Kept(stream)
    try:
        cards, length = read_cards(kept, name)
    finally:
        if kept.content[:BLOCK].strip(b"\0 "):
            lines.append(hdu_title(hdu))
            lines += _lines(kept.content)
    return cards, length


def _lines(content: bytes) -> list[str]:
    """Up to END; one character per byte, so that the columns stay."""
    text = content.decode("latin-1")
    lines = []
    for start in range(0, len(text), _CARD):
        card = text[start : start + _CARD].rstrip()
        if card == "END":
            break
        lines.append("".join(c if c.isprintable() else " " for c in card))
    return [line for line in lines if line]
