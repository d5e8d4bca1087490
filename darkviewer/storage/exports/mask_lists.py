"""Bad pixels as lists that other programs read.

Columns and rows count from 0 in the order of the file; Siril counts rows from the last
one, as its ``find_hot`` writes them and ``cosme`` reads them. PixInsight:
CosmeticCorrection, *Load list*. PHD2: its defect map. The record is in comments, except
for PixInsight: it would take a comment for a defect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from darkviewer.core.hazard.reasons import REASONS, bits_named
from darkviewer.storage.exports.record_files import record_comments
from darkviewer.storage.exports.tables.columns import Column, ExportTable
from darkviewer.storage.exports.tables.formats import as_csv

if TYPE_CHECKING:
    from darkviewer.core.hazard.mask import BadPixels

__all__ = ["LISTS"]

Record = Mapping[str, Any]

_COLD = bits_named(["dead"])

_FORMAT = "# Region file format: DS9 version 4.1"
_LOOK = "global color=#ef6b63 width=1 select=1 edit=1 move=0 delete=1 include=1"


def _csv(mask: BadPixels, record: Record) -> bytes:
    """Every pixel with a reason, used or not; on the whole sensor, too."""
    y, x = np.nonzero(mask.bits)
    bits = mask.bits[y, x]
    unused = (bits & np.uint16(mask.unusable)) != 0
    known = {value: _reasons(value) for value in np.unique(bits).tolist()}
    columns = {
        "x": x,
        "y": y,
        "x_sensor": x + mask.x0,
        "y_sensor": y + mask.y0,
        "bits": bits,
        "do_not_use": unused.astype(np.uint8),
        "reasons": np.array([known[value] for value in bits.tolist()], np.str_),
    }
    table = ExportTable(
        "BadPixels",
        "a pixel with a reason",
        tuple(Column(name, values) for name, values in columns.items()),
    )
    return as_csv(table, record)


def _reasons(bits: int) -> str:
    return "; ".join(r.name for bit, r in enumerate(REASONS) if bits >> bit & 1)


def _lines(mask: BadPixels) -> Iterator[tuple[str, int]]:
    """Whole columns and rows that are not to be used."""
    for name, lines in zip(("column", "row"), mask.unusable_lines, strict=True):
        yield from ((name, place) for place in lines)


def _pixels(mask: BadPixels) -> Iterator[tuple[int, int]]:
    """(x, y) of the others that are not to be used."""
    return ((x, y) for y, x in np.argwhere(mask.single()).tolist())


def _regions(mask: BadPixels, record: Record) -> bytes:
    """DS9 boxes, 1-based: a pixel, or a whole column or row."""
    ny, nx = mask.bits.shape
    lines = [_FORMAT, *record_comments(record), _LOOK, "image"]
    for name, place in _lines(mask):
        box = (
            f"box({place + 1},{(ny + 1) / 2:g},1,{ny},0)"
            if name == "column"
            else f"box({(nx + 1) / 2:g},{place + 1},{nx},1,0)"
        )
        lines.append(f"{box} # tag={{bad {name}}}")
    lines += [f"box({x + 1},{y + 1},1,1,0)" for x, y in _pixels(mask)]
    return _text(lines)


def _siril(mask: BadPixels, record: Record) -> bytes:
    last = mask.bits.shape[0] - 1
    lines = [
        f"C {place} 0 H" if name == "column" else f"L {last - place} 0 H"
        for name, place in _lines(mask)
    ]
    for x, y in _pixels(mask):
        lines.append(f"P {x} {last - y} {'C' if mask.bits[y, x] & _COLD else 'H'}")
    return _text([*record_comments(record), *lines])


def _pixinsight(mask: BadPixels, _record: Record) -> bytes:
    """A single pixel is a part of its column."""
    word = {"column": "Col", "row": "Row"}
    lines = [f"{word[name]} {place}" for name, place in _lines(mask)]
    return _text([*lines, *(f"Col {x} {y} {y}" for x, y in _pixels(mask))])


def _phd2(mask: BadPixels, record: Record) -> bytes:
    pixels = [f"{x} {y}" for y, x in np.argwhere(mask.do_not_use).tolist()]
    return _text([*record_comments(record), *pixels])


def _text(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


LISTS: Mapping[str, tuple[str, Callable[[BadPixels, Record], bytes]]] = {
    "csv": (".csv", _csv),
    "ds9": (".reg", _regions),
    "siril": (".lst", _siril),
    "pixinsight": ("_PixInsight.txt", _pixinsight),
    "phd2": ("_PHD2.txt", _phd2),
}
"""Name -> how the name of the file ends, and its content."""
