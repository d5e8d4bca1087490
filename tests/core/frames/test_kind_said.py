from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.kind_said import (
    KindSaid,
    found_words,
    kinds_said,
    with_kind,
    with_kinds,
)

LIGHT = FrameInfo(
    Path("1.fits"),
    (10, 20),
    kind="light",
    exposure_s=30,
    sources={"kind": "IMAGETYP", "gain": "GAIN"},
    contradictions=("the file name says dark, IMAGETYP says light",),
    notes=(
        "DATE-OBS invalid",
        "OBSTYPE says light, the file name says light and is believed",
    ),
)


def test_the_word_of_a_person_wins() -> None:
    found = with_kind(LIGHT, KindSaid("dark"))
    assert (found.kind, found.stack, found.contradictions) == ("dark", 0, ())
    assert found.sources == {"kind": "said by you", "gain": "GAIN"}
    assert found.notes == ("DATE-OBS invalid", "IMAGETYP says light, you say dark")
    assert found_words(found) == "light: from IMAGETYP"


def test_another_person_is_named() -> None:
    found = with_kind(LIGHT, KindSaid("dark", "anna"))
    assert found.sources["kind"] == "said by anna"
    assert found.notes[-1] == "IMAGETYP says light, anna says dark"


def test_the_last_word_counts_and_the_evidence_is_kept() -> None:
    twice = with_kind(with_kind(LIGHT, KindSaid("dark")), KindSaid("flat", "--kind"))
    assert (twice.kind, twice.sources["kind"]) == ("flat", "said by --kind")
    assert twice.notes == ("DATE-OBS invalid", "IMAGETYP says light, you say dark")
    assert found_words(twice) == "light: from IMAGETYP"


def test_where_the_evidence_agrees_or_is_none_nothing_is_noted() -> None:
    assert with_kind(LIGHT, KindSaid("light")).notes == ("DATE-OBS invalid",)
    nameless = replace(LIGHT, kind="", sources={}, notes=())
    found = with_kind(nameless, KindSaid("bias"))
    assert (found.kind, found.notes, found_words(found)) == ("bias", (), "unknown")
    assert found_words(nameless) == "unknown"
    assert found_words(LIGHT) == "light: from IMAGETYP"


@pytest.mark.parametrize(
    ("kind", "stack", "said", "wanted"),
    [
        ("dark", 0, "stack", ("master dark", 1)),
        ("light", 0, "stack", ("stack", 1)),
        ("", 0, "stack", ("stack", 1)),
        ("master flat", 20, "stack", ("master flat", 20)),
        ("master dark", 20, "dark", ("dark", 0)),
    ],
)
def test_stacks(kind: str, stack: int, said: str, wanted: tuple[str, int]) -> None:
    info = replace(LIGHT, kind=kind, stack=stack)
    found = with_kind(info, KindSaid(said))
    assert (found.kind, found.stack) == wanted


def test_what_is_said_of_a_frame_holds_for_its_series_alone() -> None:
    frames = tuple(
        replace(LIGHT, path=Path(f"{number}.fits"), exposure_s=exposure)
        for number, exposure in enumerate((30, 60, 30, 60))
    )
    found = with_kinds(frames, {frames[2].place: KindSaid("dark")})
    assert [info.kind for info in found] == ["dark", "light", "dark", "light"]
    assert [info.path for info in found] == [info.path for info in frames]
    assert with_kinds(frames, {}) == frames


def test_in_a_file_the_user_is_not_you() -> None:
    said = with_kind(LIGHT, KindSaid("dark"))
    other = with_kind(LIGHT, KindSaid("dark", "younes"))
    assert kinds_said([said, said, other, LIGHT]) == (
        "2 frames are dark, said by the user; as found light: from IMAGETYP",
        "1 frame is dark, said by younes; as found light: from IMAGETYP",
    )
