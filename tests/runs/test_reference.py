from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from darkviewer.core.calibration.pipeline import (
    Calibration,
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.candidates.selection import candidate_table
from darkviewer.core.errors import Cancelled, FrameError
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import Progress, drive
from darkviewer.runs.reference import Reference, process_with_ccdproc
from darkviewer.storage.demo.sharpcap import fits_bytes
from darkviewer.storage.fits.frame import FitsFrame, read_info
from tests.helpers.frames import memory_frames
from tests.helpers.shots import SHOT

SHAPE = (150, 20)  # more rows than one band holds


def calibrated(frames: list[np.ndarray], **parameters: Any) -> Calibration:
    sources = memory_frames(np.stack(frames))
    return drive(calibrate(CalibrationRequest(1, sources, Parameters(**parameters))))


def random_frames(n: int, *, dtype: str = "uint16") -> list[np.ndarray]:
    rng = np.random.default_rng(n)
    frames = rng.normal(15000, 400, (n, *SHAPE))
    frames[:, 40, 7] += rng.choice([0, 9000], n)
    return list(frames.round().astype(dtype))


def checked(calibration: Calibration) -> Reference:
    return drive(process_with_ccdproc(calibration))


@pytest.mark.parametrize("n", [2, 3, 4, 7, 10])
def test_median_and_residuals_are_bit_identical(n: int) -> None:
    reference = checked(calibrated(random_frames(n)))
    assert reference.master_difference_e == 0
    assert reference.residual_difference_e == 0
    assert "agrees exactly" in reference.sentence
    assert f"{n} residual frames" in reference.sentence


@pytest.mark.parametrize("n", [2, 3, 10])
def test_average_is_equal_within_rounding(n: int) -> None:
    reference = checked(calibrated(random_frames(n), method="average"))
    assert reference.master_difference_e < 1e-11
    assert reference.residual_difference_e < 1e-11
    assert "agrees" in reference.sentence


def test_missing_values_are_left_out_by_both() -> None:
    frames = random_frames(5, dtype="float32")
    frames[0][3, 4] = frames[1][3, 4] = np.nan
    frames[2][100, 5] = np.inf
    for frame in frames:
        frame[140, 6] = np.nan
    reference = checked(calibrated(frames))
    assert reference.master_difference_e == 0
    assert np.isnan(reference.master_e[140, 6])
    assert np.isfinite(reference.master_e[3, 4])


def test_it_is_the_recipe_of_the_notebooks(tmp_path: Path) -> None:
    """Whole frames, read and combined as the notebook does, against our row bands."""
    from astropy import units
    from astropy.nddata import CCDData
    from ccdproc import combine, subtract_dark

    paths = [tmp_path / f"{number:05d}.fits" for number in range(1, 5)]
    for path, frame in zip(paths, random_frames(4), strict=True):
        path.write_bytes(fits_bytes(frame, SHOT))
    darks = []
    with warnings.catch_warnings(action="ignore"):  # datfix, in the recipe only
        for path in paths:
            dark = CCDData.read(path, unit="adu")
            dark.data = dark.data * (1.39 / 2**4)
            darks.append(dark)
    master = combine(darks, method="median")
    exposure = 30 * units.s
    residual = subtract_dark(
        darks[1], master, data_exposure=exposure, dark_exposure=exposure, scale=False
    )

    sources = tuple(FitsFrame(read_info(path)) for path in paths)
    found = drive(calibrate(CalibrationRequest(1, sources)))
    reference = checked(found)
    np.testing.assert_array_equal(reference.master_e, master.data)
    leaders = reference.leaders[1]
    np.testing.assert_array_equal(leaders.value_e, residual.data[leaders.y, leaders.x])
    assert reference.residual_difference_e == 0


def test_detection_on_its_residuals_finds_the_same() -> None:
    calibration = calibrated(random_frames(6), threshold_e=60.0, ratio=0.05)
    reference = checked(calibration)
    ours, theirs = (
        candidate_table(leaders, SHAPE, calibration.request.parameters)
        for leaders in (calibration.leaders, reference.leaders)
    )
    assert len(ours) > 20
    for name in ("id", "value_e", "accepted", "hot_pixels", "leaders", "candidates"):
        np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name))


@pytest.mark.parametrize("method", ["median", "average"])
def test_a_wrong_master_of_ours_is_noticed(method: str) -> None:
    calibration = calibrated(random_frames(4), method=method)
    planes = [plane.copy() for plane in calibration.master.planes]
    for plane in planes:
        plane[149, 19] += 16
    master = replace(calibration.master, planes=tuple(planes))
    reference = checked(replace(calibration, master=master))
    expected = 1.39 if method == "median" else 1.39 / 4
    assert reference.master_difference_e == pytest.approx(expected)
    assert reference.residual_difference_e == pytest.approx(expected)
    assert "differs" in reference.sentence


def test_a_value_that_only_one_of_them_has_is_a_difference() -> None:
    calibration = calibrated(random_frames(3))
    ny, nx = SHAPE
    count = np.full((ny, nx), 3, np.int32)
    count[0, 0] = 0
    gap = replace(calibration, master=replace(calibration.master, count=count))
    assert checked(gap).master_difference_e == np.inf


def test_clipping_differs_only_by_the_lower_limit() -> None:
    frames = random_frames(10)
    reference = checked(calibrated(frames, method="clipped"))
    assert reference.master_difference_e < 60
    assert "lower limit" in reference.sentence


def test_it_can_be_cancelled_between_bands() -> None:
    events: list[Progress] = []
    with pytest.raises(Cancelled):
        drive(
            process_with_ccdproc(calibrated(random_frames(3))),
            report=events.append,
            cancelled=lambda: len(events) == 2,
        )
    assert [event.stage for event in events] == ["Combining with ccdproc"] * 2


def test_a_frame_that_vanished_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lost.fits"
    path.write_bytes(fits_bytes(np.zeros(SHAPE, np.uint16), SHOT))
    lost = FitsFrame(read_info(path))
    path.unlink()
    calibration = calibrated(random_frames(3))
    with pytest.raises(FrameError, match=r"lost\.fits"):
        checked(replace(calibration, used=(*calibration.used[:2], lost)))
