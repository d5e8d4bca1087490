"""One slope per frame: found by hot pixels, whatever blinks, and not invented."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.levels.slopes import fit_slopes

SLOPES = np.array([-0.06, -0.02, 0.0, 0.01, 0.06])


def pixels(slopes: np.ndarray, n: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    dark = 200 + rng.exponential(40, n)
    dark[:400] *= 20
    residual = rng.normal(0, np.sqrt(dark), (len(slopes), n))
    return dark - np.median(dark), residual + slopes[:, None] * (dark - np.median(dark))


def test_slopes_within_their_errors() -> None:
    above, residual = pixels(SLOPES)
    residual[1, ::9] += 500  # blinks
    found = fit_slopes(above, residual)
    np.testing.assert_allclose(found.slope, SLOPES, atol=4 * found.error)
    assert found.error < 0.01
    # the hottest bin is some thousand e-: 4 % of it are several of its sigmas
    assert found.inflation > 1


def test_no_slope_is_none() -> None:
    found = fit_slopes(*pixels(np.zeros(5)))
    np.testing.assert_array_equal(found.slope, 0)
    assert found.inflation == 0
    assert found.sigma_e == pytest.approx(np.sqrt(228), rel=0.1)


def test_what_all_frames_have_in_common_comes_from_the_master() -> None:
    above, residual = pixels(SLOPES)
    common = fit_slopes(above, residual + 0.02 * above)
    alone = fit_slopes(above, residual)
    np.testing.assert_allclose(common.slope, alone.slope, atol=alone.error)


def test_without_a_spread_of_levels_or_any_value() -> None:
    flat = fit_slopes(np.zeros(500), np.random.default_rng(1).normal(0, 1, (3, 500)))
    np.testing.assert_array_equal(flat.slope, 0)
    assert flat.error == np.inf
    none = fit_slopes(np.full(500, np.nan), np.zeros((3, 500)))
    assert none.slope.tolist() == [0, 0, 0]
    assert none.sigma_e == 0
