"""What headers and values say, fact by fact."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.health.measures import FrameMeasures, SessionMeasures
from darkviewer.core.health.value_checks import egain, gain, identical, steps


def session(step: int | list[int], **facts: Any) -> SessionMeasures:
    """Three frames of which nothing is known but steps and header."""
    values = step if isinstance(step, list) else [step] * 3
    blank = dict.fromkeys(FrameMeasures.__slots__, np.nan)
    frames = tuple(
        FrameMeasures(**{**blank, "name": f"{k}.fits", "step_adu": value})
        for k, value in enumerate(values)
    )
    infos = tuple(
        FrameInfo(
            Path(f"{k}.fits"),
            (4, 4),
            **{key: facts[key][k % len(facts[key])] for key in facts},
        )
        for k in range(len(values))
    )
    return SessionMeasures(frames, infos)


@pytest.mark.parametrize(
    ("facts", "step", "status", "words"),
    [
        ({}, 16, "pass", "not checked"),
        ({"egain": [0.1226], "egain_saved": [0.00766]}, 16, "pass", "agree"),
        ({"egain": [0.1226], "egain_saved": [0.01]}, 16, "warn", "contradict"),
        ({"egain": [1.0, 1.5]}, 1, "warn", "goes from 1 to 1.5"),
        ({"egain": [0.5]}, 16, "pass", "0.03125 e- per saved ADU"),
        ({"egain": [0.5]}, 1, "pass", "EGAIN 0.5 e-/ADU in all frames"),
        ({"egain": [0.5]}, 3, "pass", "EGAIN 0.5 e-/ADU in all frames"),
    ],
)
def test_egain_against_itself_the_saved_one_and_the_step(
    facts: dict[str, Any], step: int, status: str, words: str
) -> None:
    found = egain(session(step, **facts), 0.02)
    assert found.status == status
    assert words in found.sentence


def test_a_multiple_of_the_common_step_comes_by_chance() -> None:
    assert steps(session([16, 16, 32]), 0).status == "pass"
    assert steps(session([0, 0, 0]), 0).status == "pass"
    odd = steps(session([16, 16, 1]), 0)
    assert (odd.status, odd.frames) == ("warn", ("2.fits",))


def test_where_all_frames_are_one_nothing_is_left_out() -> None:
    known = replace(session(1), identical=(("0.fits", "1.fits", "2.fits"),))
    found = identical(known, 0)
    assert (found.status, found.frames) == ("warn", ("1.fits", "2.fits"))
    assert found.sentence.startswith("1.fits, 2.fits and 0.fits have the same pixels")


@pytest.mark.parametrize(
    ("measured", "sigma", "said", "status", "words"),
    [
        # 1.39 / 16 e- per saved ADU are used unless somebody chose otherwise
        (0.0869, 0.003, np.nan, "pass", "a slope of 1.00 +- 0.03"),
        (0.1738, 0.006, np.nan, "warn", "is used by default: a slope of 0.50 +- 0.02"),
        (0.0434, 0.0015, np.nan, "warn", "slope of 2.00 +- 0.07 where 1 is right; set"),
        (0.0434, 0.0090, np.nan, "pass", "a slope of 2.00"),  # within 5 errors
        (0.1738, 0.006, 0.17, "pass", "0.17 is used as somebody chose"),
        (0.0869, 0.003, 0.17, "warn", "a slope of 1.96"),
        (np.nan, np.nan, np.nan, "pass", "not checked: photon transfer takes 4 frames"),
    ],
)
def test_the_scale_in_use_against_photon_transfer(
    measured: float, sigma: float, said: float, status: str, words: str
) -> None:
    known = replace(
        session(16), transfer_e=measured, transfer_sigma=sigma, scale_said_e=said
    )
    found = gain(known, 1.5)
    assert found.status == status
    assert words in found.sentence


def test_photon_transfer_that_is_not_known_says_why() -> None:
    enough = session([16] * 4, time=[None])
    found = gain(replace(enough, transfer_e=np.nan), 1.5)
    assert found.sentence.startswith("not checked: too few hot pixels")
