"""A FITS file of ours as items to be compared: every card, plane and column."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.fits.cards import read_cards
from darkviewer.storage.fits.layout import STORED, data_bytes, raw_data_bytes

if TYPE_CHECKING:
    from darkviewer.core.evidence.comparison import Item
    from darkviewer.core.frames.card_values import CardValue

__all__ = ["Hdu", "fits_items", "hdus_of"]

_CARD = 80
_VALUE = 30
"""Characters of a card up to the end of a number: what follows is the comment."""

_CELLS = {
    "L": "S1",
    "B": "u1",
    "I": ">i2",
    "J": ">i4",
    "K": ">i8",
    "E": ">f4",
    "D": ">f8",
}
_MOST_HDUS = 50


@dataclass(frozen=True, slots=True, eq=False)
class Hdu:
    """One header-data unit.

    Attributes
    ----------
    name : str
        EXTNAME, or ``"primary"``.
    lines : tuple of str
        Cards as they are, without END.
    cards : dict
        What they say; of a repeated one the first.
    data : bytes
        Without fill.
    whole : bool
        Whether header and data add up to the card CHECKSUM, and the fill is as it must
        be.
    """

    name: str
    lines: tuple[str, ...]
    cards: dict[str, CardValue]
    data: bytes
    whole: bool

    def values(self) -> dict[str, NDArray[Any]]:
        """Pixels, or columns by name, big-endian as they are stored.

        Raises
        ------
        ValueError, KeyError, TypeError
            If the header makes no sense.
        """
        if self.cards.get("XTENSION", "IMAGE") != "BINTABLE":
            count = int(str(self.cards["NAXIS"]))
            axes = [int(str(self.cards[f"NAXIS{n}"])) for n in range(count, 0, -1)]
            dtype = STORED[int(str(self.cards["BITPIX"]))]
            return {"pixels": np.frombuffer(self.data, dtype).reshape(axes)}
        rows = int(str(self.cards["NAXIS2"]))
        size = rows * int(str(self.cards["NAXIS1"]))
        fields = [self._field(n + 1) for n in range(int(str(self.cards["TFIELDS"])))]
        table = np.frombuffer(self.data[:size], np.dtype(fields))
        found = {f"column {name}": table[name] for name, *_ in fields}
        if len(table) != rows:
            raise ValueError("another number of rows")
        if len(self.data) > size:
            found["heap"] = np.frombuffer(self.data[size:], np.uint8)
        return found

    def _field(self, number: int) -> tuple[str, str] | tuple[str, str, int]:
        name, form = (str(self.cards[f"{key}{number}"]) for key in ("TTYPE", "TFORM"))
        form = form.strip()
        digits = form[: len(form) - len(form.lstrip("0123456789"))]
        count, letter = int(digits or "1"), form[len(digits) : len(digits) + 1]
        if letter == "A":
            return name.strip(), f"S{count}"
        if letter == "P":
            return name.strip(), ">i4", 2
        cell = _CELLS[letter]
        return (name.strip(), cell) if count == 1 else (name.strip(), cell, count)

    def texts(self, column: str) -> list[str]:
        """A column of texts, without trailing blanks."""
        cells = self.values()[f"column {column}"]
        return [
            cell.decode("ascii", "replace").rstrip("\0 ") for cell in cells.tolist()
        ]


def hdus_of(content: bytes, name: str) -> tuple[Hdu, ...]:
    """All header-data units of a file.

    Raises
    ------
    DarkviewerError
        If it is no FITS file, or damaged; one sentence.
    """
    if content[:6] != b"SIMPLE":
        raise DarkviewerError(
            f"{name} is not a FITS file: it does not begin with SIMPLE"
        )
    stream = io.BytesIO(content)
    found: list[Hdu] = []
    while stream.tell() < len(content):
        start = stream.tell()
        cards, length = read_cards(stream, name)
        size = data_bytes(cards, name)
        end = start + length + size
        if end > len(content) or len(found) == _MOST_HDUS or not cards:
            raise DarkviewerError(f"{name} is cut off, or holds more than it should")
        used = raw_data_bytes(cards, name)
        found.append(_hdu(content[start:end], cards, length, used, not found))
        stream.seek(end)
    return tuple(found)


def _hdu(
    block: bytes, cards: dict[str, CardValue], length: int, size: int, first: bool
) -> Hdu:
    text = block[:length].decode("latin-1")
    lines = [text[at : at + _CARD] for at in range(0, length, _CARD)]
    end = next(at for at, line in enumerate(lines) if line[:8].rstrip() == "END")
    name = str(cards.get("EXTNAME", "")).strip() or ("primary" if first else "nameless")
    return Hdu(
        name,
        tuple(line.rstrip() for line in lines[:end]),
        cards,
        block[length : length + size],
        whole="".join(lines[end:]).rstrip(" ") == "END"
        and _adds_up(block)
        and not block[length + size :].strip(b"\0"),
    )


def _adds_up(block: bytes) -> bool:
    """The ones' complement sum of all words is all ones: FITS standard, appendix J."""
    total = int(np.frombuffer(block, ">u4").sum(dtype=np.uint64))
    while total >> 32:
        total = (total & 0xFFFFFFFF) + (total >> 32)
    return total == 0xFFFFFFFF


def fits_items(hdus: tuple[Hdu, ...]) -> dict[str, Item]:
    """Items by name: ``"SIGMA: card BUNIT"``, ``"SIGMA: pixels"``.

    The moment at which checksums were made is left out: they are checked instead.
    """
    found: dict[str, Item] = {"parts of the file": tuple(hdu.name for hdu in hdus)}
    for place, hdu in enumerate(hdus):
        known = [other.name for other in hdus[:place]]
        name = f"{hdu.name} ({place})" if hdu.name in known else hdu.name
        found[f"{name}: checksum"] = hdu.whole
        found |= {f"{name}: {key}": value for key, value in _cards(hdu)}
        try:
            values = hdu.values()
        except (ValueError, KeyError, TypeError):
            continue  # what is missing differs
        found |= {f"{name}: {key}": item for key, item in values.items()}
    return found


def _cards(hdu: Hdu) -> Iterator[tuple[str, Item]]:
    texts: dict[str, list[str]] = {}
    for line in hdu.lines:
        key = line[:8].rstrip()
        if line[8:10] != "= ":
            texts.setdefault(key or "blank card", []).append(line[8:].rstrip())
        elif key == "CHECKSUM":
            texts.setdefault(f"card {key}", []).append("")
        else:
            cut = line[:_VALUE] if key == "DATASUM" else line
            texts.setdefault(f"card {key}", []).append(cut[10:].strip())
    for key, lines in texts.items():
        several = len(lines) > 1 or not key.startswith("card ")
        yield key, tuple(lines) if several else lines[0]
