"""Outliers and words that all checks share."""

from __future__ import annotations

import numpy as np

from darkviewer.core.health.check import listed, off_the_others, unknown


def test_an_outlier_is_beyond_5_robust_sigma_and_the_least() -> None:
    values = np.array([10.0, 10.1, 9.9, 10.0, 12.0])
    np.testing.assert_allclose(off_the_others(values, 0.5), [0, 0, 0, 0, 2.0])
    assert not off_the_others(values, 3.0).any()


def test_of_equal_values_only_what_exceeds_the_least_is_off() -> None:
    values = np.array([7.0, 7.0, 7.0, 7.5])
    assert not off_the_others(values, 0.5).any()
    assert off_the_others(values, 0.4).tolist() == [0, 0, 0, 0.5]


def test_three_names_and_how_many_more() -> None:
    assert listed(["a", "b\n", "c", "d", "e"]) == "a, b\\n, c and 2 more"
    assert listed(["a"]) == "a"


def test_what_cannot_be_judged_is_no_fault() -> None:
    assert unknown("needs 3 frames").status == "pass"
