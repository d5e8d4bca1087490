"""Verdicts as a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from darkviewer.core.foreign_text import unescaped
from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.opinions.events import VERDICT, Opinion
from darkviewer.core.review.verdict import Verdict
from darkviewer.storage.exports.tables.verdicts import verdict_columns

INPUTS = [
    {"name": "a.fits", "pixels_sha256": "aa"},
    {"name": "b.fits", "pixels_sha256": "bb"},
    {"name": "copy of a.fits", "pixels_sha256": "aa"},
    {"name": "unreadable.fits", "pixels_sha256": ""},
]


def said(verdict: Verdict, at: str, **more: Any) -> Opinion:
    return Opinion(VERDICT, verdict.subject, verdict.as_value(), at=at, **more)


def rows(opinions: list[Opinion], **about: Any) -> list[dict[str, Any]]:
    frame = FrameInfo(
        Path("a.fits"), (64, 64), camera="QHY42PRO", region=(10, 20), **about
    )
    table = verdict_columns(opinions, INPUTS, frame)
    names = [column.name for column in table.columns]
    cells = [column.values.tolist() for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]


def test_events_of_these_frames_and_pixels_of_this_camera() -> None:
    event = Verdict("Ada", "event", "bb", 14, 25, "psf-like", note="two\nlines")
    pixel = Verdict("Ada", "pixel", "pixel QHY42PRO", 11, 21, "hot", certainty=0.5)
    elsewhere = Verdict("Ada", "event", "cc", 14, 25, "noise")
    nowhere = Verdict("Ada", "event", "", 14, 25, "noise")
    opinions = [
        said(pixel, "2024-05-09"),
        said(event, "2024-05-08"),
        said(elsewhere, "2024-05-08"),
        said(nowhere, "2024-05-08"),
        Opinion("kind", "x", {"kind": "dark"}),
    ]
    first, second = rows(opinions)
    assert (first["frame"], first["x"], first["y"]) == ("b.fits", 4, 5)
    assert (first["x_sensor"], first["y_sensor"]) == (14, 25)
    assert unescaped(first["note"]) == "two\nlines"
    assert first["certainty"] is None
    assert (second["frame"], second["class"], second["scope"]) == ("", "hot", "pixel")
    assert (second["x"], second["y"], second["certainty"]) == (1, 1, 0.5)
    assert json.loads(unescaped(first["shown"])) == {}


def test_only_what_holds() -> None:
    event = Verdict("Ada", "event", "aa", 14, 25, "hot")
    old = said(event, "2024-05-08", id="1")
    gone = Opinion(VERDICT, event.subject, None, supersedes="1", at="2024-05-09")
    assert rows([old])[0]["frame"] == "a.fits"
    assert rows([old, gone]) == []
