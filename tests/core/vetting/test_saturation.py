"""Table, DQ plane, statistics and fits agree on which pixels are saturated."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from darkviewer.core.calibration.bands import Band
from darkviewer.core.calibration.pipeline import (
    Calibration,
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.candidates.selection import candidate_table
from darkviewer.core.layers.layer_image import region_statistics, summarise
from darkviewer.core.layers.layers import Layers
from darkviewer.core.masters.scatter import measure_scatter
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.vetting.session import examine_session, examiner_for
from tests.helpers.frames import memory_frames

FRAME, Y, X = 2, 20, 40
LEVEL = 100


def darks(dtype: str) -> NDArray[np.integer]:
    rng = np.random.default_rng(5)
    return np.rint(rng.normal(LEVEL, 4, (6, 40, 90))).astype(dtype)


def calibrated(cube: NDArray[np.integer], padding_bits: int) -> Calibration:
    parameters = Parameters(padding_bits=padding_bits, criterion="psf", threshold_e=5)
    return drive(calibrate(CalibrationRequest(0, memory_frames(cube), parameters)))


def in_master_file(calibration: Calibration) -> bool:
    level = calibration.saturation_adu
    scatter = drive(measure_scatter(calibration.used, saturation_adu=level))
    return bool(scatter.saturated[Y, X])


def in_statistics(calibration: Calibration) -> bool:
    image = Layers(calibration.used, calibration).load(FRAME, "raw")
    return region_statistics(image, (X, X, Y, Y)).saturated == 1


def in_table(calibration: Calibration) -> bool:
    parameters = calibration.request.parameters
    found = drive(examine_session(calibration, parameters))
    shape = calibration.master.shape
    table = candidate_table(found.leaders, shape, parameters, evidence=found.evidence)
    assert table.classification is not None
    here = (table.frame == FRAME) & (table.y == Y) & (table.x == X)
    (word,) = table.classification.words[here]
    return bool(word == "saturated")


def in_fits(calibration: Calibration) -> bool:
    examiner = examiner_for(calibration, calibration.request.parameters)
    rows = examiner.rows(Band(Y, Y + 1, 40, 3))
    stamps = rows.stamps(FRAME, rows.frame(FRAME), np.array([Y]), np.array([X + 1]))
    return not stamps.good[0, 2, 1]


def answers(calibration: Calibration) -> dict[str, bool]:
    return {
        "master file": in_master_file(calibration),
        "statistics": in_statistics(calibration),
        "table": in_table(calibration),
        "fits": in_fits(calibration),
    }


@pytest.mark.parametrize(
    ("dtype", "padding_bits", "value", "saturated"),
    [
        ("u1", 4, 245, False),
        ("u1", 0, 245, False),
        ("u1", 4, 255, True),
        ("u2", 0, 65530, False),
        ("u2", 0, 65535, True),
        ("u2", 4, 65519, False),
        ("u2", 4, 65520, True),
        ("i2", 0, 32760, False),
        ("i2", 0, 32767, True),
        ("i2", 4, 32752, True),
    ],
)
def test_one_pixel(dtype: str, padding_bits: int, value: int, saturated: bool) -> None:
    cube = darks(dtype)
    cube[FRAME, Y, X] = value
    calibration = calibrated(cube, padding_bits)
    assert set(answers(calibration).values()) == {saturated}
    uncalibrated = Layers(calibration.used, parameters=calibration.request.parameters)
    image = uncalibrated.load(FRAME, "raw")
    assert summarise(image).statistics.saturated == saturated


@pytest.fixture
def twelve_bits() -> NDArray[np.integer]:
    """Without padding: 20 pixels always at 4095, others on the way there."""
    cube = darks("u2")
    always = np.arange(20) * 4
    cube[:, 5, always] = 4095
    cube[:, 7, np.arange(20) * 4] = np.linspace(300, 3900, 20).astype(int)
    cube[FRAME, Y, X] = 4095
    return cube


@pytest.mark.parametrize("method", ["median", "average", "clipped"])
def test_a_pile_up_tells_the_level(
    twelve_bits: NDArray[np.integer], method: str
) -> None:
    parameters = Parameters(padding_bits=0, method=method)
    frames = memory_frames(twelve_bits)
    request = CalibrationRequest(0, frames, parameters)
    assert drive(calibrate(request)).saturation_adu == 4095
    floats = memory_frames(twelve_bits.astype(np.float32))
    request = CalibrationRequest(0, floats, parameters)
    assert drive(calibrate(request)).saturation_adu == 4095


def test_a_pile_up_tells_all_of_them(twelve_bits: NDArray[np.integer]) -> None:
    calibration = calibrated(twelve_bits, 0)
    assert set(answers(calibration).values()) == {True}
    shown = Layers(calibration.used, calibration).load(FRAME, "residual")
    assert summarise(shown).statistics.saturated == 21
    alone = Layers(calibration.used, parameters=Parameters(padding_bits=0))
    assert summarise(alone.load(FRAME, "raw")).statistics.saturated == 21


def test_what_lies_above_disproves_a_pile_up(
    twelve_bits: NDArray[np.integer],
) -> None:
    twelve_bits[4, 30, 30] = 4096
    calibration = calibrated(twelve_bits, 0)
    assert calibration.saturation_adu == 65535
    assert set(answers(calibration).values()) == {False}


def test_a_few_pixels_far_above_the_noise_tell_the_level() -> None:
    cube = darks("u2")
    cube[:, 5, 0:80:4] = 4000
    cube[FRAME, Y, X] = 4000
    assert set(answers(calibrated(cube, 0)).values()) == {True}


@pytest.mark.parametrize("bits", [12, 14])
def test_a_converter_of_fewer_bits_saturates_without_a_pile_up(bits: int) -> None:
    cube = darks("u2")
    cube[FRAME, Y, X] = 2**bits - 1
    assert set(answers(calibrated(cube, 0)).values()) == {True}
