"""Columns against those around them, on sensors of several amplifiers."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from darkviewer.core.levels.column_levels import WINDOW, column_offsets


def plane(rows: int, nx: int = 200) -> NDArray[np.float64]:
    return np.random.default_rng(rows).normal(100, 4, (rows, nx))


@pytest.mark.parametrize("rows", [1, 16, 40, 512])
def test_what_a_column_is_off_is_found_and_nothing_else_is(rows: int) -> None:
    level = plane(rows)
    level[:, 70] += 60
    level[:, 90:92] -= 45
    off = column_offsets(level)
    error = 1.2533 * 4 / np.sqrt(rows)  # standard error of a median
    assert off[70] == pytest.approx(60, abs=5 * error)
    assert off[90:92] == pytest.approx(-45, abs=5 * error)
    others = np.delete(off, [70, 90, 91])
    assert others.std() == pytest.approx(error, rel=0.35)


def test_amplifiers_above_and_beside_each_other_leave_columns_alone() -> None:
    level = plane(1040, 400)
    level[520:] += 200
    level[:520, 200:] -= 65
    level[520:, 200:] -= 30
    rng = np.random.default_rng(3)
    level[rng.integers(1040, size=800), rng.integers(400, size=800)] += 9000
    whole = np.median(level, axis=0)
    assert np.ptp(whole[20:180]) > 50  # here the median of all rows is of no use
    off = column_offsets(level)
    assert np.abs(off).max() < 3


def test_a_step_between_columns_is_no_offset() -> None:
    level = plane(64)
    level[:, 100:] += 500
    assert np.abs(column_offsets(level)).max() < 5


def test_a_ramp_is_followed() -> None:
    level = plane(256) + np.linspace(0, 300, 256)[:, None] + np.linspace(0, 90, 200)
    inner = column_offsets(level)[WINDOW // 2 : -WINDOW // 2]
    assert np.abs(inner).max() < 8
