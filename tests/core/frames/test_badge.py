"""The badge says what is odd about the headers of a session."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from darkviewer.core.frames.badge import Health
from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.session import Session, Skipped, make_sessions


def session(*variants: dict[str, Any], **more: Any) -> Session:
    """The first series."""
    usual = {"shape": (4, 6), "exposure_s": 30.0, "kind": "dark"}
    frames = [
        FrameInfo(path=Path(f"{n:05d}.fits"), **{**usual, **variant})
        for n, variant in enumerate(variants, 1)
    ]
    return make_sessions(Path("/c/Dark30s"), frames, **more)[0]


@pytest.mark.parametrize(("level", "doubted"), [("ok", "warn"), ("bad", "bad")])
def test_doubts_never_make_a_badge_better(level: str, doubted: str) -> None:
    health = Health(level, ("altered",) if level == "bad" else ())
    assert health.doubted(()) == health
    assert health.doubted(["blank"]).level == doubted
    assert health.doubted(["blank"]).reasons == (*health.reasons, "blank")
    assert health.doubted(list("abcde")).reasons[-3:] == ("a", "b", "c (and 2 more)")


def test_no_darks_by_the_word_of_a_person() -> None:
    said = {"kind": "flat", "kind_found": "dark: from IMAGETYP"}
    found = session({**said, "sources": {"kind": "said by you"}}, said)
    words = "these are flat frames, said by you, not darks"
    assert words in found.health.reasons


def test_contradictions_and_stacks_are_named() -> None:
    said = {"contradictions": ("FRAME says light, IMAGETYP says dark",)}
    assert session(said, said, {}).health.reasons == (
        "FRAME says light, IMAGETYP says dark in 2 of 3 frames",
    )
    stack = {"kind": "master dark", "stack": 6}
    assert session(stack, stack).health.reasons == (
        "a stack of 6, not one exposure: not to be combined again",
    )


def test_a_warming_sensor_without_a_set_point_is_one_series_with_a_warning() -> None:
    warm = [{"temperature_c": 15.0 + n / 2} for n in range(5)]
    assert session(*warm).health.reasons == ("the temperature drifts from 15 to 17 °C",)
    held = [{**one, "set_temperature_c": 15.0} for one in warm]
    assert session(*held).health.level == "ok"
    assert session(*held).notes == ("temperature from 15 to 17 °C",)


def test_unreadable_frames_count_as_left_out() -> None:
    broken = [Skipped("00003.fits", "00003.fits is empty"), Skipped("4", "4 is odd")]
    found = session({}, {}, skipped=broken)
    assert found.skipped == tuple(broken)
    assert found.health.reasons == ("2 of 4 used: 00003.fits is empty (and 1 more)",)


def test_altered_pixels_are_bad() -> None:
    found = session({"altered": ("Subtract Dark on",)}, {})
    assert found.health.level == "bad"
    assert found.health.reasons[0] == (
        "altered by the capture program: Subtract Dark on"
    )


def test_one_frame_only() -> None:
    assert session({}).health.level == "warn"
    assert "one frame only" in session({}).health.reasons[0]


def test_lights_are_not_darks() -> None:
    assert session({"kind": "light"}, {"kind": "light"}).health.reasons == (
        "the headers say that these are light frames, not darks",
    )


def test_oddities_are_noted_once() -> None:
    odd = {"notes": ("DATE-OBS invalid",)}
    assert session(odd, odd, {}).notes == ("DATE-OBS invalid in 2 of 3 frames",)
    assert session({"exposure_s": None}, {"exposure_s": None}).notes == (
        "the exposure is unknown",
    )
    assert session({"kind": ""}, {"kind": ""}).notes == (
        "nothing says what kind of frames these are: taken as darks",
    )


def test_quantised_temperatures_belong_together() -> None:
    near = session({"temperature_c": -10.0}, {"temperature_c": -9.6})
    assert near.notes == ()
    far = session({"temperature_c": -10.0}, {"temperature_c": -9.0})
    assert far.notes == ("temperature from -10 to -9 °C",)
    assert far.health.level == "ok"
