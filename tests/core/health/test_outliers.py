"""Frames with far more hot pixels than the others."""

from __future__ import annotations

import numpy as np

from darkviewer.core.health.outliers import outliers


def test_outliers_stand_out() -> None:
    counts = np.array([58, 61, 55, 60, 57, 300, 59, 62, 54, 58])
    assert outliers(counts).tolist() == [n == 300 for n in counts]
    assert not outliers(np.array([58, 61, 55, 80])).any()
    assert not outliers(np.zeros(5, np.int64)).any()
    assert not outliers(np.array([7])).any()


def test_the_limit_is_five_robust_sigmas() -> None:
    # MAD 0: the square root of the median, 31.62
    assert outliers(np.array([1000] * 9 + [1159])).sum() == 1
    assert not outliers(np.array([1000] * 9 + [1158])).any()
    # median 1000 and MAD 200: 1000 + 5 * 1.4826 * 200 = 2482.6
    others = [600, 700, 800, 900, 1000, 1100, 1200, 1300]
    assert outliers(np.array([*others, 2483])).sum() == 1
    assert not outliers(np.array([*others, 2482])).any()
