from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from darkviewer.core.frames.camera_mode import camera_mode
from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.session import Session

FRAME = FrameInfo(Path("/n/1.fits"), (4, 6), camera="QHY42PRO", gain=5.0)


def of(**changes: Any) -> Session:
    return Session(Path("/n"), frames=(replace(FRAME, **changes),))


def test_one_mode_of_one_camera_has_one_key() -> None:
    mode = camera_mode(of())
    assert mode is not None
    assert mode.words == "QHY42PRO at gain 5"
    assert camera_mode(of(gain=5, temperature_c=-10.0)) == mode
    assert mode.key == camera_mode(of(exposure_s=30.0)).key


@pytest.mark.parametrize(
    "change",
    [
        {"camera": "QHY600M"},
        {"gain": 6.0},
        {"gain": None},
        {"readout_mode": "HCG"},
        {"adc_bits": 12},
        {"dtype": "float32"},
    ],
)
def test_any_other_mode_has_another(change: dict[str, Any]) -> None:
    assert camera_mode(of(**change)).key != camera_mode(of()).key


def test_its_words_name_what_is_known() -> None:
    assert camera_mode(of(gain=None)).words == "QHY42PRO"
    words = camera_mode(of(readout_mode="HCG", adc_bits=12)).words
    assert words == "QHY42PRO at gain 5, HCG, 12 bits"


def test_frames_without_a_camera_have_none() -> None:
    assert camera_mode(of(camera="")) is None
    assert camera_mode(Session(Path("/n"))) is None
    assert camera_mode(None) is None
