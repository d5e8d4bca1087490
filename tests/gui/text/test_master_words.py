from __future__ import annotations

import pytest

from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.gui.text.master_words import against, master_words
from tests.helpers.simulated import darks


@pytest.mark.parametrize("left_out", [True, False])
def test_what_a_frame_is_shown_against(left_out: bool) -> None:
    parameters = Parameters(master="leave-one-out" if left_out else "in-sample")
    frames = darks((20, 30)).frames()
    master = drive(calibrate(CalibrationRequest(0, frames, parameters))).master
    assert master_words(master) == "median of 10 frames"
    assert against(master, parameters) == (
        "master: 9 of 10 frames, this one excluded"
        if left_out
        else "master: median of 10 frames"
    )
