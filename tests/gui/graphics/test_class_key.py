"""The colours of the classes below a saved picture."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.gui.graphics.class_key import ClassKey
from darkviewer.gui.graphics.picture_sheet import Sheet
from darkviewer.gui.startup.app import make_application
from darkviewer.gui.style.theme import HAZARD_COLOURS, PALETTES


@pytest.mark.parametrize("width", [700, 150])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_colour_is_there_whatever_the_width(width: int, scale: float) -> None:
    make_application()
    palette = PALETTES["light"]
    key = ClassKey(round(width * scale), scale, palette)
    picture = Sheet((key,), palette.panel).band(0, key.height)
    assert picture.shape[1] == width * scale
    seen = {"#" + bytes(pixel).hex() for pixel in picture.reshape(-1, 3)}
    assert {colour.lower() for colour in HAZARD_COLOURS.values()} <= seen
    edge = np.concatenate([picture[:, -1], picture[-1]])
    assert len(np.unique(edge, axis=0)) == 1  # nothing is cut


def test_a_narrow_picture_has_more_lines() -> None:
    make_application()
    palette = PALETTES["dark"]
    assert ClassKey(150, 1.0, palette).height > ClassKey(900, 1.0, palette).height
