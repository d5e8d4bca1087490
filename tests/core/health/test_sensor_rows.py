"""What all frames say together, on arrays that show it plainly."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.health.sensor_rows import (
    bad_columns,
    event_counts,
    metadata_pixels,
    missing_codes,
    rail,
    share_at,
    telegraph_columns,
)

RNG = np.random.default_rng(8)


def test_the_rail_is_a_pile_up_or_the_highest_code() -> None:
    values = RNG.normal(500, 20, (3, 50, 50)).astype(np.uint16)
    assert rail(values, 1) == 65535
    values[:, :5, :5] = 4095
    assert rail(values, 1) == 4095
    assert rail(values.astype(np.float32) + np.nan, 0) == np.inf


def test_pixels_that_are_always_at_the_end_do_not_count() -> None:
    values = np.full((3, 10, 10), 50, np.uint16)
    values[:, 0, 0] = 0
    values[1, 5] = 0
    assert share_at(values, 0) == [0.0, pytest.approx(0.1), 0.0]
    assert share_at(values[:2], 0) == [0.01, pytest.approx(0.11)]
    assert share_at(values * 0, 0) == [1.0, 1.0, 1.0]
    assert share_at(values, 50)[0] == pytest.approx(0.99)


def test_zero_is_no_end_where_values_are_below_it() -> None:
    assert share_at(np.array([[[0, 0, -1]]] * 3), 0) == [0.0, 0.0, 0.0]


def test_missing_codes_are_those_after_codes_in_use() -> None:
    values = RNG.normal(500, 10, (3, 60, 60)).astype(np.uint16)
    assert missing_codes(values, 1) == 0
    assert missing_codes(values * 2, 2) == 0
    assert missing_codes((values * 1.5).astype(np.uint16), 1) == pytest.approx(
        0.5, abs=0.05
    )
    assert np.isnan(missing_codes(values.astype(float), 1))
    assert np.isnan(missing_codes(values * 0, 1))
    assert np.isnan(missing_codes(values, 0))
    few = RNG.normal(500, 0.5, (3, 60, 60)).round().astype(np.uint16)
    few[:, 0, 0] = 900
    assert np.isnan(missing_codes(few, 1))


def test_a_bad_column_is_one_that_differs_over_the_whole_height() -> None:
    plane = RNG.normal(100, 5, (32, 200))
    plane[:, 70] += 40
    plane[3, 120] += 4000
    plane[:, 0] += 40  # the edge often differs
    assert bad_columns(plane, 5) == (70,)
    assert bad_columns(plane[:, :20], 5) == ()
    assert bad_columns(np.zeros((32, 200)), 0) == ()


@pytest.mark.parametrize("rows", [32, 512, 1040])
@pytest.mark.parametrize("turned", [False, True])
def test_amplifiers_above_each_other_make_no_bad_columns(
    rows: int, turned: bool
) -> None:
    """Half of the pixels of a column are on each level, and a few events decide."""
    plane = RNG.normal(100, 4, (rows, 400))
    plane[rows // 2 :] += 200
    if turned:  # and side by side, of other levels
        plane[: rows // 2, 200:] -= 65
        plane[rows // 2 :, 200:] -= 30
    plane[RNG.integers(rows, size=80), RNG.integers(400, size=80)] += 9000
    assert bad_columns(plane, 4) == ()
    plane[:, 300] += 40
    assert bad_columns(plane, 4) == (300,)


def test_few_rows_say_nothing_of_columns() -> None:
    assert telegraph_columns((), 8) == ()


def test_events_need_a_frame_before_and_one_after() -> None:
    assert event_counts((), 2) == [0, 0]


def test_metadata_at_the_start_of_row_0() -> None:
    values = RNG.normal(1000, 10, (4, 8, 100)).round()
    values[:, 0, :32] = 200 * np.arange(32)
    plane = np.median(values, axis=0)
    assert metadata_pixels(values, plane, sigma=10, noise=10, step=1) == 32
    # Without noise to tell it, only what is 180 ADU off: not 1000.
    assert metadata_pixels(values, plane, sigma=9, noise=10, step=20) == 31
    same_below = values.copy()
    same_below[:, 1, :32] = 7
    assert metadata_pixels(same_below, plane, sigma=10, noise=10, step=0) == 0
    assert metadata_pixels(values[:2], plane, sigma=10, noise=10, step=1) == 0


@pytest.mark.parametrize("nx", [64, 100])
def test_metadata_that_change_from_frame_to_frame(nx: int) -> None:
    rng = np.random.default_rng(4)
    values = rng.normal(1000, 10, (5, 8, nx)).round()
    values[:, 0, :20] = rng.integers(0, 2**16, (5, 20))  # a time, a counter
    plane = np.median(values, axis=0)
    assert metadata_pixels(values, plane, sigma=10, noise=10, step=1) == 20
    values[:, :, 40] += 2000 * (np.arange(5) % 2)[:, None]  # a telegraph column
    assert metadata_pixels(values, plane, sigma=10, noise=10, step=1) == 21


def test_a_flickering_row_is_no_metadata() -> None:
    values = np.random.default_rng(5).normal(1000, 10, (5, 8, 200)).round()
    values[:, 0] += 900 * (np.arange(5) % 2)[:, None]
    plane = np.median(values, axis=0)
    assert metadata_pixels(values, plane, sigma=10, noise=10, step=1) == 0
    values[:, 1] += 900 * (np.arange(5) % 2)[:, None]
    assert metadata_pixels(values, plane, sigma=10, noise=10, step=1) == 0
