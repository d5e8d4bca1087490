"""Leaders against the notebooks' loops, on integers so that no rounding decides."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from scipy import ndimage

from darkviewer.core.detection.leaders import Leaders, find_leaders
from tests.helpers import notebook

E = Fraction(1)


def places(leaders: Leaders, keep: Any = slice(None)) -> list[tuple[int, int]]:
    x, y = leaders.x[keep].tolist(), leaders.y[keep].tolist()
    return list(zip(x, y, strict=True))


def as_lists(values: NDArray[Any], absent: NDArray[np.bool_]) -> list[list[Any]]:
    return [
        [None if gone else value for value, gone in zip(row, gaps, strict=True)]
        for row, gaps in zip(values.tolist(), absent, strict=True)
    ]


SHAPES = st.tuples(st.integers(1, 7), st.integers(1, 7))


@given(st.data())
def test_equals_the_notebooks_loops(data: st.DataObject) -> None:
    shape = data.draw(SHAPES)
    values = data.draw(hnp.arrays(np.int32, shape, elements=st.integers(-3, 9)))
    absent = data.draw(hnp.arrays(np.bool_, shape, elements=st.booleans()))
    absent &= data.draw(st.booleans())
    floor = data.draw(st.integers(0, 8))
    unit = data.draw(st.sampled_from([E, Fraction(139, 3200)]))
    image = as_lists(values, absent)
    found = find_leaders(values, floor=floor * unit, unit=unit, valid=~absent)
    assert places(found) == notebook.leaders(image, floor)
    eight = notebook.leaders(image, floor, notebook.EIGHT)
    assert places(found, found.leader8) == eight
    check_neighbours(found, image)
    check_levels(found, image, floor)


def check_neighbours(found: Leaders, image: list[list[Any]]) -> None:
    for index, (x, y) in enumerate(places(found)):
        assert found.value[index] == image[y][x]
        for lowest, count, offsets in (
            (found.lowest4, found.neighbours4, notebook.FOUR),
            (found.lowest8, found.neighbours8, notebook.EIGHT),
        ):
            around = notebook.neighbours(image, y, x, offsets)
            assert count[index] == len(around)
            if around:
                assert lowest[index] == min(around)


def check_levels(found: Leaders, image: list[list[Any]], floor: int) -> None:
    hot = sorted(image[y][x] for x, y in notebook.hot_pixels(image, floor))
    assert found.levels.tolist() == sorted(set(hot))
    above = [sum(v >= level for v in hot) for level in found.levels]
    assert found.counts_above.tolist() == above


@given(
    hnp.arrays(np.int16, SHAPES, elements=st.integers(0, 3)), st.sampled_from([4, 8])
)
def test_plateaus_are_connected_leaders(
    values: NDArray[np.int16], neighbours: int
) -> None:
    found = find_leaders(values, floor=0, unit=E)
    among = found.leader8 if neighbours == 8 else np.ones(len(found), bool)
    image = np.zeros(values.shape, bool)
    image[found.y[among], found.x[among]] = True
    labels, _ = ndimage.label(image, np.ones((3, 3)) if neighbours == 8 else None)
    label = labels[found.y[among], found.x[among]]
    first = found.first8 if neighbours == 8 else found.first4
    size = found.plateau8 if neighbours == 8 else found.plateau4
    np.testing.assert_array_equal(size[among], np.bincount(label)[label])
    seen = np.unique(label, return_index=True)[1]
    assert np.flatnonzero(first[among]).tolist() == sorted(seen.tolist())


@given(hnp.arrays(np.int32, SHAPES, elements=st.integers(-3, 9)))
def test_floats_give_the_same_as_integers(values: NDArray[np.int32]) -> None:
    whole = find_leaders(values, floor=2, unit=E)
    real = find_leaders(values.astype(np.float32), floor=2, unit=E)
    for name in Leaders.__slots__:
        one, other = getattr(whole, name), getattr(real, name)
        if name in ("lowest4", "lowest8"):
            known = getattr(whole, name.replace("lowest", "neighbours")) > 0
            one, other = one[known], other[known]
        np.testing.assert_array_equal(one, other)


@given(
    hnp.arrays(np.float64, SHAPES, elements=st.sampled_from([np.nan, 1.0, 2.0, 3.0]))
)
def test_nan_is_absent(values: NDArray[np.float64]) -> None:
    image = as_lists(values, np.isnan(values))
    found = find_leaders(values, floor=1, unit=E)
    assert places(found) == notebook.leaders(image, 1)
    check_neighbours(found, image)


@pytest.mark.parametrize(("rows", "columns", "count"), [(3, 4, 12), (5, 5, 25)])
def test_every_pixel_of_a_plateau_leads(rows: int, columns: int, count: int) -> None:
    values = np.zeros((12, 12))
    values[3 : 3 + rows, 4 : 4 + columns] = 300
    found = find_leaders(values, floor=200, unit=E)
    assert len(found) == count
    assert set(found.plateau4.tolist()) == {count}
    assert places(found, found.first4) == [(4, 3)]


def test_an_l_shape_is_one_plateau() -> None:
    values = np.zeros((6, 6), int)
    values[1:4, 3] = values[3, 1:4] = 9
    found = find_leaders(values, floor=1, unit=E)
    assert len(found) == 5
    assert places(found, found.first4) == [(3, 1)]


def test_two_diagonal_pixels_lead_among_four_neighbours() -> None:
    values = np.zeros((4, 4))
    values[1, 1], values[2, 2] = 300, 400
    found = find_leaders(values, floor=200, unit=E)
    assert places(found) == [(1, 1), (2, 2)]
    assert places(found, found.leader8) == [(2, 2)]


@pytest.mark.parametrize(
    ("floor", "count"), [(299.999, 1), (300, 0), (np.nextafter(300, 0), 1)]
)
def test_strictly_above_the_floor(floor: float, count: int) -> None:
    values = np.zeros((3, 3))
    values[1, 1] = 300
    assert len(find_leaders(values, floor=floor, unit=E)) == count
    assert len(find_leaders(values.astype(int), floor=floor, unit=E)) == count


def test_a_float_floor_is_the_decimal_that_was_typed() -> None:
    """0.1 e- is one tenth: ten steps of 0.01 e- do not exceed it."""
    values = np.array([[10, 0, 11]])
    found = find_leaders(values, floor=0.1, unit=Fraction(1, 100))
    assert places(found) == [(2, 0)]


def test_electrons_are_reported_as_given() -> None:
    values = np.array([[1000, 0, 2000]])
    unit = Fraction(139, 3200)
    assert find_leaders(values, floor=1, unit=unit).value_e.tolist() == [
        pytest.approx(43.4375),
        pytest.approx(86.875),
    ]
    given_e = np.array([[1.5, 0.0, 2.5]])
    found = find_leaders(values, floor=1, unit=unit, value_e=given_e)
    assert found.value_e.tolist() == [1.5, 2.5]


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1)])
@pytest.mark.parametrize("value", [0.0, 5.0, np.nan, np.inf, -np.inf])
def test_constant_frames(shape: tuple[int, int], value: float) -> None:
    found = find_leaders(np.full(shape, value), floor=1, unit=E)
    count = max(shape) if value == 5 else 0
    assert len(found) == count
    assert found.first4.sum() == (count > 0)


def test_a_large_plateau_is_found_at_once() -> None:
    found = find_leaders(np.full((500, 500), 7), floor=1, unit=E)
    assert found.plateau4[0] == found.plateau8[-1] == 250_000
    assert found.first4.sum() == found.first8.sum() == 1
