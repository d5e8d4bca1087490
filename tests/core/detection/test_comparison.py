"""Comparisons at and beside their limit, where float64 alone goes wrong."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from darkviewer.core.detection.comparison import count_above, exceeds, falls_below

FLOATS = st.floats(0, 1e6)


def test_a_tenth_is_not_exceeded_by_itself_but_by_its_float() -> None:
    limit = Fraction(1, 10)
    assert exceeds(np.array([0.1]), limit)[0]  # the float 0.1 is above 1/10
    below = np.nextafter(0.1, 0)
    assert not exceeds(np.array([below]), limit)[0]
    assert not exceeds(np.array([3 / 30]), limit, parts=30)[0]  # stands for 3/30


def test_three_tenths_of_three_hundred_are_ninety() -> None:
    assert not falls_below(np.array([90.0]), Fraction(3, 10), np.array([300.0]))[0]
    below = np.array([np.nextafter(90.0, 0)])
    assert falls_below(below, Fraction(3, 10), np.array([300.0]))[0]


@given(st.lists(FLOATS, min_size=1), st.fractions(0, 10**6, max_denominator=1000))
def test_exceeds_floats(values: list[float], limit: Fraction) -> None:
    values.append(float(limit))
    expected = [Fraction(value) > limit for value in values]
    assert exceeds(np.array(values), limit).tolist() == expected


@given(
    st.lists(st.tuples(st.integers(-600, 600), st.integers(1, 600)), min_size=1),
    st.fractions(0, 1, max_denominator=100),
)
def test_falls_below_integers(pairs: list[tuple[int, int]], ratio: Fraction) -> None:
    lowest, values = np.array(pairs).T
    expected = [low < ratio * value for low, value in pairs]
    assert falls_below(lowest, ratio, values).tolist() == expected


QUOTIENT = st.tuples(st.integers(1, 60_000), st.integers(1, 12))


@given(QUOTIENT, QUOTIENT, st.fractions(0, 1, max_denominator=100))
def test_falls_below_quotients(
    low: tuple[int, int], high: tuple[int, int], ratio: Fraction
) -> None:
    for pair in (low, (high[0] * ratio.numerator, high[1] * ratio.denominator)):
        if pair[1] > 1200:
            continue
        found = falls_below(
            np.array([pair[0] / pair[1]]),
            ratio,
            np.array([high[0] / high[1]]),
            parts=1200,
        )
        assert found[0] == (Fraction(*pair) < ratio * Fraction(*high))


@given(
    st.lists(st.integers(1, 50), min_size=1),
    st.fractions(0, 60, max_denominator=3),
)
def test_count_above(values: list[int], limit: Fraction) -> None:
    levels, counts = np.unique(values, return_counts=True)
    above = np.cumsum(counts[::-1])[::-1]
    assert count_above(levels, above, limit) == sum(v > limit for v in values)


def test_count_above_nothing() -> None:
    nothing = np.zeros(0, np.int64)
    assert count_above(nothing, nothing, Fraction(1)) == 0
