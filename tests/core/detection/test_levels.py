"""Against Python's own counting, frame by frame."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from darkviewer.core.detection.levels import Levels, count_levels
from darkviewer.core.records import joined

pixels = st.lists(st.tuples(st.integers(0, 3), st.integers(-5, 5)), max_size=30)


def counted(found: list[tuple[int, int]]) -> Levels:
    frame = np.array([pixel[0] for pixel in found], np.intp)
    return count_levels(frame, np.array([pixel[1] for pixel in found], np.int32))


def as_list(levels: Levels) -> list[tuple[tuple[int, int], int]]:
    places = zip(levels.frame.tolist(), levels.value.tolist(), strict=True)
    return list(zip(places, levels.count.tolist(), strict=True))


@given(pixels)
def test_equal_values_of_a_frame_are_counted(found: list[tuple[int, int]]) -> None:
    assert as_list(counted(found)) == sorted(Counter(found).items())


@given(pixels, pixels)
def test_bands_together_are_the_whole(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    together = joined([counted(one), counted(other)]).merged()
    assert as_list(together) == sorted(Counter(one + other).items())


@given(pixels, st.integers(-6, 6))
def test_only_what_is_above_stays(found: list[tuple[int, int]], limit: int) -> None:
    left = [pixel for pixel in found if pixel[1] > limit]
    above = counted(found).above(Fraction(limit), 1)
    assert as_list(above) == sorted(Counter(left).items())


@given(pixels)
def test_each_frame_knows_how_many_are_at_or_above(
    found: list[tuple[int, int]],
) -> None:
    each = counted(found).of_each(4, np.int64)
    assert len(each) == 4
    for frame, (values, above) in enumerate(each):
        own = [value for of, value in found if of == frame]
        assert values.tolist() == sorted(set(own))
        assert above.tolist() == [sum(v >= w for v in own) for w in sorted(set(own))]
