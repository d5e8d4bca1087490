"""The selection of candidates against the notebooks' loops and golden boundaries."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from darkviewer.core.candidates.selection import (
    CandidateTable,
    Selection,
    candidate_table,
)
from darkviewer.core.detection.leaders import find_leaders
from darkviewer.core.injection.sources import inject_pattern
from darkviewer.core.parameters import Parameters
from tests.helpers import notebook

E = Fraction(1)
SEED = Parameters(ties="all")


def select(
    values: NDArray[Any], parameters: Parameters = SEED, **more: Any
) -> CandidateTable:
    leaders = find_leaders(values, floor=0, unit=E)
    return candidate_table([leaders], values.shape, parameters, **more)


def accepted(table: CandidateTable) -> list[tuple[int, int]]:
    keep = table.accepted
    return list(zip(table.x[keep].tolist(), table.y[keep].tolist(), strict=True))


def pattern(centre: float = 300, beside: float = 100) -> NDArray[np.float64]:
    return inject_pattern(
        np.zeros((400, 300)),
        [
            (150, 250, centre),
            *((x, y, beside) for x, y in ((149, 250), (151, 250), (150, 249))),
            (150, 251, beside),
        ],
    ).residual_e


def test_the_notebooks_injection() -> None:
    table = select(pattern())
    assert (table.x.tolist(), table.y.tolist()) == ([150], [250])
    assert table.value_e.tolist() == [300.0]
    assert table.accepted.tolist() == [True]
    assert table.min_neighbour_ratio.tolist() == [1 / 3]
    assert table.id.tolist() == [250 * 300 + 150]
    assert table.hot_pixels.tolist() == table.leaders.tolist() == [1]
    assert table.candidates.tolist() == [1]


@pytest.mark.parametrize(
    ("ratio", "passes"),
    [
        (1 / 3, True),  # the decimal 0.3333333333333333 is below one third
        (np.nextafter(1 / 3, 1), False),
        (0.334, False),
        (0.3, True),
    ],
)
def test_ratio_boundary(ratio: float, passes: bool) -> None:
    table = select(pattern(), replace(SEED, ratio=float(ratio)))
    assert table.accepted.tolist() == [passes]


def test_a_neighbour_of_exactly_three_tenths_passes() -> None:
    assert select(pattern(300, 90.0)).accepted.tolist() == [True]
    assert select(pattern(300, np.nextafter(90.0, 0))).accepted.tolist() == [False]


@pytest.mark.parametrize(("threshold", "count"), [(299.999, 1), (300, 0), (200, 1)])
def test_threshold_boundary(threshold: float, count: int) -> None:
    table = select(pattern(), replace(SEED, threshold_e=threshold))
    assert len(table) == count
    assert table.hot_pixels.tolist() == [count]


@pytest.mark.parametrize(
    ("rows", "columns", "leaders", "candidates"), [(3, 4, 12, 2), (5, 5, 25, 9)]
)
def test_plateaus(rows: int, columns: int, leaders: int, candidates: int) -> None:
    values = np.zeros((12, 12))
    values[3 : 3 + rows, 4 : 4 + columns] = 300
    every = select(values)
    assert (len(every), int(every.accepted.sum())) == (leaders, candidates)
    one = select(values, Parameters(ties="one"))
    assert (one.x.tolist(), one.y.tolist()) == ([4], [3])
    assert one.plateau.tolist() == [leaders]


def test_a_corner_needs_two_neighbours_only() -> None:
    values = np.zeros((5, 5))
    values[0, 0], values[0, 1], values[1, 0] = 300, 100, 100
    table = select(values)
    assert accepted(table) == [(0, 0)]
    assert table.edge.tolist() == [True]
    eight = select(values, replace(SEED, neighbours=8))
    assert eight.accepted.tolist() == [False]  # the diagonal one is 0


def test_two_diagonal_pixels() -> None:
    values = np.zeros((4, 4))
    values[1, 1], values[2, 2] = 300, 400
    assert len(select(values)) == 2
    assert len(select(values, replace(SEED, neighbours=8))) == 1


def test_a_single_pixel_has_no_ratio_and_passes() -> None:
    table = select(np.array([[300.0]]))
    assert table.accepted.tolist() == [True]
    assert np.isnan(table.min_neighbour_ratio).all()


@given(st.data())
def test_equals_the_notebooks_loops(data: st.DataObject) -> None:
    shape = data.draw(st.tuples(st.integers(1, 6), st.integers(1, 6)))
    frames = [
        data.draw(hnp.arrays(np.int32, shape, elements=st.integers(-20, 300)))
        for _ in range(data.draw(st.integers(1, 3)))
    ]
    threshold = data.draw(st.integers(0, 250))
    ratio = data.draw(st.integers(0, 10)) / 10
    neighbours, offsets = data.draw(
        st.sampled_from([(4, notebook.FOUR), (8, notebook.EIGHT)])
    )
    parameters = Parameters(
        threshold_e=threshold, ratio=ratio, neighbours=neighbours, ties="all"
    )
    found = [find_leaders(values, floor=0, unit=E) for values in frames]
    table = candidate_table(found, shape, parameters)
    exact_ratio = Fraction(str(ratio))
    for index, values in enumerate(frames):
        mine = table.frame == index
        image = values.tolist()
        assert list(
            zip(table.x[mine].tolist(), table.y[mine].tolist(), strict=True)
        ) == notebook.leaders(image, threshold, offsets)
        keep = mine & table.accepted
        assert list(
            zip(table.x[keep].tolist(), table.y[keep].tolist(), strict=True)
        ) == notebook.candidates(image, threshold, exact_ratio, offsets)
        hot = notebook.hot_pixels(image, threshold)
        assert table.hot_pixels[index] == len(hot)
        assert table.leaders[index] == mine.sum()
        assert table.candidates[index] == keep.sum()


def test_frames_of_different_units_and_synthetic_pixels() -> None:
    half = find_leaders(np.array([[500, 0, 0]]), floor=50, unit=Fraction(1, 2))
    injection = inject_pattern(np.zeros((1, 3)), [(2, 0, 300.0)])
    injected = find_leaders(injection.residual_e, floor=50, unit=E)
    selection = Selection(
        [half, injected, half], (1, 3), synthetic={1: injection.pixels}
    )
    table = selection.table(SEED)
    assert table.value_e.tolist() == [300, 250, 250]
    table = table.in_raster_order()
    assert table.value_e.tolist() == [250, 300, 250]
    assert table.synthetic.tolist() == [False, True, False]
    assert table.id.tolist() == [0, 5, 6]
    assert table.hot_pixels.tolist() == [1, 1, 1]
    higher = selection.table(replace(SEED, threshold_e=260))
    assert higher.frame.tolist() == [1]
    assert higher.hot_pixels.tolist() == [0, 1, 0]


@given(data=st.data())
def test_brightest_first(data: st.DataObject) -> None:
    image = data.draw(hnp.arrays(np.int64, (6, 7), elements=st.integers(0, 9)))
    leaders = [find_leaders(layer, floor=0, unit=E) for layer in (image, image.T)]
    selection = Selection(leaders, (7, 7))
    table = selection.table(Parameters(threshold_e=data.draw(st.integers(0, 9))))
    assert np.all(np.diff(table.value_e) <= 0)
    raster = table.in_raster_order()
    order = np.lexsort((table.x, table.y, table.frame))
    for name in ("id", "frame", "x", "y", "value_e", "accepted", "plateau"):
        np.testing.assert_array_equal(
            getattr(raster, name), getattr(table, name)[order]
        )
    np.testing.assert_array_equal(raster.leaders, table.leaders)


def test_no_leaders_at_all() -> None:
    nothing = find_leaders(np.zeros((2, 2)), floor=1, unit=E)
    for leaders in ([nothing], [nothing, nothing]):
        table = candidate_table(leaders, (2, 2), Parameters())
        assert len(table) == 0
        assert table.hot_pixels.tolist() == [0] * len(leaders)
