"""A simulated session, calibrated, with stars injected and recovered."""

from __future__ import annotations

import pytest

from darkviewer.core.calibration.pipeline import (
    Calibration,
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.injection.recovery import Recovery
from darkviewer.core.progress import drive
from tests.helpers.recoveries import PSF_TEST, recover
from tests.helpers.simulated import darks


@pytest.fixture(scope="package")
def calibration() -> Calibration:
    session = darks((260, 300), seed=11)
    session.electrons[[1, 5, 7], 100, 100] += 2000
    return drive(calibrate(CalibrationRequest(0, session.frames(), PSF_TEST)))


@pytest.fixture(scope="package")
def recovery(calibration: Calibration) -> Recovery:
    return recover(calibration)
