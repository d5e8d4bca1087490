"""Masters against ccdproc, numpy and brute force."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import astropy.units as u
import numpy as np
import pytest
from astropy.nddata import CCDData
from ccdproc import combine
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from darkviewer.core.masters.master import Master, combine_rows
from darkviewer.core.parameters import Parameters

NOTEBOOK = Parameters()
COUNTS = range(2, 13)
# numpy's own words inside ccdproc, for pixels without any value
NOTHING_LEFT = pytest.mark.filterwarnings(
    "ignore:All-NaN slice:RuntimeWarning",
    "ignore:Mean of empty slice:RuntimeWarning",
    "ignore:Degrees of freedom:RuntimeWarning",
)
DTYPES = ["u1", "u2", "i2", "i4", "u4", "f4", "f8"]


def dark_cube(n: int, seed: int = 0, shape: tuple[int, int] = (40, 50)) -> Any:
    rng = np.random.default_rng(seed)
    cube = rng.normal(15000, 450, (n, *shape)).astype(np.uint16)
    cube[rng.random(cube.shape) < 0.01] = 65535
    cube[rng.random(cube.shape) < 0.01] = 0
    return cube


def with_ccdproc(
    frames: NDArray[Any],
    method: str,
    mask: NDArray[np.bool_] | None = None,
    **more: Any,
) -> NDArray[np.float64]:
    """The notebooks' way: frames scaled to electrons, then ccdproc."""
    scaled = [
        CCDData(
            frame * (1.39 / 2**4),
            unit=u.adu,
            mask=None if mask is None else mask[index],
        )
        for index, frame in enumerate(frames)
    ]
    result = combine(scaled, method=method, **more)
    data = np.asarray(result.data, np.float64)
    return data if result.mask is None else np.where(result.mask, np.nan, data)


@pytest.mark.parametrize("n", COUNTS)
def test_median_is_bit_identical_to_ccdproc(n: int) -> None:
    cube = dark_cube(n)
    ours = combine_rows(cube, "median").electrons(NOTEBOOK)
    np.testing.assert_array_equal(ours, with_ccdproc(cube, "median"), strict=True)


@pytest.mark.parametrize("n", COUNTS)
def test_average_agrees_with_ccdproc(n: int) -> None:
    cube = dark_cube(n)
    ours = combine_rows(cube, "average").electrons(NOTEBOOK)
    np.testing.assert_allclose(ours, with_ccdproc(cube, "average"), rtol=n * 2e-16)


@NOTHING_LEFT
@pytest.mark.parametrize("n", COUNTS)
@pytest.mark.parametrize("method", ["median", "average"])
def test_masked_pixels_as_in_ccdproc(n: int, method: str) -> None:
    cube = dark_cube(n)
    mask = np.random.default_rng(1).random(cube.shape) < 0.3
    mask[:, 0, :3] = True  # nothing left there
    ours = combine_rows(cube, method, valid=~mask).electrons(NOTEBOOK)
    reference = with_ccdproc(cube, method, mask)
    assert np.isnan(ours[0, :3]).all()
    np.testing.assert_allclose(ours, reference, rtol=0 if method == "median" else 4e-15)


@NOTHING_LEFT
@pytest.mark.parametrize("n", COUNTS)
@pytest.mark.parametrize("method", ["median", "average"])
def test_nan_pixels_as_in_ccdproc(n: int, method: str) -> None:
    cube = dark_cube(n).astype(np.float64)
    cube[np.random.default_rng(1).random(cube.shape) < 0.3] = np.nan
    cube[:, 0, :3] = np.nan
    ours = combine_rows(cube, method).electrons(NOTEBOOK)
    reference = with_ccdproc(cube, method)
    np.testing.assert_allclose(ours, reference, rtol=0 if method == "median" else 4e-15)


@pytest.mark.parametrize("n", [3, 4, 10, 11, 25])
def test_clipped_mean_as_in_ccdproc(n: int) -> None:
    from astropy.stats import mad_std

    cube = dark_cube(n)
    ours = combine_rows(cube, "clipped").electrons(NOTEBOOK)
    reference = with_ccdproc(
        cube,
        "average",
        sigma_clip=True,
        sigma_clip_low_thresh=5,
        sigma_clip_high_thresh=5,
        sigma_clip_func=np.ma.median,
        sigma_clip_dev_func=lambda data, **kw: mad_std(data, ignore_nan=True, **kw),
    )
    # 1.4826 is rounded; a value between the two limits would be a coincidence.
    np.testing.assert_allclose(ours, reference, rtol=4e-15)


@pytest.mark.parametrize("method", ["median", "average", "clipped"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_every_type(dtype: str, method: str) -> None:
    rng = np.random.default_rng(3)
    cube = rng.integers(0, 120, (7, 6, 5)).astype(dtype)
    master = combine_rows(cube, method, least_deviation=10_000)
    values = cube.astype(np.float64)
    expected = np.median(values, axis=0) if method == "median" else values.mean(axis=0)
    np.testing.assert_allclose(
        master.electrons(NOTEBOOK), expected * NOTEBOOK.scale, rtol=1e-14
    )


@pytest.mark.parametrize("dtype", ["u1", "u2", "i2", "i4", "u4"])
@pytest.mark.parametrize("method", ["median", "average", "clipped"])
def test_extreme_values_do_not_overflow(dtype: str, method: str) -> None:
    info = np.iinfo(dtype)
    for value in (info.min, info.max):
        master = combine_rows(np.full((5, 2, 2), value, dtype), method)
        np.testing.assert_array_equal(
            master.numerator / np.asarray(master.denominator), value
        )


@given(
    hnp.arrays(
        np.uint16,
        st.tuples(st.integers(1, 14), st.integers(1, 3), st.integers(1, 4)),
        elements=st.integers(0, 65535),
    ),
    st.randoms(use_true_random=False),
)
def test_median_equals_numpy(cube: NDArray[np.uint16], random: Any) -> None:
    master = combine_rows(cube, "median")
    np.testing.assert_array_equal(master.numerator / 2, np.median(cube, axis=0))
    order = list(range(len(cube)))
    random.shuffle(order)
    again = combine_rows(cube[order], "median")
    for one, other in zip(master.planes, again.planes, strict=True):
        np.testing.assert_array_equal(one, other)


@given(
    hnp.arrays(
        np.uint16,
        st.tuples(st.integers(2, 12), st.integers(1, 2), st.integers(1, 3)),
        elements=st.integers(0, 6),
    )
)
def test_planes_hold_every_leave_one_out_median(cube: NDArray[np.uint16]) -> None:
    """Rule of Basu's order statistics with ties, against leaving each frame out."""
    below, low, high, above = (
        plane.astype(np.float64) for plane in combine_rows(cube, "median").planes
    )
    for index, frame in enumerate(cube):
        left_out = np.select(
            [(frame < low) | ((frame == low) & (low < high)), frame > low],
            [(high + above) / 2, (below + low) / 2],
            (below + above) / 2,
        )
        expected = np.median(np.delete(cube, index, axis=0), axis=0)
        np.testing.assert_array_equal(left_out, expected)


def test_even_numbers_of_frames_need_two_planes() -> None:
    below, low, high, above = combine_rows(dark_cube(4), "median").planes
    assert below is low
    assert above is high
    below, low, high, above = combine_rows(dark_cube(5), "median").planes
    assert low is high
    assert below is not low


@pytest.mark.parametrize("method", ["median", "average", "clipped"])
@pytest.mark.parametrize("make", [np.zeros, lambda shape: np.full(shape, np.nan)])
@pytest.mark.parametrize("shape", [(2, 1, 1), (5, 1, 7), (4, 7, 1)])
def test_degenerate_frames(
    method: str, make: Callable[[tuple[int, ...]], NDArray[Any]], shape: tuple[int, ...]
) -> None:
    cube = make(shape)
    result = combine_rows(cube, method).electrons(NOTEBOOK)
    np.testing.assert_array_equal(result, cube[0])


def test_infinite_values_are_left_out() -> None:
    cube = np.array([[[1.0, np.inf]], [[3.0, 5.0]], [[np.nan, -np.inf]]])
    for method in ("median", "average", "clipped"):
        master = combine_rows(cube, method, least_deviation=100)
        np.testing.assert_allclose(
            master.electrons(NOTEBOOK) / NOTEBOOK.scale, [[2.0, 5.0]]
        )


def test_parts_of_a_master() -> None:
    cube = dark_cube(5)
    for method in ("median", "average", "clipped"):
        master = combine_rows(cube, method)
        whole = master.electrons(NOTEBOOK)
        rows = master.part(slice(3, 9))
        np.testing.assert_array_equal(rows.electrons(NOTEBOOK), whole[3:9])
        pixels = np.array([7, 1999, 0])
        np.testing.assert_array_equal(
            master.at(pixels).electrons(NOTEBOOK), whole.ravel()[pixels]
        )
        assert isinstance(master, Master)
        assert master.shape == (40, 50)


@pytest.mark.parametrize("method", ["median", "average", "clipped"])
@pytest.mark.parametrize("gaps", [0, 0.2, 1])
def test_the_median_is_that_of_the_electrons(method: str, gaps: float) -> None:
    cube = dark_cube(4, shape=(41, 50)).astype("f4")
    cube[:, np.random.default_rng(1).random((41, 50)) < gaps] = np.nan
    master = combine_rows(cube, method)
    electrons = master.electrons(NOTEBOOK)
    known = electrons[~np.isnan(electrons)]
    expected = np.median(known) if known.size else np.nan
    np.testing.assert_equal(master.median_e(NOTEBOOK), expected)


def test_the_median_takes_the_memory_of_one_image() -> None:
    shape = (3000, 3000)
    plane = np.arange(shape[0] * shape[1], dtype=np.uint32).reshape(shape)
    master = Master("median", 4, (plane,) * 4)
    tracemalloc.start()
    master.median_e(NOTEBOOK)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1.4 * 8 * plane.size


@pytest.mark.parametrize("n", [2, 3, 4, 10])
@pytest.mark.parametrize("dtype", ["u2", "f4"])
@pytest.mark.parametrize("method", ["median", "average"])
def test_pixels_at_the_highest_value(n: int, dtype: str, method: str) -> None:
    cube = np.random.default_rng(n).integers(0, 3, (n, 30, 40)).astype(dtype) + 65000
    cube[:, 3, 4] = 65002
    combined = {"median": np.median, "average": np.mean}[method](cube, axis=0)
    expected = combined == 65002
    found = combine_rows(cube, method).at_top(float(cube.max()))
    np.testing.assert_array_equal(found, expected)
