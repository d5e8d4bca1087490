from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from darkviewer.core.frames.expectation import (
    EXPECTATIONS,
    expected_of,
    expected_words,
    facts_of,
    merged,
    written,
)
from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.session import Excluded, Expected, Session

ALL = Expected(
    shape=(1024, 2048),
    exposure_s=0.5,
    filter="U",
    kind="dark",
    set_temperature_c=-10,
    frames=9,
)


def test_every_word_fills_a_field() -> None:
    assert {one.field for one in EXPECTATIONS} == {f.name for f in fields(Expected)}


@pytest.mark.parametrize(
    ("text", "word", "value"),
    [
        ("2048x1024", "shape", (1024, 2048)),
        ("2048 × 1024", "shape", (1024, 2048)),
        ("500 ms", "exposure", 0.5),
        ("30 s", "exposure", 30),
        ("0,5", "exposure", 0.5),
        ("-10 °C", "set-temp", -10),
        ("-10c", "set-temp", -10),
        ("Master Dark", "kind", "master dark"),
        ("12", "frames", 12),
    ],
)
def test_what_can_be_read(text: str, word: str, value: object) -> None:
    (one,) = (one for one in EXPECTATIONS if one.word == word)
    assert one.read(text) == value


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("0x10", "shape"),
        ("big", "shape"),
        ("-1", "exposure"),
        ("soon", "exposure"),
        ("-300", "set-temp"),
        ("cloud", "kind"),
        ("0", "frames"),
        ("60000", "frames"),
    ],
)
def test_what_cannot(text: str, word: str) -> None:
    (one,) = (one for one in EXPECTATIONS if one.word == word)
    with pytest.raises(ValueError, match=r".*"):
        one.read(text)


def test_what_is_written_is_read_again() -> None:
    assert written(ALL) == {
        "exposure": "0.5 s",
        "shape": "2048x1024",
        "filter": "U",
        "kind": "dark",
        "set-temp": "-10 °C",
        "frames": "9",
    }
    assert expected_of(written(ALL)) == ALL
    assert expected_of({"exposure": "soon", "frames": 3, "moon": "full"}) == Expected()


def test_in_words() -> None:
    words = "0.5 s, 2048x1024, filter U, dark, set to -10 °C, 9 frames"
    assert expected_words(ALL) == words
    assert expected_words(Expected(frames=1)) == "1 frame"
    assert expected_words(Expected()) == ""


def test_what_is_given_wins() -> None:
    found = merged(Expected(exposure_s=60), ALL)
    assert (found.exposure_s, found.kind, found.frames) == (60, "dark", 9)


def test_the_facts_of_a_session() -> None:
    info = FrameInfo(
        Path("1.fits"), (10, 20), kind="dark", exposure_s=30, set_temperature_c=-5
    )
    found = facts_of(Session(Path(), frames=(info,), excluded=(Excluded(info, 1, ""),)))
    assert found == Expected((10, 20), 30, None, "dark", -5, 2)
    assert facts_of(Session(Path())) == facts_of(None) == Expected()
    odd = FrameInfo(Path("1.fits"), (10, 20))
    assert facts_of(Session(Path(), frames=(odd,))) == Expected((10, 20), frames=1)
