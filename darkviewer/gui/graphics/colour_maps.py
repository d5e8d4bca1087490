"""Colours of the 256 grey levels: the maps that an image can be shown in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QColor, qRgb

from darkviewer.core.hazard.class_map import SEVERITIES, WORST
from darkviewer.gui.style.theme import HAZARD_COLOURS

if TYPE_CHECKING:
    from darkviewer.core.display.stretch import Stretch

__all__ = [
    "CODES",
    "DIVERGING",
    "MAPS",
    "RED",
    "ColourMap",
    "Colouring",
    "class_colours",
    "colour_table",
]

RED = (255, 26, 18)
"""White of the night palette, which spares dark-adapted eyes."""

DIVERGING = "diverging"

CODES = "classes"
"""Map of a layer of codes; nobody chooses it, and it cannot be inverted."""

_NEGATIVE = ("#1c1f24", "#2f7fb8", "#a8dcff")
_POSITIVE = ("#1c1f24", "#b86a17", "#ffd08a")
"""From zero outwards: blue and orange, which all kinds of colour vision tell apart,
equally bright at equal distance."""

_RAMP = np.linspace(0.0, 1.0, 256)


@dataclass(frozen=True, slots=True)
class ColourMap:
    """A map in the menu.

    Attributes
    ----------
    title, tip : str
        In the menu.
    signed : bool
        Needs a zero in the middle: for residuals and significances only.
    """

    title: str
    tip: str
    signed: bool = False


MAPS: Mapping[str, ColourMap] = {
    "grey": ColourMap("Grey", "Black to white."),
    "viridis": ColourMap("Viridis", "Blue, green, yellow: even steps for every eye."),
    "cividis": ColourMap("Cividis", "Blue to yellow, made for colour-blind eyes."),
    DIVERGING: ColourMap(
        "Blue, zero, orange",
        "Below zero blue, above it orange: residual and significance only.",
        signed=True,
    ),
    "red": ColourMap("Red", "Black to red, as in the night palette."),
}
"""By the names that settings keep."""


@dataclass(frozen=True, slots=True)
class Colouring:
    """How a layer is coloured.

    Attributes
    ----------
    name : str
        One of `MAPS`, or `CODES`.
    inverted : bool
        See `colour_table`.
    """

    name: str = "grey"
    inverted: bool = False

    def table(self, stretch: Stretch) -> tuple[int, ...]:
        """Colours of the grey levels of this stretch."""
        zero = 0
        if self.name == DIVERGING:
            zero = int(stretch.apply(np.zeros(1, np.float32))[0])
        return colour_table(self.name, inverted=self.inverted, zero=zero)


@lru_cache
def class_colours(*, red: bool = False) -> tuple[QColor, ...]:
    """By severity, as the image shows them; in the night palette a ramp of red."""
    table = colour_table("red" if red else CODES)
    levels = (256 * severity // WORST for severity in range(WORST + 1))
    return tuple(QColor.fromRgb(table[min(level, 255)]) for level in levels)


@lru_cache
def colour_table(
    name: str = "grey", *, inverted: bool = False, zero: int = 128
) -> tuple[int, ...]:
    """Colours of the 256 grey levels as ``0xffRRGGBB``.

    Parameters
    ----------
    name : str
        One of `MAPS`, or `CODES`.
    inverted : bool
        Bright levels dark; of the diverging map, the sides exchanged.
    zero : int
        Grey level of the value 0, for the diverging map only: both sides change
        equally fast from there.
    """
    if name == DIVERGING:
        rgb = _diverging(zero, -1.0 if inverted else 1.0)
    else:
        rgb = _SEQUENTIAL[name]()
        rgb = rgb[::-1] if inverted else rgb
    return tuple(qRgb(*map(int, row)) for row in rgb)


def _diverging(zero: int, sign: float) -> NDArray[np.uint8]:
    level = np.arange(256.0)
    away = sign * (level - zero) / max(zero, 255 - zero, 1)
    rgb = np.where(
        (away < 0)[:, None], _along(_NEGATIVE, -away), _along(_POSITIVE, away)
    )
    return np.rint(rgb).astype(np.uint8)


def _along(colours: tuple[str, ...], part: NDArray[np.float64]) -> NDArray[np.float64]:
    """Between colours at even distances; outside 0 to 1 the nearest end."""
    places = np.linspace(0, 1, len(colours))
    shades = map(QColor, colours)
    parts = np.array([(c.red(), c.green(), c.blue()) for c in shades], np.float64)
    return np.stack([np.interp(part, places, channel) for channel in parts.T], axis=1)


def _between_black_and(white: tuple[int, int, int]) -> NDArray[np.uint8]:
    return np.rint(_RAMP[:, None] * white).astype(np.uint8)


def _of_classes() -> NDArray[np.uint8]:
    """Each class has the grey levels around its own."""
    colours = (QColor(HAZARD_COLOURS[one.name]) for one in SEVERITIES)
    rgb = np.array([(c.red(), c.green(), c.blue()) for c in colours], np.uint8)
    return np.asarray(rgb[np.rint(_RAMP * WORST).astype(np.intp)])


def _of_pyqtgraph(name: str) -> NDArray[np.uint8]:
    table = pg.colormap.get(name).getLookupTable(nPts=256, mode=pg.ColorMap.BYTE)
    return np.asarray(table, np.uint8)[:, :3]


_SEQUENTIAL: Mapping[str, Callable[[], NDArray[np.uint8]]] = {
    "grey": lambda: _between_black_and((255, 255, 255)),
    "red": lambda: _between_black_and(RED),
    "viridis": lambda: _of_pyqtgraph("viridis"),
    "cividis": lambda: _of_pyqtgraph("cividis"),
    CODES: _of_classes,
}
