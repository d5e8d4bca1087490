"""What the table of frames says of each frame."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from darkviewer.core.frames.exclusion import without
from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.session import Session, Skipped
from darkviewer.gui.frames_on_show import FramesOnShow, frames_on_show
from darkviewer.gui.models.frame_columns import COLUMNS, FrameRow, frame_rows, sort_key

INFO = FrameInfo(
    Path("00002.fits"),
    (8, 8),
    temperature_c=-9.9,
    set_temperature_c=-10.0,
    time=datetime(2024, 5, 8, 3, 38, 48),
)


def texts(row: FrameRow) -> dict[str, str]:
    return {column.title.partition("\n")[0]: column.text(row) for column in COLUMNS}


def test_what_the_header_says() -> None:
    found = texts(FrameRow("00002.fits", INFO, 0, hot_pixels=1234))
    assert found["time"] == "03:38:48"
    assert found["temp. / set"] == "−9.9 / −10.0"
    assert found["hot"] == "1,234"
    assert found["what the checks say"] == "sound"


def test_what_is_not_known_is_a_dash() -> None:
    bare = texts(FrameRow("x.fits", FrameInfo(Path("x.fits"), (8, 8)), 0))
    unread = texts(FrameRow("x.fits"))
    for title in ("time", "hot", "level", "noise"):
        assert bare[title] == unread[title] == "–"
    assert bare["temp. / set"] == "– / –"


def test_names_from_outside_are_escaped() -> None:
    assert "\n" not in texts(FrameRow("a\nb.fits"))["frame"]


def test_left_out_frames_stand_among_the_others() -> None:
    first = FrameInfo(Path("00001.fits"), (8, 8))
    session = Session(
        Path("x"), frames=(first, INFO), skipped=(Skipped("00001b.fits", "too short"),)
    )
    rows = frame_rows(session, frames_on_show(session, None))
    assert [row.name for row in rows] == ["00001.fits", "00001b.fits", "00002.fits"]
    assert [row.place for row in rows] == [0, None, 1]
    assert (rows[1].level, rows[1].words) == ("bad", "left out: too short")
    assert frame_rows(None, FramesOnShow()) == []


def test_what_the_user_left_out_stays_in_its_place() -> None:
    first = FrameInfo(Path("00001.fits"), (8, 8))
    session = without(
        Session(Path("x"), frames=(first, INFO)), {first.place: "light leak"}
    )
    rows = frame_rows(session, frames_on_show(session, None))
    assert [(row.name, row.place, row.left_out) for row in rows] == [
        ("00001.fits", 1, True),
        ("00002.fits", 0, False),
    ]
    assert rows[0].words == "left out by you: light leak"
    assert rows[0].info == first


@pytest.mark.parametrize("value", [None, np.nan])
def test_unknown_values_sort_last(value: float | None) -> None:
    column = COLUMNS[1]
    unknown = type(column)("", "", lambda _: value, lambda _: "")
    assert sort_key(unknown, FrameRow("a"))[0]
    assert not sort_key(column, FrameRow("a"))[0]
