"""Statistics and histograms against numpy's own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from darkviewer.core.display.ordered import ordered
from darkviewer.core.display.statistics import histogram, statistics

images = st.one_of(
    arrays(np.uint16, st.tuples(st.integers(1, 9), st.integers(1, 9))),
    arrays(
        np.int32,
        st.tuples(st.integers(1, 9), st.integers(1, 9)),
        elements=st.integers(-1000, 1000),
    ),
    arrays(
        np.float32,
        st.tuples(st.integers(1, 9), st.integers(1, 9)),
        elements=st.one_of(
            st.integers(-9, 9).map(float), st.sampled_from([np.nan, np.inf, -np.inf])
        ),
    ),
)


@settings(max_examples=100, deadline=None)
@given(images)
def test_equals_numpy_on_the_finite_pixels(image: np.ndarray) -> None:
    finite = image[np.isfinite(image)].astype(float)
    found = statistics(image)
    assert found.pixels == image.size
    assert found.invalid == image.size - finite.size
    if not finite.size:
        assert np.isnan(found.median)
        assert found.brightest is None
        return
    median = np.median(finite)
    assert found.median == median
    mad = np.median(np.abs(finite - median))
    assert found.sigma_mad == pytest.approx(1.482602218505602 * mad)
    assert found.mean == pytest.approx(finite.mean())
    assert (found.minimum, found.maximum) == (finite.min(), finite.max())
    hits = np.argwhere(np.where(np.isfinite(image), image, -np.inf) == finite.max())
    assert found.brightest == (hits[0][1], hits[0][0])
    hits = np.argwhere(np.where(np.isfinite(image), image, np.inf) == finite.min())
    assert found.darkest == (hits[0][1], hits[0][0])
    assert found.mad == pytest.approx(mad)
    assert found.total == pytest.approx(finite.sum())
    assert found.percentiles == pytest.approx(
        tuple(np.percentile(finite, [1, 5, 25, 75, 95, 99]))
    )
    if finite.size > 1:
        assert found.std == pytest.approx(finite.std(ddof=1))
    else:
        assert np.isnan(found.std)


def test_region_has_both_ends_and_is_cut_to_the_frame() -> None:
    image = np.arange(70).reshape(7, 10)
    found = statistics(image, region=(8, 30, -4, 2))
    assert found.pixels == 2 * 3
    assert (found.minimum, found.maximum) == (8, 29)
    assert found.brightest == (9, 2)
    assert statistics(image, region=(50, 60, 0, 6)).pixels == 0


@settings(max_examples=60, deadline=None)
@given(images, st.integers(1, 7))
def test_histogram_holds_every_finite_pixel_once(image: np.ndarray, bins: int) -> None:
    finite = image[np.isfinite(image)].astype(float)
    found = histogram(image, bins)
    assert found.counts.sum() == finite.size
    expected, _ = np.histogram(finite, found.edges)
    np.testing.assert_array_equal(found.counts, expected)
    assert len(found.counts) <= bins or image.dtype.kind in "iu"


def test_histogram_counts_what_lies_outside() -> None:
    values = np.array([-5.0, 0.0, 0.5, 1.0, 1.0001, np.nan])
    found = histogram(values, 4, limits=(0, 1))
    np.testing.assert_array_equal(found.counts, [1, 0, 1, 1])
    assert (found.below, found.above) == (1, 1)


def test_integer_bins_show_no_comb() -> None:
    flat = np.repeat(np.arange(1000, dtype=np.uint16), 3)
    counts = histogram(flat, 300).counts
    assert set(counts[:-1]) == {12}


def test_constant_and_empty_images_have_a_histogram() -> None:
    assert histogram(np.full((3, 3), 2.5), 8).counts.sum() == 9
    assert histogram(np.full((3, 3), np.nan), 8).counts.sum() == 0
    assert histogram(np.empty((0, 3), np.uint16), 8).counts.sum() == 0


def test_quantiles_equal_numpy() -> None:
    rng = np.random.default_rng(2)
    shares = np.linspace(0, 1, 33)
    for values in (rng.integers(0, 50, 999).astype(np.uint16), rng.normal(size=512)):
        np.testing.assert_allclose(
            ordered(values).quantiles(shares), np.quantile(values, shares)
        )
