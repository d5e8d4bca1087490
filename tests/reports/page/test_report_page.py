"""The pages of a report, read as HTML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest

from darkviewer.reports.page import report_page
from darkviewer.reports.page.report_page import render
from darkviewer.reports.report_document import report_document
from darkviewer.runs.reported import Reported
from tests.helpers.reports import CAMERA, MOMENT


@pytest.fixture(scope="module")
def document(found: Reported) -> dict[str, Any]:
    return report_document(found, MOMENT)


@dataclass
class Page(HTMLParser):
    """Elements and texts of a page."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open = tag

    def handle_endtag(self, tag: str) -> None:
        self.open = "" if tag == self.open else self.open

    def handle_data(self, data: str) -> None:
        (self.scripts if self.open == "script" else self.texts).append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.texts).split())


def read(document: Mapping[str, Any]) -> Page:
    page = Page()
    page.feed(render(document))
    page.close()
    return page


def test_the_document_is_inside_and_makes_the_page_again(
    document: dict[str, Any],
) -> None:
    page = read(document)
    (inside,) = page.scripts
    assert json.loads(inside) == document
    assert render(json.loads(inside)) == render(document)


def test_a_header_value_stays_text(document: dict[str, Any]) -> None:
    page = read(document)
    assert [kind for tag, kind in page.tags if tag == "script"] == [
        {"type": "application/json", "id": "darkviewer-report"}
    ]
    assert CAMERA in page.words


def test_nothing_is_asked_of_a_network(document: dict[str, Any]) -> None:
    for tag, attributes in read(document).tags:
        for name in ("src", "href", "action", "data", "poster", "srcset"):
            value = attributes.get(name) or "#"
            assert value.startswith(("#", "data:")), (tag, value)
        assert not [name for name in attributes if name.startswith("on")]
    assert "url(" not in render(document)


def test_what_it_says(document: dict[str, Any]) -> None:
    words = read(document).words
    for said in (
        "Sound: all checks that could be made passed, 4 could not be made.",
        "5 of 5 frames used",
        "3 candidates accepted",
        "0.6 (0.",
        "3 candidates accepted, the most significant first: 2 are shown, 1 are not.",
        "100 stars injected into copies of the residuals",
        "every accepted candidate is false: the frames are dark",
        "more darks to halve this interval",
        "5 frames used, none left out.",
        document["provenance"]["inputs"][0]["sha256"],
        document["provenance"]["master"]["sha256"],
    ):
        assert said in words, said


def changed(document: Mapping[str, Any], **parts: Any) -> dict[str, Any]:
    """A document with other parts, all else copied."""
    return json.loads(json.dumps(dict(document) | parts))


def test_checks_the_worst_first(document: dict[str, Any]) -> None:
    odd = changed(document)
    checks = odd["provenance"]["checks"]
    checks["status"] = "fail"
    checks["entries"][3] |= {"status": "fail", "sentence": "far too warm"}
    checks["entries"][5] |= {"status": "warn", "sentence": "a bit odd"}
    checks["sentences"] = ["far too warm", "a bit odd", "settled: a copy"]
    words = read(odd).words
    summary = ["Do not quote numbers", "far too warm", "a bit odd", "settled: a copy"]
    table = ["far too warm", "a bit odd", "not checked:"]
    places = [*map(words.index, summary), *map(words.rindex, table)]
    assert places[:-1] == sorted(places[:-1])
    assert places[-2] < words.index(table[-1])
    assert ", 1 failed, 1 with a remark, " in words


def test_frames_of_other_series_are_said(document: dict[str, Any]) -> None:
    others = [{"id": "dark-10s", "frames": 2}, {"id": "<b>", "frames": 1}]
    words = read(document | {"run": document["run"] | {"other_series": others}}).words
    series = "Other series of the folder: 2 frames of dark-10s, 1 frame of <b>."
    assert f"5 frames used, none left out. {series}" in words


def test_frames_that_were_left_out(document: dict[str, Any]) -> None:
    odd = changed(document)
    record, measures = odd["provenance"], odd["measures"]
    record["excluded"] = [{"name": "00002.fits", "reason": "clouds"}]
    record["skipped"] = [
        {"name": "00003.fits", "reason": "a copy"},
        {"name": "x.fits", "reason": "x.fits is cut off"},
    ]
    record["frames"] = record["frames"][:3]
    measures[1] |= {
        "left_out": "clouds",
        "time": None,
        "sentences": ["dim", record["checks"]["entries"][0]["sentence"]],
    }
    run = odd["run"]
    run["frames"] = [one for one in run["frames"] if one["frame"] != "00002.fits"]
    words = read(odd).words
    assert "3 frames used, 3 left out." in words
    assert "Other series" not in words
    assert "left out: clouds; level; dim" in words
    assert "left out: a copy" in words
    assert "left out: x.fits is cut off" in words


def test_what_is_not_known(document: dict[str, Any]) -> None:
    odd = changed(document, bad_pixels=None, completeness=None, missing=["no stars"])
    odd["certificate"]["completeness"] = None
    for frame in odd["measures"]:
        frame["temperature_c"] = None
    odd["run"]["notes"] = ["DATE-OBS invalid"]
    words = read(odd).words
    assert words.count("Not measured.") == 3
    assert "no stars" in words
    assert "DATE-OBS invalid" in words
    assert "– sensor" in words


def test_no_candidate(document: dict[str, Any]) -> None:
    odd = changed(document)
    odd["candidates"] = {"accepted": 0, "shown": [], "not_shown": 0}
    rates = odd["run"]["false_positives"]
    rates |= {"by_label": {}, "budget": "", "noise_alone": None, "count": 0}
    words = read(odd).words
    assert "No candidate is accepted." in words
    assert "of 0 accepted candidates in 5 frames." in words
    assert "Noise alone" not in words


def test_gatherings_and_marks(
    document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_page, "MOST_MARKED", 5)
    odd = changed(document)
    gathered = odd["run"]["false_positives"]["gathered"]
    gathered |= {"outlying": [2], "dispersion": 3.2, "without_outlying": 0.5}
    labels = ("hot", "telegraph", "cosmic ray", "noise", None, "PSF-like")
    frame = odd["run"]["frames"][odd["picture_of_frame"] - 1]
    frame["candidates"] = [{"label": label, "x": 3, "y": 4} for label in labels]
    odd["candidates"]["not_shown"] = 0
    words = read(odd).words
    assert "Without frame 2, which holds far more than the others, 0.5 per" in words
    assert "3.2 times as much as chance alone" in words
    assert "Marked: 5 candidates of this frame, 1 more are not" in words
    assert "3 candidates accepted, the most significant first." in words
