"""Components without an image against scipy's labels of the image."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from scipy import ndimage

from darkviewer.core.detection.plateau import plateaus


@given(
    hnp.arrays(np.bool_, hnp.array_shapes(min_dims=2, max_dims=2, max_side=9)),
    st.sampled_from([4, 8]),
)
def test_equals_labelling_the_image(image: NDArray[np.bool_], neighbours: int) -> None:
    y, x = np.nonzero(image)
    first, size = plateaus(y, x, neighbours=neighbours)
    labels, _ = ndimage.label(image, np.ones((3, 3)) if neighbours == 8 else None)
    label = labels[y, x]
    np.testing.assert_array_equal(size, np.bincount(label)[label])
    expected = np.unique(label, return_index=True)[1]
    assert np.flatnonzero(first).tolist() == sorted(expected.tolist())


@pytest.mark.parametrize("neighbours", [4, 8])
def test_a_long_snake_is_one_plateau(neighbours: int) -> None:
    image = np.zeros((200, 200), bool)
    image[::2] = True
    image[1::4, -1] = image[3::4, 0] = True
    y, x = np.nonzero(image)
    first, size = plateaus(y, x, neighbours=neighbours)
    assert first.nonzero()[0].tolist() == [0]
    assert set(size.tolist()) == {len(x)}


def test_nothing() -> None:
    nothing = np.zeros(0, np.int32)
    first, size = plateaus(nothing, nothing, neighbours=4)
    assert len(first) == len(size) == 0
