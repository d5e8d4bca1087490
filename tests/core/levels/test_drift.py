"""Levels that move are measured, and told from levels that do not."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.levels.amplifiers import ONE, Amplifiers
from darkviewer.core.levels.drift import STEADY, SessionLevels, measure_levels
from darkviewer.core.levels.sample import LevelSample

FRAMES, ROWS, COLUMNS = 8, 40, 300


def frames(dark_e: float = 400, *, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    dark = dark_e * np.exp(rng.normal(0, 0.1, (ROWS, COLUMNS)))
    dark[rng.random(dark.shape) < 0.01] *= 10
    return rng.poisson(dark, (FRAMES, *dark.shape)).astype(float)


def measured(values: np.ndarray, amplifiers: Amplifiers = ONE) -> SessionLevels:
    master = np.median(values, 0)
    residual = (values - master).astype(np.float32)
    return measure_levels(
        LevelSample(np.arange(ROWS) * 3, master, residual), amplifiers
    )


def test_a_steady_session() -> None:
    found = measured(frames())
    assert not found.moves
    assert not STEADY.moves
    assert found.sigma_e == pytest.approx(20, rel=0.15)
    np.testing.assert_allclose(found.level_e, 0, atol=1)
    np.testing.assert_array_equal(found.slope, 0)


def test_the_level_of_frames_moves_in_each_amplifier() -> None:
    two = Amplifiers(columns=(100,), rows=(60,))
    values = frames()
    moved = np.random.default_rng(4).normal(0, 30, (FRAMES, 4))
    for index, (y, x) in enumerate(two.parts((120, COLUMNS))):
        rows = slice(y.start // 3, y.stop // 3)
        values[:, rows, x] += moved[:, index, None, None]
    found = measured(values, two)
    assert found.moves
    # what all frames have in common belongs to the master
    np.testing.assert_allclose(
        found.level_e - found.level_e.mean(0), moved - moved.mean(0), atol=2.8
    )
    assert found.sigma_e == pytest.approx(20, rel=0.15)


def test_rows_that_move_alone() -> None:
    values = frames()
    noise = np.random.default_rng(5).normal(0, 20, (FRAMES, ROWS, 1))
    assert measured(values + noise).moves
    few = noise * (np.arange(ROWS)[:, None] % 13 == 0)
    assert measured(values + few).moves


def test_the_dark_current_moves_with_the_temperature() -> None:
    rng = np.random.default_rng(6)
    dark = 1300 * np.exp(rng.normal(0, 0.05, (ROWS, COLUMNS)))
    dark[rng.random(dark.shape) < 0.01] *= 5
    warmth = 2 ** (np.linspace(-2, 2, FRAMES) / 6.5)
    values = rng.poisson(warmth[:, None, None] * dark).astype(float)
    found = measured(values)
    assert found.moves
    expected = warmth - np.median(warmth)
    np.testing.assert_allclose(found.slope, expected, atol=5 * found.slope_error)
    assert found.slope_error < 0.02
    # a level where the dark current is typical
    np.testing.assert_allclose(found.level_e[:, 0], 1300 * expected, atol=25)


def test_only_hot_pixels_move_where_the_offset_is_held() -> None:
    rng = np.random.default_rng(7)
    values = frames()
    dark = np.median(values, 0)
    change = rng.normal(0, 0.1, FRAMES)[:, None, None]
    found = measured(values + change * (dark - np.median(dark)))
    assert found.moves
    np.testing.assert_allclose(
        found.slope,
        change[:, 0, 0] - np.median(change),
        atol=0.02,
    )


def test_frames_without_values() -> None:
    found = measured(np.full((3, ROWS, COLUMNS), np.nan))
    assert not found.moves
    np.testing.assert_array_equal(found.level_e, 0)
