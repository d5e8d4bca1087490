"""The noise of an examination in plain numbers, against counting by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.psf.profile import pixel_fractions
from darkviewer.core.vetting.noise_alone import simulate_noise
from darkviewer.core.vetting.noise_facts import measured_noise
from darkviewer.core.vetting.session import examine_session
from tests.helpers.frames import memory_frames


def test_what_was_measured_and_what_is_expected() -> None:
    parameters = Parameters(
        criterion="psf", threshold_e=60, gain_e_per_adu=1, padding_bits=0
    )
    rng = np.random.default_rng(2)
    values = rng.normal(2000, 15, (5, 90, 80))
    values[3, 40:45, 30:35] -= 900 * pixel_fractions(0.0, 0.0, 2.0)
    frames = memory_frames(np.rint(values).astype(np.uint16))
    calibration = drive(calibrate(CalibrationRequest(0, frames, parameters)))
    examination = drive(examine_session(calibration, parameters))
    found = measured_noise(examination, parameters)
    assert found.accepted == (0, 0, 0, 1, 0)
    assert found.expected is None
    assert np.shape(found.z_width) == (5, 1)
    assert len(found.prior_frames) == 1
    assert found.parts == ("",)
    assert abs(np.mean(found.z_width) - 1) < 0.05
    drawn = simulate_noise(examination.examiner, floor_e=50)
    ratio = replace(parameters, criterion="ratio", ratio=0.05)
    expected = measured_noise(examination, ratio, drawn).expected
    assert expected is not None
    assert expected.low < expected.value < expected.high
    matched = replace(parameters, detection="matched")
    assert measured_noise(examination, matched, drawn).expected is None
    beyond = simulate_noise(examination.examiner, floor_e=90_000)
    nothing = measured_noise(examination, parameters, beyond).expected
    assert nothing is not None
    assert nothing.high == 0
