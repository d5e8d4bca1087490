"""The noise at empty places: what was put into frames is what is measured."""

from __future__ import annotations

from dataclasses import fields
from threading import Event

import numpy as np
import pytest
from scipy import ndimage

from darkviewer.core.calibration.bands import Stack
from darkviewer.core.masters.master import combine_rows
from darkviewer.core.parameters import Parameters
from darkviewer.core.psf.correlated import width_of_sum
from darkviewer.core.psf.moderated import star_shape
from darkviewer.core.psf.profile import GaussianPsf
from darkviewer.core.vetting.examiner import Examiner, examiner_of
from darkviewer.core.vetting.null_measured import EDGES, _Widths
from darkviewer.core.vetting.null_noise import NULL, NullNoise
from tests.helpers.frames import memory_frames

SHAPE = (9, 320, 320)
PARAMETERS = Parameters(
    criterion="psf", detection="matched", gain_e_per_adu=0.1, padding_bits=0
)


def examiner(electrons: np.ndarray, *, threads: int = 1) -> Examiner:
    raw = np.rint(electrons / 0.1).astype(np.uint16)
    stack = Stack(memory_frames(raw), PARAMETERS, Event())
    master = combine_rows(raw, "median")
    return examiner_of(stack, master, adu_step=1, matched_filter=True, threads=threads)


def gaussian(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 10, SHAPE)


def test_noise_as_it_is_said_to_be_changes_nothing() -> None:
    found = examiner(1000 + gaussian(1)).noise.null
    assert found.z_width == pytest.approx(np.ones((9, 1)), abs=0.012)
    assert found.signal_width == pytest.approx(np.ones((9, 1)), abs=0.04)
    assert found.sigma_factors == pytest.approx(np.ones((9, 1)), abs=0.012)
    np.testing.assert_array_equal(found.lags, 0)
    assert found.likely_signal_width.mean() == pytest.approx(1, abs=0.015)
    assert found.z_skewness == pytest.approx(np.zeros((9, 1)), abs=0.04)
    assert found.likely_signal_skewness.mean() == pytest.approx(0, abs=0.04)


def test_it_is_the_same_to_the_last_bit_in_however_many_threads() -> None:
    electrons = 1000 + gaussian(1)
    one, four = (examiner(electrons, threads=n).noise.null for n in (1, 4))
    for item in fields(NullNoise):
        mine, other = getattr(one, item.name), getattr(four, item.name)
        if item.name != "amplifiers":
            np.testing.assert_array_equal(mine, other)


def test_a_noisier_frame_is_measured_and_its_sigmas_are_scaled() -> None:
    noise = gaussian(2)
    noise[4] *= 1.5
    made = examiner(1000 + noise)
    found = made.noise.null
    usual = np.delete(found.z_width, 4)
    # frame minus the median of the 8 others, two times: 1 and 0.16 of the variance
    expected = np.sqrt((1.5**2 + 0.16) / 1.16)
    assert found.z_width[4, 0] / np.median(usual) == pytest.approx(expected, rel=0.03)
    assert found.sigma_factor(4)[0] == found.z_width[4, 0]
    # and after that the signal of a star is as wide as said
    assert found.signal_width[4, 0] == pytest.approx(1, abs=0.05)


def test_neighbours_that_share_noise_are_found() -> None:
    noise = gaussian(3)
    noise = noise + 0.1 * np.roll(noise, 1, 2)
    found = examiner(1000 + noise).noise.null
    # 0.099 in a frame, less in a median: 0.090 in the difference, by numpy
    assert found.correlation[0] == pytest.approx([0.09, 0, 0], abs=0.008)
    assert found.lags[0, 0] > 0.08
    np.testing.assert_array_equal(found.lags[0, 1:], 0)
    psf = GaussianPsf(PARAMETERS.fwhm_px)
    whole = found.signal_scale(2, psf)
    signal = ndimage.correlate(noise[2], star_shape(psf))
    width = signal.std() / noise[2].std() / np.sqrt(np.sum(star_shape(psf) ** 2))
    assert width == pytest.approx(
        width_of_sum(star_shape(psf), found.lags[0]), rel=0.02
    )
    assert whole[0] == pytest.approx(width, rel=0.03)


@pytest.mark.parametrize("side", [1, -1])
def test_noise_with_a_tail_is_skewed(side: int) -> None:
    rng = np.random.default_rng(4)
    tailed = (rng.gamma(4.0, 1.0, SHAPE) - 4) * 5  # skewness 1
    found = examiner(1000 + side * tailed).noise.null
    assert ((side * found.z_skewness > 0.3) & (side * found.z_skewness < 1)).all()
    # by the cubes of what a star's light weighs its pixels with
    part = star_shape(GaussianPsf(PARAMETERS.fwhm_px))
    share = np.sum(part**3) / np.sum(part**2) ** 1.5
    of_signal = side * found.likely_signal_skewness.mean()
    assert of_signal == pytest.approx(
        share * abs(found.z_skewness.mean()), rel=0.35, abs=0.05
    )


def test_noise_that_lies_off_zero_is_not_skewed_by_it() -> None:
    widths = _Widths(
        np.histogram(np.random.default_rng(8).normal(0.3, 1, 10**6), EDGES)[0][
            None, None
        ].astype(float)
    )
    value, error = widths.skewness()
    assert abs(value[0, 0]) < 4 * error[0, 0]


def test_noise_that_changes_along_the_rows_is_measured_in_parts() -> None:
    noise = gaussian(9)
    noise[4, :160] *= 1.4
    found = examiner(1000 + noise).noise.null
    assert len(found.parts) == 8
    usual = np.delete(found.z_width, 4, axis=0).mean()
    # frame minus the median of the 8 others, two times: 1 and 0.16 of the variance
    expected = np.sqrt((1.4**2 + 0.16) / 1.16)
    assert found.sigma_factor(4)[:3] / usual == pytest.approx(expected, rel=0.04)
    assert found.sigma_factor(4)[4:] == pytest.approx(1, abs=0.05)
    upper, lower = np.array([3, 3]), np.array([20, 280])
    np.testing.assert_array_equal(found.of_pixels(lower, upper), [0, 6])


def test_patterns_that_take_from_the_signal_of_a_star_narrow_it() -> None:
    noise = gaussian(10)
    noise = noise - 0.5 * np.roll(noise, 2, 2)
    found = examiner(1000 + noise).noise.null
    part = star_shape(GaussianPsf(PARAMETERS.fwhm_px))
    signal = ndimage.correlate(noise[2], part)
    width = signal.std() / noise[2].std() / np.sqrt(np.sum(part**2))
    assert width < 0.9
    assert found.signal_scale(2, GaussianPsf(PARAMETERS.fwhm_px))[0] == pytest.approx(
        width, rel=0.04
    )
    np.testing.assert_array_equal(found.sigma_factors, 1)


def test_small_frames_tell_nothing() -> None:
    found = examiner(1000 + gaussian(5)[:, :10, :16]).noise.null
    np.testing.assert_array_equal(found.sigma_factors, 1)
    np.testing.assert_array_equal(found.signal_factors, 1)
    np.testing.assert_array_equal(found.lags, 0)
    assert (found.likely_signal_width == 1).all()
    assert not found.z_skewness.any()
    assert not found.signal_skewness.any()


def test_of_many_frames_some_are_measured_and_of_very_many_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    noise = 1000 + gaussian(6)[:, :64, :128]
    monkeypatch.setattr("darkviewer.core.vetting.null_measured.MOST_FRAMES", 5)
    found = examiner(noise).noise.null
    known = np.isfinite(found.z_error[:, 0])
    np.testing.assert_array_equal(known, [k % 2 == 0 for k in range(9)])
    monkeypatch.setattr("darkviewer.core.vetting.null_measured.MOST_READ", 8)
    assert examiner(noise).noise.null is NULL
