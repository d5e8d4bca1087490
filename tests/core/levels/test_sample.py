"""A sample is what it was made of."""

from __future__ import annotations

import numpy as np

from darkviewer.core.levels.sample import LevelSample


def test_it_keeps_rows_levels_and_residuals() -> None:
    sample = LevelSample(np.array([3]), np.ones((1, 2)), np.zeros((4, 1, 2), "f4"))
    assert sample.y.tolist() == [3]
    assert sample.level_e.shape == sample.residual_e.shape[1:]
