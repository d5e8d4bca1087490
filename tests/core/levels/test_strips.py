"""Strips are inside the frame, evenly spread, and all of a small frame."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.levels.strips import strips


@pytest.mark.parametrize("ny", [1, 5, 16, 40, 100, 2048])
def test_strips_lie_inside_and_reach_both_ends(ny: int) -> None:
    found = strips(ny)
    tops, bottoms = np.array(found).T
    assert tops[0] == 0
    assert bottoms[-1] == ny
    assert set(bottoms - tops) == {min(16, ny)}
    assert len(found) <= 24
    if len(found) > 1:
        assert np.ptp(np.diff(tops)) <= 1
