from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from darkviewer.core.frames.folder_names import Place
from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.session import (
    Session,
    Skipped,
    make_session,
    unreadable_session,
)

WHERE = Place("2024-05-08", "03_38_48", "Dark30s")


def session(*variants: dict[str, Any], **more: Any) -> Session:
    usual = {"shape": (4, 6), "exposure_s": 30.0, "kind": "dark"}
    frames = [
        FrameInfo(path=Path(f"{n:05d}.fits"), **{**usual, **variant})
        for n, variant in enumerate(variants, 1)
    ]
    return make_session(Path("/c/Dark30s"), frames, where=WHERE, **more)


def test_a_sound_session() -> None:
    found = session({"temperature_c": -10.0, "gain": 5.0}, {"temperature_c": -9.6})
    assert found.title == "2024-05-08 / 03_38_48 / Dark30s"
    assert (found.shape, found.kind, found.exposure_s) == ((4, 6), "dark", 30.0)
    assert found.temperature_c == pytest.approx(-9.8)
    assert found.gain == 5.0
    assert (found.health.level, found.health.reasons, found.notes) == ("ok", (), ())


def test_the_badge_says_what_was_left_out() -> None:
    found = session(*[{}] * 3, {"exposure_s": 10.0}, *[{}] * 6)
    assert found.health.level == "warn"
    assert found.health.reasons == (
        "9 of 10 used: 00004.fits is 10 s, the session is 30 s",
    )


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


def test_no_frame() -> None:
    found = session()
    assert (found.health.level, found.shape) == ("bad", None)
    assert found.health.reasons == ("no frame can be used",)


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


def test_quantised_temperatures_belong_together() -> None:
    near = session({"temperature_c": -10.0}, {"temperature_c": -9.6})
    assert near.notes == ()
    far = session({"temperature_c": -10.0}, {"temperature_c": -8.0})
    assert far.notes == ("temperature from -10 to -8 °C",)
    assert far.health.level == "ok"


def test_a_folder_that_cannot_be_listed() -> None:
    found = unreadable_session(Path("/c"), "/c cannot be listed", where=WHERE)
    assert (found.health.level, found.health.reasons) == (
        "bad",
        ("/c cannot be listed",),
    )
    assert (found.date, found.frames) == ("2024-05-08", ())
