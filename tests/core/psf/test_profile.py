"""The profile of a star and its derivatives."""

from __future__ import annotations

import numpy as np
import pytest
from photutils.psf import GaussianPRF

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.psf.profile import (
    GaussianPsf,
    Psf,
    StampPsf,
    curvatures,
    pixel_fractions,
)

X = np.array([0.0, 0.31, -0.62, 0.9])
Y = np.array([0.0, -0.47, 0.08, -0.9])
WIDTH = np.array([2.0, 2.0, 1.6, 2.7])


def oversampled(fwhm_px: float) -> np.ndarray:
    """A Gaussian stamp of 9x9 pixels in steps of a fifth."""
    return pixel_fractions(0, 0, 5 * fwhm_px, half=22)


def test_equal_to_the_profile_of_photutils() -> None:
    y, x = np.mgrid[-2:3, -2:3]
    for n in range(4):
        theirs = GaussianPRF(
            flux=1, x_0=X[n], y_0=Y[n], x_fwhm=WIDTH[n], y_fwhm=WIDTH[n]
        )
        ours = pixel_fractions(X[n], Y[n], WIDTH[n])
        np.testing.assert_allclose(ours, theirs(x, y), atol=1e-12)


@pytest.mark.parametrize("psf", [GaussianPsf(2.0), StampPsf(oversampled(2.0))])
def test_gradients_are_the_differences(psf: Psf) -> None:
    part, by_x, by_y, by_width = psf.gradients(X[:3], Y[:3], WIDTH[:3])
    h = 1e-5
    at = psf.fractions
    x, y, width = X[:3], Y[:3], WIDTH[:3]
    np.testing.assert_allclose(part, at(x, y, width))
    for found, plus, minus in (
        (by_x, at(x + h, y, width), at(x - h, y, width)),
        (by_y, at(x, y + h, width), at(x, y - h, width)),
        (by_width, at(x, y, width + h), at(x, y, width - h)),
    ):
        np.testing.assert_allclose(found, (plus - minus) / (2 * h), atol=1e-8)


def test_a_gaussian_stamp_is_the_gaussian() -> None:
    stamp = StampPsf(17 * oversampled(2.0))
    ours = stamp.fractions(X, Y, WIDTH)
    expected = pixel_fractions(X, Y, 2.0)
    np.testing.assert_allclose(ours, expected, atol=1e-4)
    assert not stamp.scalable


@pytest.mark.parametrize(
    "stamp", [np.ones((4, 5)), np.zeros((9, 9)), np.full((3, 3), np.nan)]
)
def test_impossible_stamps_are_refused(stamp: np.ndarray) -> None:
    with pytest.raises(DarkviewerError, match="PSF stamp must"):
        StampPsf(stamp)


def test_curvatures_are_the_second_derivatives() -> None:
    x, y, fwhm = np.array([0.2]), np.array([-0.3]), np.array([1.9])
    step = 1e-3

    def at(dx: float, dy: float) -> np.ndarray:
        return pixel_fractions(x + dx, y + dy, fwhm)

    xx = (at(step, 0) - 2 * at(0, 0) + at(-step, 0)) / step**2
    yy = (at(0, step) - 2 * at(0, 0) + at(0, -step)) / step**2
    corners = at(step, step) - at(step, -step) - at(-step, step) + at(-step, -step)
    for found, expected in zip(
        curvatures(x, y, fwhm), (xx, corners / (4 * step**2), yy), strict=True
    ):
        np.testing.assert_allclose(found, expected, atol=1e-6)
