from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from darkviewer.core.errors import SessionError
from darkviewer.core.frames.folder_names import Place
from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.session import (
    Expected,
    Session,
    grouped_again,
    make_sessions,
    one_series,
    read_again,
    series_or_first,
    unreadable_session,
)

WHERE = Place("2024-05-08", "03_38_48", "Dark30s")


def sessions(*variants: dict[str, Any], **more: Any) -> tuple[Session, ...]:
    usual = {"shape": (4, 6), "exposure_s": 30.0, "kind": "dark"}
    frames = [
        FrameInfo(path=Path(f"{n:05d}.fits"), **{**usual, **variant})
        for n, variant in enumerate(variants, 1)
    ]
    return make_sessions(Path("/c/Dark30s"), frames, where=WHERE, **more)


def session(*variants: dict[str, Any], **more: Any) -> Session:
    """The first series."""
    return sessions(*variants, **more)[0]


def test_a_sound_session() -> None:
    gain = {"gain": 5.0}
    found = session({"temperature_c": -10.0, **gain}, {"temperature_c": -9.6, **gain})
    assert found.title == "2024-05-08 / 03_38_48 / Dark30s"
    assert (found.shape, found.kind, found.exposure_s) == ((4, 6), "dark", 30.0)
    assert found.temperature_c == pytest.approx(-9.8)
    assert found.gain == 5.0
    assert (found.health.level, found.health.reasons, found.notes) == ("ok", (), ())


def test_the_badge_speaks_of_a_stray_frame() -> None:
    found, stray = sessions(*[{}] * 3, {"exposure_s": 10.0}, *[{}] * 6)
    assert found.health.level == "warn"
    assert found.health.reasons == (
        "9 of 10 frames: 1 other is a series of its own (10 s)",
    )
    assert found.others_words == found.health.reasons[0]
    assert (found.series, found.in_folder) == ("dark-30s", 10)
    assert [one.id for one in found.others] == ["dark-10s"]
    assert [item.name for item in found.elsewhere] == ["00004.fits"]
    assert [frame.name for frame in stray.frames] == ["00004.fits"]


def test_a_calibration_set_is_sound_and_says_what_else_is_there() -> None:
    bias = {"kind": "bias", "exposure_s": 0.0}
    darks, biases = sessions(*[{}] * 4, *[bias] * 3)
    words = "4 of 7 frames: 3 others are a series of their own (bias, 0 s)"
    assert (darks.health.level, darks.notes) == ("ok", (words,))
    assert darks.others_words == words
    assert biases.kind == "bias"
    assert session({}).others_words == ""


def test_a_series_is_found_by_its_id_and_by_its_frames() -> None:
    found = sessions({}, {"gain": 200.0}, {}, {})
    assert one_series(found, "").series == "dark-30s"
    assert len(one_series(found, "dark-30s-gain200").frames) == 1
    with pytest.raises(SessionError, match="one of: dark-30s, dark-30s-gain200"):
        one_series(found, "bias-0s")
    assert series_or_first(found, "bias-0s") is found[0]
    assert read_again(found, found[1]) is found[1]
    assert session({}).is_same_series(session({"exposure_s": 1.0}))
    assert not found[0].is_same_series(found[1])
    renamed = sessions({"exposure_s": 1.0}, {"gain": 200.0, "exposure_s": 2.0})
    assert read_again(renamed, found[1]).frames[0].name == "00002.fits"
    gone = sessions({})
    assert read_again(gone, found[1]) is gone[0]
    assert read_again(found, session()) is found[0]


def test_a_series_is_found_after_something_was_said_of_frames() -> None:
    apart = sessions({"kind": "light"}, {}, {})
    darks, lights = apart
    (joined,) = sessions({}, {}, {})
    assert grouped_again([joined], lights) is joined
    assert grouped_again([joined], darks) is joined
    assert grouped_again(apart, joined) is darks  # of the same id
    (other,) = sessions({"exposure_s": 1.0})
    same_id = replace(other, series=joined.series, frames=())
    assert grouped_again([same_id, lights], joined) is lights


def test_what_is_not_as_expected_is_no_part_of_any_series() -> None:
    found = sessions({}, {"exposure_s": 10.0}, expected=Expected(exposure_s=30))
    assert len(found) == 1
    assert found[0].health.reasons[0] == (
        "1 of 2 used: 00002.fits is 10 s, expected 30 s"
    )
    few = session({}, {}, expected=Expected(frames=10))
    assert few.health.reasons == ("2 frames, expected 10",)
    assert session({}, {}, expected=Expected(frames=2)).health.level == "ok"


def test_no_frame() -> None:
    found = session()
    assert (found.health.level, found.shape) == ("bad", None)
    assert found.health.reasons == ("no frame can be used",)


def test_a_folder_that_cannot_be_listed() -> None:
    found = unreadable_session(Path("/c"), "/c cannot be listed", where=WHERE)
    assert (found.health.level, found.health.reasons) == (
        "bad",
        ("/c cannot be listed",),
    )
    assert (found.date, found.frames) == ("2024-05-08", ())
