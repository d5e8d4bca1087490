"""A profile that has the pixels in it, against the one it was sampled from."""

from __future__ import annotations

import numpy as np
import pytest
from photutils.psf import ImagePSF

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.psf.effective import EffectivePsf, best_width
from darkviewer.core.psf.profile import pixel_fractions

X = np.array([0.0, 0.31, -0.62])
Y = np.array([0.0, -0.47, 0.08])
WIDTH = np.full(3, 2.0)


def sampled(fwhm_px: float, oversampling: int = 4, half: int = 6) -> np.ndarray:
    """Part of the light in a pixel at each place, from the profile itself."""
    at = np.arange(-half * oversampling, half * oversampling + 1) / oversampling
    x, y = (grid.ravel() for grid in np.meshgrid(at, at))
    parts = pixel_fractions(-x, -y, np.full(x.shape, fwhm_px), half=0)
    return np.asarray(parts.reshape(at.size, at.size))


def test_a_sampled_gaussian_is_the_gaussian() -> None:
    psf = EffectivePsf(7 * sampled(2.0))
    expected = pixel_fractions(X, Y, 2.0)
    np.testing.assert_allclose(psf.fractions(X, Y, WIDTH), expected, atol=2e-4)
    assert best_width(psf) == pytest.approx(2.0, abs=0.01)
    assert best_width(EffectivePsf(sampled(3.1))) == pytest.approx(3.1, abs=0.02)


def test_as_photutils_evaluates_it() -> None:
    values = sampled(2.4)
    values /= values.sum() / 16
    y, x = np.mgrid[-2:3, -2:3]
    theirs = ImagePSF(values, oversampling=4).evaluate(x, y, 1.0, X[1], Y[1])
    ours = EffectivePsf(values).fractions(X[1:2], Y[1:2], WIDTH[:1])[0]
    np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_gradients_are_the_differences() -> None:
    psf, h = EffectivePsf(sampled(2.2)), 1e-5
    part, by_x, by_y, by_width = psf.gradients(X, Y, WIDTH)
    at = psf.fractions
    np.testing.assert_allclose(part, at(X, Y, WIDTH))
    for found, plus, minus in (
        (by_x, at(X + h, Y, WIDTH), at(X - h, Y, WIDTH)),
        (by_y, at(X, Y + h, WIDTH), at(X, Y - h, WIDTH)),
    ):
        np.testing.assert_allclose(found, (plus - minus) / (2 * h), atol=1e-8)
    assert not by_width.any()
    assert not psf.scalable


def test_beyond_the_samples_there_is_no_light() -> None:
    wide = EffectivePsf(sampled(2.0)).fractions(X, Y, WIDTH, half=9)
    assert wide.shape == (3, 19, 19)
    assert not wide[:, 0].any()
    np.testing.assert_allclose(wide.sum((1, 2)), 1, atol=2e-3)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (np.ones((9, 7)), "square"),
        (np.ones((8, 8)), "middle"),
        (np.full((9, 9), np.nan), "finite"),
        (np.zeros((9, 9)), "some light"),
    ],
)
def test_what_is_no_profile(values: np.ndarray, words: str) -> None:
    with pytest.raises(DarkviewerError, match=words):
        EffectivePsf(values)
