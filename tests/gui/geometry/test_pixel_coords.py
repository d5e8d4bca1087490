from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from darkviewer.gui.geometry.pixel_coords import (
    centre,
    centres,
    fits,
    pixel_at,
    region_in,
    region_rect,
    region_words,
)


@pytest.mark.parametrize(
    ("x", "y", "pixel"),
    [
        (0.0, 0.0, (0, 0)),
        (0.999, 0.5, (0, 0)),
        (1.0, 2.0, (1, 2)),
        (-0.001, 5.0, (-1, 5)),
    ],
)
def test_pixel_i_covers_i_to_i_plus_1(
    x: float, y: float, pixel: tuple[int, int]
) -> None:
    assert pixel_at(QPointF(x, y)) == pixel


def test_a_pixel_lies_under_its_own_centre() -> None:
    assert pixel_at(centre(823, 416)) == (823, 416)
    assert centres(np.array([0, 7])).tolist() == [0.5, 7.5]


def test_regions_hold_both_their_ends() -> None:
    assert region_rect((300, 499, 1740, 1939)) == QRectF(300, 1740, 200, 200)
    assert region_in(region_rect((3, 5, 2, 2)), (10, 10)) == (3, 5, 2, 2)
    assert region_words((300, 499, 1740, 1939)) == "300:499, 1740:1939"


def test_what_is_partly_visible_counts() -> None:
    assert region_in(QRectF(2.9, 0.1, 1.2, 0.2), (10, 10)) == (2, 4, 0, 0)


def test_a_region_ends_at_the_frame() -> None:
    assert region_in(QRectF(-5, -5, 100, 100), (10, 20)) == (0, 19, 0, 9)
    assert region_in(QRectF(30, 0, 5, 5), (10, 20)) is None


def test_fits_counts_from_1() -> None:
    assert fits(823, 416) == (824, 417)
