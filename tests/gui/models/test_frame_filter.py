"""The filter of the table of frames."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.frames.frame import FrameInfo
from darkviewer.gui.models.frame_columns import COLUMNS, FrameRow
from darkviewer.gui.models.frame_filter import understood_frames
from darkviewer.gui.models.more_columns import card_column

COLD = FrameInfo(Path("a.fits"), (8, 8), temperature_c=-10.0)
ROWS = [
    FrameRow("a.fits", COLD, 0, 3, cards={"GAIN": 5, "FILTER": "Ha", "FLIP": True}),
    FrameRow("b.fits", replace(COLD, temperature_c=2.5), 1, 70, "warn", "too warm"),
    FrameRow("c.fits", level="bad", words="left out: a copy", left_out=True),
]
SHOWN = (*COLUMNS, *map(card_column, ("GAIN", "FILTER", "FLIP")))


def kept(text: str) -> str:
    conditions = understood_frames(text, SHOWN)
    rows = (row for row in ROWS if all(holds(row) for holds in conditions))
    return "".join(row.name[0] for row in rows)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", "abc"),
        (" , ;", "abc"),
        ("hot>3", "b"),
        ("hot>=3, hot<70", "a"),
        ("temp<−5", "a"),
        ("TEMP. / SET > -20", "ab"),
        ("gain=5", "a"),
        ("filter=ha", "a"),
        ("flip=T", "a"),
        ("filter>5", ""),
        ("flagged", "bc"),
        ("sound", "a"),
        ("left out", "c"),
        ("used", "ab"),
        ("warm", "b"),
        ("B.FITS", "b"),
        ("hot>3; sound", ""),
    ],
)
def test_terms(text: str, names: str) -> None:
    assert kept(text) == names


def test_a_column_that_is_not_shown_is_refused_with_the_others() -> None:
    with pytest.raises(DarkviewerError, match=r"“airmass” is no column.*frame, time"):
        understood_frames("airmass<2", COLUMNS)


@pytest.mark.parametrize("text", ["hot>", ">", "1<hot<3", "hot>>3"])
def test_half_a_comparison_is_refused(text: str) -> None:
    with pytest.raises(DarkviewerError, match=r"is no column|not understood"):
        understood_frames(text, COLUMNS)
