"""Whole-frame layers against numpy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.calibration.bands import Band
from darkviewer.core.calibration.pipeline import (
    Calibration,
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.layers.frame_layers import (
    frame_layers,
    session_sums,
)
from darkviewer.core.masters.master import combine_rows
from darkviewer.core.masters.residual import frame_residual
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.vetting.session import examiner_for
from tests.helpers.frames import MemoryFrame
from tests.helpers.simulated import darks

SCALE = 1.39 / 16


def calibrated(frames: tuple[MemoryFrame, ...], parameters: Parameters) -> Calibration:
    return drive(calibrate(CalibrationRequest(0, frames, parameters)))


@pytest.fixture(scope="module")
def frames() -> tuple[MemoryFrame, ...]:
    session = darks((90, 130), frames=7)
    session.star(3, 60.2, 40.1, 9000)
    return session.frames()


@pytest.mark.parametrize("method", ["median", "average", "clipped"])
@pytest.mark.parametrize("master", ["leave-one-out", "in-sample"])
def test_layers_of_a_frame(
    frames: tuple[MemoryFrame, ...], method: str, master: str
) -> None:
    parameters = Parameters(criterion="psf", method=method, master=master)
    examiner = examiner_for(calibrated(frames, parameters), parameters)
    sums = drive(session_sums(examiner, memory_bytes=2**20, threads=2))
    found = frame_layers(examiner, sums, 3)
    cube = np.stack([f.values for f in frames])
    others = np.delete(cube, 3, 0)
    level = combine_rows(
        others if master == "leave-one-out" else cube,
        method,
        least_deviation=examiner.stack.least_deviation,
    ).electrons(parameters)
    expected = cube[3] * SCALE - level
    whole = frame_residual(
        frames,
        3,
        examiner.master,
        parameters,
        left_out=examiner.left_out,
        least_deviation=examiner.stack.least_deviation,
    )
    np.testing.assert_allclose(whole, expected, atol=1e-9)
    offset = whole - found.residual_e
    np.testing.assert_allclose(offset, offset[:, :1] * np.ones(130), atol=1e-3)
    quiet = np.abs(expected) < 150
    # no pixel differs from the others of its level: sigma is that of the level
    around = np.median(others, 0)[quiet]
    assert np.corrcoef(found.sigma_e[quiet] ** 2, around)[0, 1] > 0.9
    assert found.significance[quiet].std() == pytest.approx(1, abs=0.06)
    assert found.significance[40, 60] > 20


def test_float_frames_with_gaps(frames: tuple[MemoryFrame, ...]) -> None:
    holed = []
    rng = np.random.default_rng(1)
    for frame in frames:
        pixels = frame.values.astype(np.float32)
        pixels[rng.random(pixels.shape) < 0.05] = np.nan
        holed.append(replace(frame, values=pixels))
    parameters = Parameters(criterion="psf")
    examiner = examiner_for(calibrated(tuple(holed), parameters), parameters)
    sums = drive(session_sums(examiner, memory_bytes=2**24, threads=1))
    found = frame_layers(examiner, sums, 2)
    gap = np.isnan(holed[2].values)
    np.testing.assert_array_equal(np.isnan(found.residual_e), gap)
    known = found.significance[~gap]
    assert known[np.abs(known) < 6].std() == pytest.approx(1, abs=0.08)


def test_what_is_kept_for_all_frames_is_small_and_good_enough() -> None:
    session = darks((60, 80), frames=10, dark_e=20)
    session.electrons[3, 30, 40] += 5000
    frames = session.frames()
    parameters = Parameters(criterion="psf")
    examiner = examiner_for(calibrated(frames, parameters), parameters)
    sums = drive(session_sums(examiner, memory_bytes=2**24, threads=1))
    kept = (sums.total, sums.squares, sums.count)
    assert sum(plane.nbytes for plane in kept) == 12 * 60 * 80
    rows = examiner.rows(Band(0, 60, 60))
    pixel = np.arange(60 * 80).reshape(60, 80)
    exact = rows.residual_variance_e2(3, pixel, rows.frame(3).factor)
    found = frame_layers(examiner, sums, 3).sigma_e
    np.testing.assert_allclose(found, np.sqrt(exact[0]), rtol=2e-3)
