"""Steps against a gcd over all values; saturation against the codes of converters."""

from __future__ import annotations

from math import gcd

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from darkviewer.core.frames.adu import (
    Steps,
    adu_step,
    common_step,
    highest,
    pile_up,
    saturation_level,
    steps_of,
    typical_level,
)


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


@pytest.mark.parametrize("dtype", [np.uint16, np.int32, np.float32, np.uint8])
def test_step_is_the_common_divisor_of_the_differences(dtype: type) -> None:
    values = np.array([[7, 23, 39], [71, 7, 103]], dtype)
    assert adu_step(values) == 16


def test_step_of_the_notebooks_printed_values_is_one() -> None:
    printed = np.array([6400, 61638, 0, 14966, 14288, 5741, 17478], np.uint16)
    assert adu_step(printed) == 1


def test_step_unknown() -> None:
    assert adu_step(np.full(9, 640, np.uint16)) == 0
    assert adu_step(np.array([0.5, 1.0, 2.0])) == 0
    assert adu_step(np.array([], np.uint16)) == 0
    assert adu_step(np.array([np.nan, np.nan])) == 0
    assert adu_step(np.array([np.nan, 3.0, 9.0, np.inf])) == 6


@pytest.mark.parametrize(
    ("dtype", "padding_bits", "step", "level"),
    [
        # 12 bits times 16: 4095 * 16; 14 bits times 4: 16383 * 4
        ("u2", 4, 16, 65520),
        ("u2", 2, 4, 65532),
        ("u2", 4, 1, 65520),  # values between the codes, as the notebooks print them
        ("u2", 0, 16, 65520),  # padding that no header reports
        ("u2", 0, 48, 65520),  # of 48 = 3 * 16 the converter left 16
        ("u2", 0, 1, 65535),
        ("u2", 0, 0, 65535),
        ("u1", 0, 1, 255),
        ("u1", 4, 1, 255),  # no converter has 4 bits
        ("i2", 0, 1, 32767),
        ("i2", 4, 16, 32752),
        ("i4", 0, 1, 2**31 - 1),
        ("f4", 4, 0, np.inf),
    ],
)
def test_the_highest_code_is_saturated(
    dtype: str, padding_bits: int, step: int, level: float
) -> None:
    assert saturation_level(np.dtype(dtype), padding_bits, step=step) == level


def test_a_pile_up_lowers_the_level_only() -> None:
    assert saturation_level(np.dtype("u2"), 0, piled=4095) == 4095
    assert saturation_level(np.dtype("u2"), 4, piled=65535) == 65520
    assert saturation_level(np.dtype("f4"), 0, piled=4095) == 4095


def test_a_converter_saturates_at_its_own_highest_code() -> None:
    u2 = np.dtype("u2")
    assert saturation_level(u2, 0, step=1, highest_adu=900, adc_bits=12) == 4095
    assert saturation_level(u2, 0, step=16, highest_adu=900, adc_bits=12) == 65520
    assert saturation_level(u2, 0, step=1, highest_adu=4096, adc_bits=12) == 65535
    assert saturation_level(u2, 0, step=1, highest_adu=9, adc_bits=9999) == 65535
    for top in (1023, 4095, 16383):
        assert saturation_level(u2, 4, step=1, highest_adu=top) == top
        assert saturation_level(u2, 4, step=1, highest_adu=top - 1) == 65520
    assert saturation_level(u2, 0, step=4, highest_adu=4 * 4095) == 4 * 4095
    assert saturation_level(np.dtype("f4"), 0, highest_adu=4095) == np.inf


def test_noise_may_end_at_such_a_code_by_chance() -> None:
    u2 = np.dtype("u2")
    near = {"highest_adu": 1023, "level_adu": 1000}  # 4.6 sigma of 5 ADU
    assert saturation_level(u2, 0, step=1, **near) == 65535
    assert saturation_level(u2, 0, step=1, **near, adc_bits=10) == 1023
    assert saturation_level(u2, 0, step=1, **near, piled=1023) == 1023
    assert saturation_level(u2, 0, step=1, highest_adu=1023, level_adu=500) == 1023


def test_the_level_is_that_of_most_pixels() -> None:
    assert typical_level(np.repeat([7, 9, 60000], [40000, 100, 30000])) == 7


def test_far_above_narrow_noise_a_few_pixels_pile_up() -> None:
    rng = np.random.default_rng(14)
    noise = np.rint(rng.normal(200, 4, 4096)).astype(np.uint16)
    noise[:40] = 4000
    assert pile_up(noise, step=1) == 4000
    noise[40:100] = np.arange(3990, 4000).repeat(6)  # a tail on its way there
    assert pile_up(noise, step=1) is None


def hot_pixels(size: int = 20_000) -> NDArray[np.int64]:
    """A long tail of hot pixels, as many above ten times a value as 1/100 of them."""
    rng = np.random.default_rng(4)
    return np.rint(100 * (1 + rng.pareto(2, size))).astype(np.int64)


def test_what_is_cut_off_piles_up() -> None:
    tail = hot_pixels()
    assert pile_up(tail) is None
    for top in (1023, 4095):  # converters of 10 and 12 bits
        assert np.sum(tail > top) >= 10
        assert pile_up(np.minimum(tail, top)) == top
        assert pile_up(np.minimum(tail, top).astype(np.float32)) == top
    gaps = np.append(np.minimum(tail, 1023).astype(np.float32), [np.nan, np.inf])
    assert pile_up(gaps) == 1023


@pytest.mark.parametrize("sigma", [0.4, 1, 3, 30])
def test_noise_ends_by_itself(sigma: float) -> None:
    rng = np.random.default_rng(2)
    assert pile_up(np.rint(rng.normal(500, sigma, 1_000_000)).astype(np.int32)) is None


def test_few_values_are_no_pile_up() -> None:
    assert pile_up(np.full((50, 50), 4095, np.uint16)) is None
    assert pile_up(np.array([], np.uint16)) is None
    assert pile_up(np.full(50, np.nan)) is None
    halves = np.repeat([100, 4095], 500)
    assert pile_up(halves) is None
    few = hot_pixels()
    few[np.argsort(few)[-9:]] = few.max()
    assert pile_up(few) is None


def test_highest_finite_value() -> None:
    assert highest(np.array([3, 65535], np.uint16)) == 65535
    assert highest(np.array([np.nan, 7.5, np.inf])) == 7.5
    assert highest(np.array([np.nan])) == -np.inf
