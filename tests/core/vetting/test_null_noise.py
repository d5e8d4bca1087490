"""What is believed of the measured noise: only what departs by more than its error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from darkviewer.core.levels.amplifiers import Amplifiers
from darkviewer.core.vetting.null_noise import NULL

MEASURED = replace(
    NULL,
    parts=Amplifiers(columns=(100,)),
    z_width=np.array([[1.2, 1.02], [0.9, 1.0]]),
    z_error=np.full((2, 2), 0.01),
    signal_width=np.array([[1.0, 1.0], [1.5, 1.05]]),
    signal_error=np.full((2, 2), 0.02),
    correlation=np.array([[0.05, 0.001, 0.0], [-0.04, 0.0, 0.0]]),
    correlation_error=np.full(2, 0.002),
)


def test_departures_of_more_than_three_errors_count() -> None:
    np.testing.assert_array_equal(MEASURED.sigma_factors, [[1.2, 1], [1, 1]])
    np.testing.assert_array_equal(MEASURED.sigma_factor(0), [1.2, 1])
    np.testing.assert_array_equal(MEASURED.signal_factor(1), [1.5, 1])
    np.testing.assert_array_equal(MEASURED.lags, [[0.05, 0, 0], [-0.04, 0, 0]])
    np.testing.assert_allclose(MEASURED.typical_lags, [0.005, 0, 0])


def test_likely_widths_are_drawn_to_the_mean_by_their_errors() -> None:
    """Scatter of 0.15 and 0.01 about 1.05 and 1.01, of which 0.01 is chance."""
    share = 1 - 0.01**2 / 0.15**2
    np.testing.assert_allclose(
        MEASURED.likely_z_width,
        [[1.05 + 0.15 * share, 1.01], [1.05 - 0.15 * share, 1.01]],
    )
    np.testing.assert_allclose(MEASURED.likely_signal_width[:, 0], [1, 1.5], rtol=0.01)
    partly = replace(MEASURED, z_error=np.array([[0.01, np.inf], [0.01, np.inf]]))
    np.testing.assert_array_equal(partly.likely_z_width[:, 1], 1)


def test_a_signal_is_narrowed_no_further_than_z_is_narrow() -> None:
    """z of 0.9 and a signal of 0.81 is 0.9 by patterns; of 0.92 is none."""
    wide = np.array([[0.81, 0.92], [1.0, 0.80]])
    found = replace(
        MEASURED, z_width=np.array([[0.9, 0.9], [0.9, 1.2]]), signal_width=wide
    )
    np.testing.assert_allclose(found.signal_factors, [[0.9, 1], [1, 0.8]])


def test_skewness_that_is_not_known_is_none() -> None:
    assert NULL.likely_z_skewness == NULL.likely_signal_skewness == 0


def test_each_pixel_has_its_amplifier() -> None:
    found = MEASURED.of_pixels(np.array([3, 3]), np.array([99, 100]))
    np.testing.assert_array_equal(found, [0, 1])


def test_what_was_not_measured_changes_nothing() -> None:
    assert NULL.sigma_factor(7) == 1
    assert NULL.signal_factor(7) == 1
    assert NULL.likely_z_width == NULL.likely_signal_width == 1
    assert not NULL.lags.any()
