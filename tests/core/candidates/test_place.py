"""Candidates are numbered in the order in which pixels are stored."""

from __future__ import annotations

import numpy as np

from darkviewer.core.candidates.place import candidate_id, place_of

SHAPE = (5, 7)


def test_numbers_follow_the_pixels_of_a_cube() -> None:
    cube = np.arange(3 * 5 * 7).reshape(3, *SHAPE)
    frame, y, x = np.indices(cube.shape)
    np.testing.assert_array_equal(candidate_id(frame, x, y, SHAPE), cube)
    for place in np.ndindex(cube.shape):
        assert place_of(int(cube[place]), SHAPE) == (place[0], place[2], place[1])
