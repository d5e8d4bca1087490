"""Residuals and variances of a band against numpy on the whole cube."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.levels.amplifiers import Amplifiers
from darkviewer.core.masters.master import combine_rows
from darkviewer.core.parameters import Parameters
from darkviewer.core.vetting.null_noise import NULL
from darkviewer.core.vetting.shrinkage import Prior
from tests.helpers.bands import NOISE, examined_band
from tests.helpers.simulated import darks

SCALE = 1.39 / 16


@pytest.fixture(scope="module")
def cube() -> np.ndarray:
    return np.stack([f.values for f in darks((12, 80), frames=7).frames()])


def test_variances_equal_numpy(cube: np.ndarray) -> None:
    rows = examined_band(cube)
    electrons = cube * SCALE
    np.testing.assert_allclose(rows.variance_e2, electrons.var(0, ddof=1), rtol=1e-9)
    pixel = np.arange(cube[0].size)
    for k in range(len(cube)):
        others = np.delete(electrons, k, 0).reshape(6, -1)
        found = rows.own_variance_e2(k, pixel)
        np.testing.assert_allclose(found, others.var(0, ddof=1), rtol=1e-8)


def test_variances_with_gaps(cube: np.ndarray) -> None:
    holed = cube.astype(np.float32)
    holed[np.random.default_rng(2).random(cube.shape) < 0.1] = np.nan
    rows = examined_band(holed)
    electrons = holed.astype(float) * SCALE
    np.testing.assert_allclose(
        rows.variance_e2, np.nanvar(electrons, 0, ddof=1), rtol=1e-6
    )
    found = rows.own_variance_e2(3, np.arange(cube[0].size))
    expected = np.nanvar(np.delete(electrons, 3, 0), 0, ddof=1).ravel()
    np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("gaps", [False, True])
@pytest.mark.parametrize("amplifiers", [Amplifiers(), Amplifiers((40,))])
@pytest.mark.parametrize(
    "prior",
    [
        Prior(np.zeros(1), np.full(1, 7.0), np.full(1, 0.9)),
        Prior(np.array([1200.0, 1400.0]), np.full(2, 7.0), np.ones(2)),
        Prior(np.array([1200.0, 1400.0]), np.array([7.0, 90]), np.ones(2), 0.1, 9.0),
    ],
)
def test_every_pixel_is_what_each_of_them_is(
    cube: np.ndarray, prior: Prior, amplifiers: Amplifiers, gaps: bool
) -> None:
    if gaps:
        cube = cube.astype(np.float32)
        cube[np.random.default_rng(3).random(cube.shape) < 0.1] = np.nan
    rows = examined_band(cube)
    wide = np.linspace(1.5, 2, len(amplifiers))[None]
    null = replace(
        NULL, parts=amplifiers, z_width=wide, z_error=np.full_like(wide, 0.01)
    )
    rows.noise = replace(NOISE, prior=prior, null=null)
    every = rows.residual_variance_e2(2, None, 1.2)
    each = rows.residual_variance_e2(2, np.arange(cube[0].size), 1.2)
    for whole, flat in zip(every, each, strict=True):
        np.testing.assert_array_equal(whole.ravel(), flat)
    saturated = rows.saturated(2, None).ravel()
    np.testing.assert_array_equal(saturated, cube[2].ravel() >= 65520)


@pytest.mark.parametrize("method", ["median", "average", "clipped"])
def test_residual_against_the_master_of_the_others(
    cube: np.ndarray, method: str
) -> None:
    rows = examined_band(cube, method)
    electrons = cube * SCALE
    for k in (0, 4):
        others = np.delete(cube, k, 0)
        frame = rows.frame(k)
        if method == "clipped":
            level = combine_rows(others, method).electrons(Parameters())
        else:
            combine = np.median if method == "median" else np.mean
            level = combine(others * SCALE, axis=0)
        expected = electrons[k] - level - frame.offset_e
        np.testing.assert_allclose(frame.residual_e, expected, atol=1e-3)


def test_in_sample_when_asked_and_when_frames_are_few(cube: np.ndarray) -> None:
    electrons = cube * SCALE
    whole = electrons[1] - np.median(electrons, 0)
    frame = examined_band(cube, left_out=False).frame(1)
    np.testing.assert_allclose(frame.residual_e + frame.offset_e, whole, atol=1e-3)
    assert frame.factor < 1
    pair = examined_band(cube[:2]).frame(0)
    half = (electrons[0] - electrons[1]) / 2
    np.testing.assert_allclose(pair.residual_e + pair.offset_e, half, atol=1e-3)


def test_row_offsets_are_found_beside_bright_pixels() -> None:
    session = darks((10, 400), frames=9, spread=0)
    session.electrons[2] += np.array([0, 5, -9, 30, 0, 0, 200, 0, 0, 0])[:, None]
    session.electrons[2, :, ::50] += 3000
    rows = examined_band(np.stack([f.values for f in session.frames()]))
    found = rows.frame(2).offset_e[:, 0]
    expected = [0, 5, -9, 30, 0, 0, 200, 0, 0, 0]
    # 8 of 400 pixels are bright: each pulls by at most 4 sigma / 50
    np.testing.assert_allclose(found, expected, atol=4 * 39 / 20 + 4 * 39 / 50)
    assert np.corrcoef(found, expected)[0, 1] > 0.99


def test_stamps_know_border_gaps_and_saturation() -> None:
    frames = darks((20, 90), frames=6).frames()
    cube = np.stack([f.values for f in frames])
    cube[2, 10, 41] = 65520
    cube[2, 0, 0] = 65535
    rows = examined_band(cube)
    found = rows.stamps(2, rows.frame(2), np.array([10, 0, 19]), np.array([40, 0, 89]))
    assert not found.good[0, 2, 3]
    assert found.good[0].sum() == 24
    assert found.good[1, 2:, 2:].sum() == 8
    assert not found.good[1, :2].any()
    assert found.good[2].sum() == 9
    np.testing.assert_array_equal(found.saturated, [False, True, False])
    holed = cube.astype(np.float32)
    holed[2, 11, 40] = np.nan
    rows = examined_band(holed)
    found = rows.stamps(2, rows.frame(2), np.array([10]), np.array([40]))
    assert not found.good[0, 3, 2]


@pytest.mark.parametrize("method", ["median", "average"])
def test_an_event_does_not_raise_its_own_expected_noise(method: str) -> None:
    cube = np.stack([f.values for f in darks((10, 80), frames=6).frames()])
    cube[2, 5, 40] = 60_000
    rows = examined_band(cube, method)
    pixel = np.array([5 * 80 + 40])
    others = np.delete(cube[:, 5, 40], 2) * SCALE
    level = np.median(others) if method == "median" else np.mean(others)
    assert rows.expected_e2(2, pixel)[0] == pytest.approx(level)


def test_excess_over_the_surroundings() -> None:
    cube = np.full((3, 9, 70), 1600, np.uint16)
    cube[:, 4, 30] = 3200
    rows = examined_band(cube)
    found = rows.excess_e(np.array([4, 4, 0]), np.array([30, 31, 0]))
    np.testing.assert_allclose(found, [1600 * SCALE, 0, 0])
