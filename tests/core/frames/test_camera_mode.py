from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from darkviewer.core.frames.camera_mode import camera_mode, night_mode
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


DARK = {"kind": "dark", "exposure_s": 30.0, "camera_id": "1"}


@pytest.mark.parametrize(
    "change",
    [
        {"gain": 6.0},
        {"camera_id": "2"},
        {"exposure_s": 60.0},
        {"kind": "bias"},
        {"offset": 10.0},
        {"shape": (4, 8)},
        {"binning": (2, 2)},
        {"region": (8, 8)},
        {"set_temperature_c": -10.0},
    ],
)
def test_only_like_darks_of_two_nights_are_compared(change: dict[str, Any]) -> None:
    dark = {"set_temperature_c": -5.0, **DARK}
    assert night_mode(kinded(**dark)) != night_mode(kinded(**dark | change))


def test_the_temperature_counts_only_where_nobody_holds_it() -> None:
    held = {**DARK, "set_temperature_c": -5.0}
    cold, warm = ({"temperature_c": value} for value in (-5.2, -3.0))
    assert night_mode(kinded(**held, **cold)) == night_mode(kinded(**held, **warm))
    assert night_mode(kinded(**DARK, **cold)) != night_mode(kinded(**DARK, **warm))
    near = night_mode(kinded(**DARK, temperature_c=-4.9))
    assert near == night_mode(kinded(**DARK, **cold))


def test_lights_and_nameless_cameras_are_not_compared() -> None:
    assert night_mode(kinded(kind="light")) == ""
    assert night_mode(kinded(**DARK | {"camera": ""})) == ""
    assert night_mode(kinded(kind="")) != ""


def kinded(**changes: Any) -> Session:
    session = of(**changes)
    (frame,) = session.frames
    return replace(session, kind=frame.kind, temperature_c=frame.temperature_c)
