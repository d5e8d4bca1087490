"""Array pixels and scene coordinates: the half pixel and the direction of y.

Core counts pixels as numpy does: ``(y, x)``, 0-based, the centre of a pixel at the
integer, row 0 on top. pyqtgraph draws pixel 0 over [0, 1] and lets y point upwards.
FITS counts from 1. These facts live here and nowhere else.
"""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

if TYPE_CHECKING:
    from darkviewer.core.frames.region import Region

__all__ = [
    "centre",
    "centres",
    "draw_rows_downwards",
    "fits",
    "pixel_at",
    "region_in",
    "region_rect",
    "region_words",
]

_HALF = 0.5  # from the edge of a pixel, where the scene has it, to its centre


def draw_rows_downwards(view_box: pg.ViewBox) -> None:
    """Row 0 on top, as stored in the file."""
    view_box.invertY(True)


def pixel_at(point: QPointF) -> tuple[int, int]:
    """(x, y) of the pixel under a point of the scene; may lie outside the frame."""
    return floor(point.x()), floor(point.y())


def centre(x: float, y: float) -> QPointF:
    """Where the scene has the centre of pixel (x, y)."""
    return QPointF(x + _HALF, y + _HALF)


def centres(pixels: NDArray[np.integer]) -> NDArray[np.float32]:
    """Scene coordinates of the centres of many columns or rows, exact below 2**22."""
    return np.asarray(np.add(pixels, _HALF, dtype=np.float32))


def region_rect(region: Region) -> QRectF:
    """The whole of all pixels of a region in the scene."""
    x0, x1, y0, y1 = region
    return QRectF(x0, y0, x1 - x0 + 1, y1 - y0 + 1)


def region_in(rect: QRectF, shape: tuple[int, int]) -> Region | None:
    """Pixels of a (ny, nx) frame that a rectangle of the scene shows at least in part.

    None when it shows none.
    """
    ny, nx = shape
    x0, y0 = max(floor(rect.left()), 0), max(floor(rect.top()), 0)
    x1 = min(-floor(-rect.right()), nx) - 1
    y1 = min(-floor(-rect.bottom()), ny) - 1
    return (x0, x1, y0, y1) if x0 <= x1 and y0 <= y1 else None


def region_words(region: Region) -> str:
    """``300:499, 1740:1939``, as the notebooks write it, both ends included."""
    x0, x1, y0, y1 = region
    return f"{x0}:{x1}, {y0}:{y1}"


def fits(x: int, y: int) -> tuple[int, int]:
    """The same pixel counted from 1."""
    return x + 1, y + 1
