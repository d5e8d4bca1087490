"""PNG files, as Pillow reads them."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from darkviewer.core.display.png import as_png


@pytest.mark.parametrize("shape", [(1, 1), (3, 7), (64, 33)])
def test_pillow_reads_the_same_levels(shape: tuple[int, int]) -> None:
    levels = np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)
    with Image.open(io.BytesIO(as_png(levels))) as picture:
        picture.load()
        assert picture.mode == "L"
        np.testing.assert_array_equal(np.asarray(picture), levels)
    assert as_png(levels) == as_png(levels.copy())
