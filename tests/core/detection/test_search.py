"""Searching rows of a frame finds what searching the whole frame finds there."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from darkviewer.core.detection.search import COLUMNS, search_rows
from darkviewer.core.masters.master import combine_rows
from darkviewer.core.masters.residual import BandResiduals
from darkviewer.core.parameters import Parameters

PARAMETERS = Parameters()


@given(st.data())
def test_rows_are_the_rows_of_the_whole(data: st.DataObject) -> None:
    ny = data.draw(st.integers(1, 8))
    cube = data.draw(hnp.arrays(np.uint16, (3, ny, 5), elements=st.integers(0, 9)))
    start = data.draw(st.integers(0, ny - 1))
    stop = data.draw(st.integers(start + 1, ny))
    limit = Fraction(data.draw(st.integers(0, 8)))
    top, bottom = max(start - 1, 0), min(stop + 1, ny)
    whole = search_rows(residuals(cube), limit=limit)
    part = search_rows(
        residuals(cube[:, top:bottom]),
        limit=limit,
        top=top,
        start=start,
        stop=stop,
        ny=ny,
    )
    inside = (whole.y >= start) & (whole.y < stop)
    for name in COLUMNS:
        mine, expected = getattr(part, name), getattr(whole, name)[inside]
        if name.startswith("lowest"):
            known = getattr(part, name.replace("lowest", "neighbours")) > 0
            mine, expected = mine[known], expected[known]
        np.testing.assert_array_equal(mine, expected, err_msg=name)


def residuals(cube: np.ndarray) -> BandResiduals:
    return BandResiduals(cube, combine_rows(cube, "median"), PARAMETERS)


@given(
    hnp.arrays(np.uint16, (4, 5, 5), elements=st.integers(0, 30)),
    st.integers(0, 9),
    st.integers(0, 20),
)
def test_a_higher_limit_keeps_the_rest(cube: np.ndarray, low: int, more: int) -> None:
    limit = Fraction(low + more)
    pruned = search_rows(residuals(cube), limit=Fraction(low)).above(limit, 1)
    fresh = search_rows(residuals(cube), limit=limit)
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(pruned, name), getattr(fresh, name))
    for name in ("frame", "value", "count"):
        mine, expected = getattr(pruned.levels, name), getattr(fresh.levels, name)
        np.testing.assert_array_equal(mine, expected)
