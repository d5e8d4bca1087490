"""Automatic limits against numpy and astropy on whole images."""

from __future__ import annotations

import numpy as np
import pytest
from astropy.visualization import ZScaleInterval

from darkviewer.core.display.ordered import ordered
from darkviewer.core.display.stretch import mad_limits, percentile_limits, zscale_limits

FINDERS = [mad_limits, percentile_limits, zscale_limits]


@pytest.fixture(scope="module")
def sky() -> np.ndarray:
    rng = np.random.default_rng(5)
    image = rng.normal(1300, 39, (300, 200))
    image[rng.integers(0, 300, 90), rng.integers(0, 200, 90)] += 4000
    return image


def test_percentile_equals_numpy(sky: np.ndarray) -> None:
    expected = np.percentile(sky, [1, 99])
    assert percentile_limits(sky, 98) == pytest.approx(tuple(expected), rel=1e-12)
    counts = sky.astype(np.uint16)
    expected = np.percentile(counts, [0.25, 99.75])
    assert percentile_limits(counts) == pytest.approx(tuple(expected), rel=1e-12)


def test_mad_equals_its_definition(sky: np.ndarray) -> None:
    for image in (sky, sky.astype(np.uint16)):
        median = np.median(image)
        sigma = 1.482602218505602 * np.median(np.abs(image - median))
        expected = (median - 3 * sigma, median + 10 * sigma)
        assert mad_limits(image) == pytest.approx(expected, rel=1e-12)


def test_zscale_is_that_of_astropy_fed_with_all_pixels(sky: np.ndarray) -> None:
    black, white = ZScaleInterval(n_samples=sky.size).get_limits(sky)
    found = zscale_limits(sky)
    assert found[0] == pytest.approx(black, abs=0.02 * (white - black))
    assert found[1] == pytest.approx(white, abs=0.02 * (white - black))
    few = sky[:40, :40]
    assert zscale_limits(few) == pytest.approx(
        ZScaleInterval(n_samples=few.size).get_limits(few), rel=1e-3
    )


@pytest.mark.parametrize("find", FINDERS)
def test_nan_are_left_out(find: object, sky: np.ndarray) -> None:
    holed = np.concatenate([sky.ravel(), np.full(999, np.nan), [np.inf, -np.inf]])
    assert find(holed) == find(sky)
    assert find(ordered(sky)) == find(sky)


@pytest.mark.parametrize("find", FINDERS)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int32, np.float32])
def test_degenerate_images(find: object, dtype: type) -> None:
    for image in (np.full((30, 30), 7, dtype), np.full((1, 1), 7, dtype)):
        black, white = find(image)
        assert black < 7 < white
    assert find(np.empty((0, 5), dtype)) == (0.0, 1.0)
    if dtype is np.float32:
        assert find(np.full((9, 9), np.nan, dtype)) == (0.0, 1.0)


def test_one_bright_pixel_is_not_missed_by_the_upper_limit() -> None:
    image = np.zeros((64, 64), np.float32)
    image[17, 33] = 500
    assert percentile_limits(image, 100) == (0.0, 500.0)
