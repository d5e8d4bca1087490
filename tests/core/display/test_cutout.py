"""Cutouts hold the right pixels at every position."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkviewer.core.display.cutout import cutout

IMAGE = np.arange(9 * 7, dtype=np.uint16).reshape(9, 7)


@given(st.integers(-9, 16), st.integers(-9, 16))
def test_every_pixel_is_the_right_one(x: int, y: int) -> None:
    found = cutout(IMAGE, x, y)
    assert found.values.shape == found.inside.shape == (5, 5)
    assert (found.x0, found.y0) == (x - 2, y - 2)
    for row in range(5):
        for column in range(5):
            at = (y - 2 + row, x - 2 + column)
            if 0 <= at[0] < 9 and 0 <= at[1] < 7:
                assert found.inside[row, column]
                assert found.values[row, column] == IMAGE[at]
            else:
                assert not found.inside[row, column]
                assert np.isnan(found.values[row, column])


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        (150, 250, "x=148:152, y=248:252"),
        (0, 1, "x=0:2, y=0:3"),
        (2047, 2046, "x=2045:2047, y=2044:2047"),
        (-9, 5, "outside the frame"),
    ],
)
def test_words_as_in_the_notebook(x: int, y: int, words: str) -> None:
    image = np.broadcast_to(np.float32(0), (2048, 2048))
    assert cutout(image, x, y).words == words


def test_frame_smaller_than_the_square_and_nan_inside() -> None:
    tiny = np.array([[np.nan, 2.0]])
    found = cutout(tiny, 0, 0)
    assert found.inside.sum() == 2
    assert found.words == "x=0:1, y=0:0"
    assert found.values[2, 3] == 2.0
    assert np.isnan(found.values[2, 2])


def test_other_sizes() -> None:
    assert cutout(IMAGE, 3, 3, size=7).values.shape == (7, 7)
