"""Bad pixels as lists that other programs read.

Columns and rows count from 0 in the order of the file. Siril: manual of ``find_hot``
and ``cosme``. PixInsight: CosmeticCorrection, *Load list*. PHD2: its defect map.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.hazard.reasons import REASONS, bits_named

if TYPE_CHECKING:
    from darkviewer.core.hazard.mask import BadPixels

__all__ = ["LISTS"]

_COLD = bits_named(["dead"])

_REGIONS = (
    "# Region file format: DS9 version 4.1",
    "global color=#ef6b63 width=1 select=1 edit=1 move=0 delete=1 include=1",
    "image",
)


def _csv(mask: BadPixels) -> str:
    """Every pixel with a reason, used or not; on the whole sensor, too."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["x", "y", "x_sensor", "y_sensor", "bits", "do_not_use", "reasons"])
    for y, x in np.argwhere(mask.bits).tolist():
        bits = int(mask.bits[y, x])
        names = [r.name for bit, r in enumerate(REASONS) if bits >> bit & 1]
        place = (x, y, x + mask.x0, y + mask.y0)
        rows.writerow([*place, bits, int(bits & mask.unusable != 0), "; ".join(names)])
    return text.getvalue()


def _lines(mask: BadPixels) -> Iterator[tuple[str, int]]:
    """Whole columns and rows that are not to be used."""
    for name, lines in zip(("column", "row"), mask.unusable_lines, strict=True):
        yield from ((name, place) for place in lines)


def _pixels(mask: BadPixels) -> Iterator[tuple[int, int]]:
    """(x, y) of the others that are not to be used."""
    return ((x, y) for y, x in np.argwhere(mask.single()).tolist())


def _regions(mask: BadPixels) -> str:
    """DS9 boxes, 1-based: a pixel, or a whole column or row."""
    ny, nx = mask.bits.shape
    lines = [*_REGIONS]
    for name, place in _lines(mask):
        box = (
            f"box({place + 1},{(ny + 1) / 2:g},1,{ny},0)"
            if name == "column"
            else f"box({(nx + 1) / 2:g},{place + 1},{nx},1,0)"
        )
        lines.append(f"{box} # tag={{bad {name}}}")
    lines += [f"box({x + 1},{y + 1},1,1,0)" for x, y in _pixels(mask)]
    return _text(lines)


def _siril(mask: BadPixels) -> str:
    letter = {"column": "C", "row": "L"}
    lines = [f"{letter[name]} {place} 0 H" for name, place in _lines(mask)]
    for x, y in _pixels(mask):
        lines.append(f"P {x} {y} {'C' if mask.bits[y, x] & _COLD else 'H'}")
    return _text(lines)


def _pixinsight(mask: BadPixels) -> str:
    """A single pixel is a part of its column."""
    word = {"column": "Col", "row": "Row"}
    lines = [f"{word[name]} {place}" for name, place in _lines(mask)]
    return _text([*lines, *(f"Col {x} {y} {y}" for x, y in _pixels(mask))])


def _phd2(mask: BadPixels) -> str:
    return _text([f"{x} {y}" for y, x in np.argwhere(mask.do_not_use).tolist()])


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


LISTS: Mapping[str, tuple[str, Callable[[BadPixels], str]]] = {
    "csv": (".csv", _csv),
    "ds9": (".reg", _regions),
    "siril": (".lst", _siril),
    "pixinsight": ("_PixInsight.txt", _pixinsight),
    "phd2": ("_PHD2.txt", _phd2),
}
"""Name -> how the name of the file ends, and its text."""
