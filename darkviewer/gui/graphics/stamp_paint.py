"""5x5 pixels as greys, for the cutout and the gallery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from darkviewer.core.display.stretch import Stretch
from darkviewer.gui.graphics.colour_maps import colour_table

if TYPE_CHECKING:
    from darkviewer.core.display.cutout import Cutout
    from darkviewer.gui.style.theme import Palette

__all__ = [
    "cells",
    "ink",
    "paint_cells",
    "paint_outside",
    "stamp_colours",
    "stamp_picture",
]

_BLACK_TEXT_FROM = {"night": 0.088}
"""Luminance of a ground that is equally far from black and from the light text."""


def stamp_colours(
    cutout: Cutout, palette: Palette, stretch: Stretch | None = None
) -> NDArray[np.uint32]:
    """Colour of each pixel; without a stretch linear from its lowest to its highest."""
    if stretch is None:
        finite = cutout.values[np.isfinite(cutout.values)]
        low, high = (finite.min(), finite.max()) if finite.size else (0.0, 1.0)
        span = high - low if high > low else 1.0
        stretch = Stretch("linear", float(low), float(span))
    table = np.array(colour_table(grey_of(palette)), np.uint32)
    return table[stretch.formula(cutout.values)]


def grey_of(palette: Palette) -> str:
    """Colour map of what is always grey: red at night."""
    return "red" if palette.name == "night" else "grey"


def ink(colour: int, palette: Palette) -> QColor:
    """Text that can be read on this colour."""
    ground = QColor.fromRgb(colour)
    parts = ground.redF(), ground.greenF(), ground.blueF()
    linear = [part**2.2 for part in parts]
    luminance = float(np.dot(linear, (0.2126, 0.7152, 0.0722)))
    if luminance > _BLACK_TEXT_FROM.get(palette.name, 0.16):
        return QColor("#000000")
    return QColor(palette.text if palette.name == "night" else "#ebebeb")


def cells(box: QRectF, size: int, gap: float) -> list[list[QRectF]]:
    """The places of size x size pixels inside a square, row by row."""
    side = (box.width() - gap * (size - 1)) / size
    return [
        [
            QRectF(
                box.left() + x * (side + gap), box.top() + y * (side + gap), side, side
            )
            for x in range(size)
        ]
        for y in range(size)
    ]


def stamp_picture(
    cutout: Cutout, palette: Palette, stretch: Stretch | None = None
) -> QImage:
    """The pixels as a picture of as many pixels; what lies outside is transparent."""
    colours = stamp_colours(cutout, palette, stretch)
    colours[~cutout.inside] = 0
    ny, nx = colours.shape
    picture = QImage(
        colours.tobytes(), nx, ny, 4 * nx, QImage.Format.Format_ARGB32_Premultiplied
    )
    return picture.copy()  # owns its memory


def paint_outside(
    painter: QPainter, places: list[list[QRectF]], cutout: Cutout, palette: Palette
) -> None:
    """Hatch what lies outside the frame."""
    for y, x in np.argwhere(~cutout.inside).tolist():
        painter.fillRect(places[y][x], QColor(palette.raised))
        hatch = QBrush(QColor(palette.line), Qt.BrushStyle.BDiagPattern)
        painter.fillRect(places[y][x], hatch)


def paint_cells(
    painter: QPainter, places: list[list[QRectF]], cutout: Cutout, palette: Palette
) -> None:
    """Draw the pixels; what lies outside the frame is hatched."""
    colours = stamp_colours(cutout, palette)
    for y, x in np.argwhere(cutout.inside).tolist():
        painter.fillRect(places[y][x], QColor.fromRgb(int(colours[y, x])))
    paint_outside(painter, places, cutout, palette)
