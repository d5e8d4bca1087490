from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.display.pyramid import build_levels
from darkviewer.core.layers.layer_image import LayerImage, region_statistics, summarise
from tests.helpers.captures import HOT, NX, NY, cube, residual_e


def image_of(values: np.ndarray) -> LayerImage:
    return LayerImage(0, "raw", "ADU", "a.fits", build_levels(values), values)


def test_a_summary_counts_every_pixel() -> None:
    frame, x, y = HOT
    values = residual_e(cube(), frame).astype(np.float32)
    summary = summarise(LayerImage(0, "residual", "e-", "", build_levels(values)))
    assert summary.statistics.brightest == (x, y)
    assert summary.statistics.median == pytest.approx(np.median(values), abs=1e-6)
    assert summary.histogram.counts.sum() == NX * NY
    assert set(summary.limits) == {"zscale", "percentile", "mad"}
    for black, white in summary.limits.values():
        assert black < white


def test_saturation_is_counted_in_the_raw_pixels() -> None:
    raw = np.full((6, 8), 1000, np.uint16)
    raw[2, 3], raw[5, 7], raw[0, 0] = 65535, 65520, 65519
    values = np.zeros((6, 8), np.float32)
    image = LayerImage(
        0, "residual", "e-", "a.fits", (values,), raw, saturation_adu=65520
    )
    assert summarise(image).statistics.saturated == 2
    assert region_statistics(image, (0, 3, 0, 3)).saturated == 1


@pytest.mark.parametrize(
    "values",
    [
        np.full((4, 5), np.nan, np.float32),
        np.full((4, 5), 7.0, np.float32),
        np.array([[1, np.nan], [np.inf, 3]], np.float32),
        np.full((1, 1), 65535, np.uint16),
    ],
)
def test_odd_pixels_have_a_summary(values: np.ndarray) -> None:
    image = LayerImage(0, "raw", "ADU", "a.fits", (values,), values)
    summary = summarise(image)
    for black, white in summary.limits.values():
        assert np.isfinite(black)
        assert black < white


def test_memory_counts_the_raw_pixels_once() -> None:
    image = image_of(cube()[0])
    assert image.nbytes == sum(level.nbytes for level in image.levels)
    apart = replace(image, raw=image.levels[0].copy())
    assert apart.nbytes == image.nbytes + image.levels[0].nbytes


def test_means_come_on_demand_and_count_as_memory() -> None:
    image = image_of(cube()[0])
    complete = image.with_means()
    assert complete.means[1][3, 5] == pytest.approx(cube()[0, 6:8, 10:12].mean())
    assert complete.levels is image.levels
    reduced = sum(level.nbytes for level in complete.means[1:])
    assert complete.nbytes == image.nbytes + reduced
    assert complete.with_means().means is complete.means
