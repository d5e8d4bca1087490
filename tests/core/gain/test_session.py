"""The e-/ADU of a calibration as a document."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.gain.session import decision_of, evidence_of, gain_document
from darkviewer.core.progress import drive
from tests.helpers.frames import memory_frames


def test_a_measured_transfer_is_among_the_sources() -> None:
    cube = np.random.default_rng(1).integers(60, 70, (4, 8, 9)).astype(np.uint16) * 16
    calibration = drive(calibrate(CalibrationRequest(1, memory_frames(cube))))
    assert evidence_of(calibration).transfer is None
    assert decision_of(calibration).level == "unknown"
    measured = replace(calibration, transfer=(0.03, 0.001, 20.0, 70.0))
    document = gain_document(measured)
    assert document["level"] == "doubtful"
    assert document["proposal"] == {"e_per_adu": 0.48, "padding_bits": 4}
    assert document["e_per_saved_adu"] == 1.39 / 16
    assert [s["name"] for s in document["sources"]] == ["default", "photon transfer"]
    untold = replace(calibration, transfer=(float("nan"), float("nan"), 20.0, 0.0))
    transfer = evidence_of(untold).transfer
    assert transfer is not None
    assert transfer.e_per_adu is None
    assert gain_document(untold)["proposal"] is None
