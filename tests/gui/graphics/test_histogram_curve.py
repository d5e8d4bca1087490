"""The curve of the histogram: counts of pixels."""

from __future__ import annotations

import numpy as np

from darkviewer.core.display.statistics import histogram
from darkviewer.gui.graphics.histogram_curve import counts_in


def test_counts_are_those_of_the_pixels() -> None:
    values = np.random.default_rng(5).integers(0, 4000, 100_000).astype(np.uint16)
    known = histogram(values.reshape(100, 1000), 8192)
    edges = np.array([-0.5, 999.5, 2999.5, 3999.5])
    expected = [(values < 1000).sum(), ((values >= 1000) & (values < 3000)).sum()]
    assert counts_in(known, edges)[:2].tolist() == expected
