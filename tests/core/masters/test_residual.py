"""Residuals against ccdproc, fractions and the notebooks' printed numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import astropy.units as u
import numpy as np
import pytest
from astropy.nddata import CCDData
from ccdproc import subtract_dark
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from darkviewer.core.masters.master import combine_rows
from darkviewer.core.masters.residual import (
    BandResiduals,
    residual_electrons,
)
from darkviewer.core.parameters import Parameters

NOTEBOOK = Parameters()


def two_frames(
    raw: list[list[int]], master: list[list[float]]
) -> tuple[NDArray[np.uint16], Any]:
    """A frame and a master of two others that has the given half-integer values."""
    half = np.array(master)
    middle = np.stack([np.floor(half), np.ceil(half)]).astype(np.uint16)
    return np.array(raw, np.uint16), combine_rows(middle, "median")


def test_the_notebooks_printed_corner() -> None:
    raw, master = two_frames(
        [[6400, 61638, 0], [5741, 5741, 17478], [17457, 18224, 17478]],
        [[6400, 61510, 3.5], [5741, 5741, 17605.5], [17213, 17893, 17925]],
    )
    residual = residual_electrons(raw, master, NOTEBOOK)
    np.testing.assert_allclose(
        residual,
        [
            [0, 11.12, -0.3040625],
            [0, 0, -11.0765625],
            [21.1975, 28.755625, -38.833125],
        ],
        atol=1e-12,
    )
    master_e = master.electrons(NOTEBOOK)
    assert master_e[0, 0] == 556.0
    assert master_e[0, 1] == pytest.approx(5343.68125, rel=1e-15)
    assert master_e[0, 2] == pytest.approx(0.3040625, rel=1e-15)
    assert master_e[1, 0] == 498.749375


PRINTED = (
    # raw frame, raw master, raw residual, residual in electrons; both ends of a row
    (6400, 6400, 0, 0),
    (61638, 61510, 128, 11.12),
    (0, 3.5, -3.5, -0.3040625),
    (14966, 14945, 21, 1.824375),
    (14966, 14976.5, -10.5, -0.9121875),
    (14288, 14390, -102, -8.86125),
    (17478, 17605.5, -127.5, -11.0765625),
    (15172, 14441.5, 730.5, 63.4621875),
    (16338, 16717, -379, -32.925625),
    (14002, 14196, -194, -16.85375),
    (17457, 17213, 244, 21.1975),
    (18224, 17893, 331, 28.755625),
    (17478, 17925, -447, -38.833125),
    (14268, 14410, -142, -12.33625),
    (16087, 14976.5, 1110.5, 96.4746875),
    (16234, 16328, -94, -8.16625),
    (7993, 8011, -18, -1.56375),
    (9072, 8903.5, 168.5, 14.6384375),
    (15131, 15504.5, -373.5, -32.4478125),
    (15921, 15152, 769, 66.806875),
    (8791, 8828.5, -37.5, -3.2578125),
    (9507, 9488.5, 18.5, 1.6071875),
    (18760, 18545, 215, 18.678125),
    (17520, 17924.5, -404.5, -35.1409375),
    (11029, 10465.5, 563.5, 48.9540625),
    (18374, 18384.5, -10.5, -0.9121875),
    (11557, 11321.5, 235.5, 20.4590625),
    (28432, 27830, 602, 52.29875),
    (24336, 25173, -837, -72.714375),
    (25038, 24618.5, 419.5, 36.4440625),
)


def test_the_notebooks_printed_pixels() -> None:
    frame, halves, adu, electrons = (
        list(column) for column in zip(*PRINTED, strict=True)
    )
    raw, master = two_frames([frame], [halves])
    np.testing.assert_allclose(
        residual_electrons(raw, master, NOTEBOOK), [electrons], rtol=0, atol=1e-12
    )
    every = np.arange(len(PRINTED))
    exact = BandResiduals(raw[np.newaxis], master, NOTEBOOK).at(every, every)
    assert (exact / 2).tolist() == adu  # in half ADU, without rounding


@pytest.mark.parametrize("method", ["median", "average"])
def test_equals_ccdproc(method: str) -> None:
    cube = np.random.default_rng(0).integers(0, 65536, (5, 20, 30), dtype=np.uint16)
    master = combine_rows(cube, method)
    exposure = 30 * u.second
    for frame in cube:
        reference = subtract_dark(
            CCDData(frame * (1.39 / 2**4), unit=u.adu),
            CCDData(master.electrons(NOTEBOOK), unit=u.adu),
            data_exposure=exposure,
            dark_exposure=exposure,
        )
        ours = residual_electrons(frame, master, NOTEBOOK)
        np.testing.assert_array_equal(ours, reference.data, strict=True)


def test_nan_stays_nan() -> None:
    cube = np.full((3, 2, 2), 7.0)
    cube[0, 0, 0] = np.nan
    residual = residual_electrons(cube[0], combine_rows(cube, "median"), NOTEBOOK)
    np.testing.assert_array_equal(residual, [[np.nan, 0], [0, 0]])


CUBES = hnp.arrays(
    np.uint16,
    st.tuples(st.integers(2, 7), st.integers(1, 3), st.integers(1, 3)),
    elements=st.one_of(st.integers(0, 40), st.integers(0, 65535)),
)


@given(CUBES, st.sampled_from(["median", "average", "clipped"]))
def test_exact_values(cube: NDArray[np.uint16], method: str) -> None:
    """Every step is the residual in exact fractions."""
    master = combine_rows(cube, method, least_deviation=1)
    residuals = BandResiduals(cube, master, NOTEBOOK)
    unit = master.unit(NOTEBOOK)
    pixel = np.arange(cube[0].size)
    denominator = np.broadcast_to(master.denominator, master.shape).ravel()
    for index, frame in enumerate(cube):
        steps = residuals.at(pixel + index * pixel.size, pixel)
        for raw, num, den, step in zip(
            frame.ravel(), master.numerator.ravel(), denominator, steps, strict=True
        ):
            residual_e = (int(raw) - Fraction(int(num), int(den))) * Fraction(139, 1600)
            value = Fraction(step.item()).limit_denominator(10)
            assert value * unit == residual_e


@given(
    CUBES,
    st.sampled_from(["median", "average", "clipped"]),
    st.fractions(0, 3000, max_denominator=50),
)
def test_cut_separates_exactly(
    cube: NDArray[np.uint16], method: str, floor_e: Fraction
) -> None:
    master = combine_rows(cube, method)
    cut = BandResiduals(cube, master, NOTEBOOK).cut(floor_e / master.unit(NOTEBOOK))
    denominator = np.broadcast_to(master.denominator, master.shape)
    for y, x in np.ndindex(master.shape):
        middle = Fraction(int(master.numerator[y, x]), int(denominator[y, x]))
        for raw in cube[:, y, x]:
            residual_e = (int(raw) - middle) * Fraction(139, 1600)
            assert (raw > cut[y, x]) == (residual_e > floor_e)


@pytest.mark.parametrize("dtype", ["u1", "u2", "i2", "i4", "u4"])
@pytest.mark.parametrize("method", ["median", "average", "clipped"])
def test_a_threshold_beyond_all_values(dtype: str, method: str) -> None:
    cube = np.full((3, 2, 2), np.iinfo(dtype).max, dtype)
    cube[0] = np.iinfo(dtype).min
    residuals = BandResiduals(cube, combine_rows(cube, method), NOTEBOOK)
    assert not (cube > residuals.cut(Fraction(10**15))).any()
