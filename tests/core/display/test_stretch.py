"""Grey levels against the notebooks' own functions, value by value."""

from __future__ import annotations

from math import asinh, floor, log10, nan, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from darkviewer.core.display.stretch import KINDS, PRESETS, Stretch


def notebook_log(value: float, black: float, span: float) -> int:
    value -= black
    if value <= 1.0:
        return 0
    level = log10(value)
    return 255 if level >= log10(span) else floor(256 * level / log10(span))


def notebook_linear(value: float, black: float, span: float) -> int:
    value -= black
    if value <= 0.0:
        return 0
    return 255 if value >= span else floor(256 * value / span)


@pytest.mark.parametrize(
    ("value", "level"),
    [(5001, 0), (5001.5, 10), (5002, 17), (6400, 183), (29999, 255), (30000, 255)],
)
def test_log_golden_numbers(value: float, level: int) -> None:
    stretch = Stretch("log", 5000, 25000)
    for dtype in (np.float64, np.float32):
        assert stretch.apply(np.array([value], dtype))[0] == level
    if value == int(value):
        assert stretch.apply(np.array([value], np.uint16))[0] == level


def test_every_16_bit_value_as_in_the_notebooks() -> None:
    every = np.arange(65536, dtype=np.uint16)
    linear = Stretch("linear", 5000, 25000).apply(every)
    expected = [notebook_linear(int(v), 5000, 25000) for v in every]
    np.testing.assert_array_equal(linear, expected)
    log = Stretch("log", 5000, 25000).apply(every)
    np.testing.assert_array_equal(
        log, [notebook_log(int(v), 5000, 25000) for v in every]
    )


def test_residuals_in_half_adu_as_in_the_notebooks() -> None:
    halves = np.arange(-3000, 3000) / 2
    levels = Stretch("linear", -1000, 2000).apply(halves)
    expected = [notebook_linear(float(v), -1000, 2000) for v in halves]
    np.testing.assert_array_equal(levels, expected)


def test_square_root_and_asinh() -> None:
    x = np.linspace(-10, 130, 977)
    inside = np.clip((x - 5) / 100, 0, 1)
    roots = [min(255, floor(256 * sqrt(v))) for v in inside]
    np.testing.assert_array_equal(Stretch("sqrt", 5, 100).apply(x), roots)
    curve = [min(255, floor(256 * asinh(v / 0.1) / asinh(10))) for v in inside]
    found = Stretch("asinh", 5, 100).apply(x).astype(int)
    assert np.abs(found - curve).max() <= 1
    assert np.mean(found != curve) < 0.01


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nan_is_black_and_infinity_white(kind: str, dtype: type) -> None:
    values = np.array([nan, -nan, np.inf, -np.inf, 0.0, -0.0], dtype)
    levels = Stretch(kind, 10, 100).apply(values)
    np.testing.assert_array_equal(levels, [0, 0, 255, 0, 0, 0])


stretches = st.builds(
    Stretch,
    st.sampled_from(KINDS),
    st.floats(-1e5, 1e5),
    st.floats(1e-3, 1e6),
    st.floats(1e-3, 10),
)


@settings(max_examples=60, deadline=None)
@given(stretches, arrays(np.float32, 50, elements=st.floats(width=32)), st.data())
def test_float32_table_equals_the_formula(
    stretch: Stretch, anything: np.ndarray, data: st.DataObject
) -> None:
    shares = data.draw(arrays(np.float64, 50, elements=st.floats(-0.1, 1.1)))
    near = (stretch.black + shares * stretch.span).astype(np.float32)
    around = np.nextafter(near, np.float32(np.inf))
    values = np.concatenate([anything, near, around])
    np.testing.assert_array_equal(stretch.apply(values), stretch.formula(values))


@pytest.mark.parametrize("kind", KINDS)
def test_float32_table_at_every_step_of_the_grey_scale(kind: str) -> None:
    stretch = Stretch(kind, -86.875, 173.75, floor=0.086875)
    ramp = np.linspace(-100, 100, 400_001).astype(np.float32)
    levels = stretch.apply(ramp)
    np.testing.assert_array_equal(levels, stretch.formula(ramp))
    assert set(levels) >= set(range(1, 256)) or kind == "log"


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.uint16, np.int16, np.int32])
def test_integer_tables_equal_the_formula(dtype: type) -> None:
    info = np.iinfo(dtype)
    values = np.linspace(info.min, info.max, 300).astype(dtype).reshape(20, 15)
    for kind in KINDS:
        stretch = Stretch(kind, -7.5, 1000.25)
        np.testing.assert_array_equal(stretch.apply(values), stretch.formula(values))


def test_strided_views_and_empty_arrays() -> None:
    stretch = Stretch("linear", 0, 99)
    image = np.arange(100, dtype=np.float32).reshape(10, 10)
    expected = stretch.formula(image)[::2, 1:]
    np.testing.assert_array_equal(stretch.apply(image[::2, 1:]), expected)
    ints = image.astype(np.uint16)
    np.testing.assert_array_equal(stretch.apply(ints[::2, 1:]), expected)
    assert stretch.apply(np.empty((0, 3), np.float32)).shape == (0, 3)


def test_the_picture_does_not_depend_on_the_unit() -> None:
    adu = np.arange(0, 65536, 7, dtype=np.float64)
    for preset in PRESETS:
        if preset.unit == "ADU":
            electrons = preset.in_unit("e-", 0.25).apply(adu * 0.25)
            assert preset.in_unit("ADU", 0.25) is preset.stretch
            np.testing.assert_array_equal(electrons, preset.stretch.apply(adu))


@pytest.mark.parametrize(
    "wrong",
    [("cubic", 0, 1), ("log", 0, 0), ("linear", 0, -1), ("sqrt", nan, 1)],
)
def test_impossible_stretches_are_refused(wrong: tuple[str, float, float]) -> None:
    with pytest.raises(ValueError, match=r"stretch|span"):
        Stretch(*wrong)


def test_white_at_the_floor_of_a_log_stretch() -> None:
    levels = Stretch("log", 0, 0.5).apply(np.array([0.2, 0.6, 1.0, 1.5]))
    np.testing.assert_array_equal(levels, [0, 0, 0, 255])
