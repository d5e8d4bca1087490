"""Bands without their levels against numpy on frames that never had any."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.levels.amplifiers import Amplifiers
from darkviewer.core.levels.drift import SessionLevels
from darkviewer.core.masters.master import combine_rows
from darkviewer.core.parameters import Parameters
from darkviewer.core.vetting.band import ExaminedBand
from darkviewer.core.vetting.levelled import levelled
from darkviewer.core.vetting.photon_transfer import PhotonTransfer, SessionNoise

FRAMES, ROWS, COLUMNS = 7, 12, 400
PARAMETERS = Parameters(padding_bits=0, gain_e_per_adu=1.0)
TWO = Amplifiers(columns=(200,))
NOISE = SessionNoise(PhotonTransfer(100.0, 0.0, 0.01, 0.0, 1e6, 1e-3), 10.0, 100.0)


def still() -> np.ndarray:
    rng = np.random.default_rng(3)
    level = rng.normal(1000, 60, (ROWS, COLUMNS))
    return np.rint(level + rng.normal(0, 10, (FRAMES, ROWS, COLUMNS)))


def moving(dtype: str = "u2", *, most: float = 60) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    levels = rng.uniform(-most, most, (FRAMES, ROWS, 2))
    levels -= np.median(levels, 0)
    raw = still() + np.repeat(levels, 200, axis=2)
    return (np.rint(raw) if dtype != "f4" else raw).astype(dtype), levels


def levels_of(slope: np.ndarray | None = None) -> SessionLevels:
    slope = np.zeros(FRAMES) if slope is None else slope
    return SessionLevels(
        TWO,
        np.zeros((FRAMES, 2)),
        slope,
        0.001,
        np.full(2, 1000.0),
        10.0,
        moves=True,
    )


def band(raw: np.ndarray, method: str = "median") -> ExaminedBand:
    return ExaminedBand(
        0,
        raw,
        combine_rows(raw, method),
        PARAMETERS,
        left_out=True,
        saturation_adu=4000,
        noise=NOISE,
        amplifiers=TWO,
    )


@pytest.mark.parametrize("dtype", ["u2", "i4", "f4"])
@pytest.mark.parametrize("method", ["median", "average"])
def test_variances_are_those_of_frames_that_do_not_move(
    dtype: str, method: str
) -> None:
    raw, _ = moving(dtype)
    rows = levelled(band(raw, method), levels_of())
    assert rows.raw.dtype == dtype
    expected = still().var(0, ddof=1)
    # the level of 200 pixels is known to 10 / sqrt(200), integers add their rounding
    assert np.median(rows.variance_e2 / expected) == pytest.approx(1, abs=0.02)
    for k in (0, 3):
        frame = rows.frame(k)
        assert frame.residual_e.std() == pytest.approx(
            band(still().astype(dtype), method).frame(k).residual_e.std(), rel=0.02
        )


def test_the_levels_are_those_put_in() -> None:
    raw, levels = moving()
    rows = levelled(band(raw), levels_of())
    gone = (raw - rows.raw.astype(float))[:, :, [0, 399]]
    assert rows.rest_adu is not None
    assert np.abs(rows.rest_adu).max() <= 0.5
    np.testing.assert_allclose(gone + rows.rest_adu, levels, atol=12)
    assert np.std(gone + rows.rest_adu - levels) < 6  # that of the master's row, mostly


def test_a_slope_goes_out_of_hot_pixels() -> None:
    raw = still()
    raw[:, 5, 77] = 3000
    slope = np.linspace(-0.1, 0.1, FRAMES)
    moved = np.rint(raw + slope[:, None, None] * (np.median(raw, 0) - 1000))
    rows = levelled(band(moved.astype("u2")), levels_of(slope))
    assert np.ptp(moved[:, 5, 77]) == 400
    assert np.ptp(rows.raw[:, 5, 77].astype(float)) < 12  # the rows' levels


def test_values_below_zero_take_a_wider_type() -> None:
    raw, _ = moving(most=900)
    rows = levelled(band(raw - raw.min()), levels_of())
    assert rows.raw.dtype == np.int32
    assert rows.raw.min() < 0


def test_what_was_read_tells_saturated_and_unchanging_pixels() -> None:
    raw, _ = moving()
    raw[:, 4, 30] = 4095
    raw[:, 6, 40] = 1234
    raw[2, 6, 40] = 1300
    rows = levelled(band(raw), levels_of())
    saturated, constant = np.array([4 * COLUMNS + 30]), np.array([6 * COLUMNS + 40])
    assert rows.saturated(slice(None), saturated).all()
    assert rows.unchanging(2, constant).all()
    assert not rows.unchanging(1, constant).any()
    assert rows.unchanging(np.array([2]), constant).all()
    assert not rows.unchanging(0, np.array([5, 6])).any()
    np.testing.assert_array_equal(rows.read_adu, raw)


def test_short_rows_have_the_level_of_their_frame() -> None:
    levels = SessionLevels(
        Amplifiers(),
        np.arange(FRAMES)[:, None] * 30.0,
        np.zeros(FRAMES),
        sigma_e=10.0,
        moves=True,
    )
    raw = still()[:, :, :50] + np.arange(FRAMES)[:, None, None] * 30
    rows = levelled(band(raw.astype("u2")), levels)
    np.testing.assert_array_equal(rows.raw, still()[:, :, :50])
