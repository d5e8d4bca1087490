"""The step between raw values against a gcd over all of them."""

from __future__ import annotations

from math import gcd

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from darkviewer.core.frames.adu import Steps, common_step, steps_of


@given(
    st.sampled_from([1, 2, 3, 6, 16, 48]).flatmap(
        lambda step: st.lists(
            hnp.arrays(
                np.int32,
                st.integers(1, 30),
                elements=st.integers(-500, 500).map(lambda n: 7 + n * step),
            ),
            min_size=1,
            max_size=4,
        )
    )
)
def test_parts_together_equal_the_whole(parts: list[NDArray[np.int32]]) -> None:
    every = np.concatenate(parts).tolist()
    expected = gcd(*(value - every[0] for value in every))
    assert common_step(steps_of(part) for part in parts) == expected


def test_a_single_odd_value_far_from_the_sample_counts() -> None:
    values = np.arange(0, 16 * 4000, 16, dtype=np.uint16).repeat(25)
    assert steps_of(values).step == 16
    values[77_777] += 8
    assert steps_of(values).step == 8
    thirds = (np.arange(100_000) % 700 * 48).astype(np.uint16)
    assert steps_of(thirds).step == 48
    thirds[77_777] += 16
    assert steps_of(thirds).step == 16


def test_constant_and_fractional_values() -> None:
    constant = steps_of(np.full(9, 5, np.uint8))
    assert constant == Steps(0, 5)
    assert common_step([constant, Steps(0, 17)]) == 12
    assert steps_of(np.full(9, 5.0)).step is None
    assert common_step([constant, steps_of(np.full(9, 5.5))]) == 0
