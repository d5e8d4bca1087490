"""Who chose e-/ADU for a session, and which."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from darkviewer.core.frames.camera_mode import camera_mode
from darkviewer.core.frames.header import frame_info
from darkviewer.core.frames.session import Session
from darkviewer.core.gain.said import (
    ChosenGain,
    chosen_gain,
    gain_said,
    same_gain,
    scale_said,
)
from darkviewer.core.parameters import Parameters


def session_of(**cards: Any) -> Session:
    info = frame_info(cards, path=Path("1.fits"), shape=(4, 4))
    return Session(path=Path(), frames=(info,))


OURS = session_of(INSTRUME="QHY42PRO", GAIN=5)
OTHER = session_of(INSTRUME="QHY42PRO", GAIN=6)
UNNAMED = session_of(GAIN=5)
USER = "user for QHY42PRO at gain 5"
MODE = camera_mode(OURS)
SAID = {MODE.key: (0.75, 2)} if MODE else {}


@pytest.mark.parametrize(
    ("session", "value", "bits", "expected"),
    [
        (OURS, None, None, ChosenGain((0.75, 2), USER)),
        (OTHER, None, None, ChosenGain((1.39, 4))),
        (UNNAMED, None, None, ChosenGain((1.39, 4))),
        (OURS, 1.0, 0, ChosenGain((1.0, 0), "option")),
        (OURS, 1.0, None, ChosenGain((1.0, 2), f"option, padding by {USER}")),
        (OTHER, 1.0, None, ChosenGain((1.0, 4), "option")),
        (OURS, None, 0, ChosenGain((0.75, 0), f"{USER}, padding by option")),
        (OTHER, None, 0, ChosenGain((1.39, 0), "default, padding by option")),
    ],
)
def test_the_option_then_the_word_about_this_camera_then_the_default(
    session: Session, value: float | None, bits: int | None, expected: ChosenGain
) -> None:
    found = chosen_gain(session, e_per_adu=value, padding_bits=bits, remembered=SAID)
    assert found == expected


def test_without_any_word_the_default() -> None:
    assert chosen_gain(OURS) == ChosenGain((1.39, 4))


def test_the_other_parameters_stay() -> None:
    usual = Parameters(threshold_e=50)
    put = ChosenGain((2.0, 0), "option").put_into(usual)
    assert put == Parameters(threshold_e=50, gain_e_per_adu=2.0, padding_bits=0)
    assert same_gain(usual, put) == put


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"gain_e_per_adu": 0.5, "padding_bits": 0}, (0.5, 0)),
        ({"gain_e_per_adu": "many", "padding_bits": 0}, None),
        ({"gain_e_per_adu": -1.0, "padding_bits": 0}, None),
        ({"gain_e_per_adu": 0.5}, None),
        (None, None),
    ],
)
def test_what_no_version_could_have_said_is_not_believed(
    value: Any, expected: tuple[float, int] | None
) -> None:
    assert gain_said(value) == expected


def test_the_scale_that_somebody_chose_is_per_saved_adu() -> None:
    assert scale_said(ChosenGain((2.0, 4), "option")) == 2 / 16
    assert math.isnan(scale_said(ChosenGain((2.0, 4))))
