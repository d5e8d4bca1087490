"""Levels of rows are found beside bright pixels, gaps and other amplifiers."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.levels.row_levels import is_short, middle_of_rows, row_levels

WHOLE = (slice(0, 400),)


def noise(shape: tuple[int, ...] = (30, 400)) -> np.ndarray:
    return np.random.default_rng(1).normal(0, 10, shape).astype(np.float32)


def test_levels_far_beyond_the_noise() -> None:
    expected = np.linspace(-500, 900, 30)
    rows = noise() + expected[:, None].astype(np.float32)
    rows[:, ::50] += 3000  # 8 of 400 pixels pull by at most 4 sigma / 50
    found = row_levels(rows, WHOLE, 10.0)
    np.testing.assert_allclose(found[:, 0], expected, atol=4 * 10 / 20 + 4 * 10 / 50)


def test_the_clipped_mean_is_better_than_the_median() -> None:
    rows = noise((400, 400))
    spread = np.std(row_levels(rows, WHOLE, 10.0))
    assert spread == pytest.approx(10 / 20, rel=0.1)
    assert np.std(middle_of_rows(rows)) > 1.5 * spread


def test_every_amplifier_has_its_own_and_narrow_ones_none() -> None:
    rows = noise()
    rows[:, :100] += 50
    rows[:, 350:] += 70
    parts = slice(0, 100), slice(100, 350), slice(350, 400)
    assert [is_short(part) for part in parts] == [False, False, True]
    found = row_levels(rows, parts, 10.0)
    np.testing.assert_allclose(found[:, 0], 50, atol=4.5)
    np.testing.assert_allclose(found[:, 1], 0, atol=3)
    np.testing.assert_array_equal(found[:, 2], 0)


def test_gaps_are_left_out() -> None:
    rows = noise()
    rows += 100
    rows[3, ::2] = np.nan
    rows[4] = np.nan
    found = row_levels(rows, WHOLE, 10.0)[:, 0]
    assert found[3] == pytest.approx(100, abs=4)
    assert found[4] == 0
    assert middle_of_rows(rows)[3] == pytest.approx(
        np.nanmedian(rows[3, ::3]), abs=1e-4
    )
