"""The bundled faces and their sizes: text in Inter, pixel values in a fixed width."""

from __future__ import annotations

import sys
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from darkviewer.resources import resource

__all__ = [
    "BODY_PX",
    "HEADING_PX",
    "MONO",
    "MONO_PX",
    "SANS",
    "SMALL_PX",
    "body",
    "load",
    "mono",
    "points",
    "scale",
    "scaled",
    "set_scale",
    "small",
]

SANS = "Inter"
MONO = "DejaVu Sans Mono"

# Sizes at 100 %, in device-independent pixels.
BODY_PX = 12.5
SMALL_PX = 11.0
MONO_PX = 12.0
HEADING_PX = 16.0

_FILES = (
    "Inter-Regular.otf",
    "Inter-Medium.otf",
    "Inter-SemiBold.otf",
    "DejaVuSansMono.ttf",
)
_POINTS_PER_PX = 1.0 if sys.platform == "darwin" else 72 / 96
_state = {"scale": 1.0}


@cache
def load() -> None:
    """Make the bundled faces known to Qt, once: each time would make others slower."""
    for name in _FILES:
        QFontDatabase.addApplicationFont(str(resource("fonts", name)))


def set_scale(scale: float) -> None:
    """The user's own text size, 1 = 100 %; the desktop's scale comes on top."""
    _state["scale"] = scale


def scale() -> float:
    """The user's own text size, 1 = 100 %."""
    return _state["scale"]


def scaled(pixels: float) -> int:
    """A height that grows with the text, in device-independent pixels."""
    return round(pixels * _state["scale"])


def points(pixels: float) -> float:
    """Point size of a text that is `pixels` high at 96 dots per inch and 100 %."""
    return pixels * _POINTS_PER_PX * _state["scale"]


def body() -> QFont:
    """The face of all text, with tabular figures."""
    return _face(SANS, BODY_PX)


def small() -> QFont:
    """Captions and second lines."""
    return _face(SANS, SMALL_PX)


def mono(pixels: float = MONO_PX) -> QFont:
    """The fixed-width face for pixel values."""
    return _face(MONO, pixels)


def _face(family: str, pixels: float) -> QFont:
    font = QFont(family)
    font.setPointSizeF(points(pixels))
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
