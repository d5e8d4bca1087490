"""A click near a peak means the peak."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from darkviewer.core.review.peak import local_peak

FRAME = np.full((20, 30), 1.0)
FRAME[6, 10], FRAME[6, 9], FRAME[7, 9] = 50.0, 20.0, 10.0  # a slope to (10, 6)
FRAME[0, 0] = 5.0  # in the corner, beside nothing


def stamp_at(x: int, y: int) -> NDArray[np.float64]:
    outside = np.full((24, 34), np.nan)
    outside[2:-2, 2:-2] = FRAME
    return outside[y : y + 5, x : x + 5]


@pytest.mark.parametrize(
    ("pointed", "peak"),
    [
        ((10, 6), (10, 6)),
        ((9, 6), (10, 6)),
        ((8, 8), (10, 6)),  # over (9, 7)
        ((1, 1), (0, 0)),
        ((20, 10), (20, 10)),  # all alike
    ],
)
def test_it_climbs_to_the_peak(pointed: tuple[int, int], peak: tuple[int, int]) -> None:
    assert local_peak(stamp_at, *pointed) == peak


def test_where_nothing_was_measured_it_stays() -> None:
    nothing = np.full((5, 5), np.nan)
    assert local_peak(lambda _x, _y: nothing, 3, 4) == (3, 4)


def test_it_does_not_go_far() -> None:
    def rising(x: int, _y: int) -> NDArray[np.float64]:
        return np.tile(np.arange(5.0) + x, (5, 1))

    x, _ = local_peak(rising, 100, 100)
    assert 100 < x <= 110
