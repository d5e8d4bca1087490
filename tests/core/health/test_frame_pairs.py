"""Noise from the difference of two frames, against the sigma that was drawn."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.health.frame_pairs import pair
from darkviewer.core.health.sample import plan_rows

PLAN = plan_rows((128, 256))


def drawn(sigma: float, seed: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).normal(1000, sigma, (2, 128, 256))


def test_noise_of_pixels_despite_gradient_level_and_hits() -> None:
    first, second = drawn(12)
    second += 300 + np.linspace(0, 40, 256)
    second[5, ::8] += 5000
    found = pair(first, second, PLAN)
    assert found.noise_adu == pytest.approx(12, rel=0.03)
    assert np.count_nonzero(found.rises) == 32
    assert not found.falls.any()


@pytest.mark.parametrize("sigma", [0.15, 0.3, 1.0])
def test_noise_below_a_step_is_not_zero(sigma: float) -> None:
    first, second = np.rint(drawn(sigma) / 1) * 16
    found = pair(first.astype(np.float32), second.astype(np.float32), PLAN)
    true = np.sqrt(np.mean((second - first) ** 2) / 2)
    assert found.noise_adu == pytest.approx(true, rel=0.1, abs=0.01)


def test_equal_frames_have_no_noise() -> None:
    first = drawn(3)[0]
    found = pair(first, first.copy(), PLAN)
    assert (found.noise_adu, found.row_noise_adu) == (0, 0)
    assert not found.columns.any()


def test_row_and_column_noise_beyond_that_of_pixels() -> None:
    rng = np.random.default_rng(6)
    frames = drawn(4)
    plain = pair(*frames, PLAN)
    assert plain.row_noise_adu < 0.5
    rows = frames + rng.normal(0, 6, (2, 128, 1))
    assert pair(*rows, PLAN).row_noise_adu == pytest.approx(6, rel=0.25)
    columns = frames + rng.normal(0, 6, (2, 1, 256))
    assert pair(*columns, PLAN).column_noise_adu == pytest.approx(6, rel=0.25)


def test_one_row_says_nothing_of_rows() -> None:
    values = drawn(4)[:, :1]
    found = pair(*values, plan_rows((1, 256)))
    assert found.noise_adu == pytest.approx(4, rel=0.2)
