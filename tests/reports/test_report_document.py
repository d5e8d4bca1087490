"""The document inside a report."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from darkviewer.core.opinions.events import VERDICT, Opinion
from darkviewer.core.progress import drive
from darkviewer.core.review.classes import EVENT
from darkviewer.core.review.verdict import Verdict
from darkviewer.reports import report_document as module
from darkviewer.reports.report_document import report_document
from darkviewer.runs.certificate import SessionPart, certificate_of
from darkviewer.runs.exclusion import Contents
from darkviewer.runs.pictured import pictured
from darkviewer.runs.reported import Reported
from darkviewer.runs.reviewed import reviewed
from tests.helpers.reports import CAMERA, MOMENT, STARS


def test_json_holds_all_of_it(found: Reported) -> None:
    document = report_document(found, MOMENT)
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert (document["schema"], document["schema_version"]) == ("darkviewer-report", 1)
    assert document["created"] == "2024-05-09T12:00:00Z"
    assert document["certificate"]["sessions"][0]["camera"] == CAMERA
    assert [row["used"] for row in document["provenance"]["inputs"]] == [True] * 5
    assert [one["frame"] for one in document["measures"]] == [
        f"{n:05}.fits" for n in range(1, 6)
    ]
    assert sum(len(f["candidates"]) for f in document["run"]["frames"]) == 3
    assert document["completeness"]["injected"] == 100
    assert document["bad_pixels"]["n_frames"] == 5
    assert document["missing"] == []
    assert document == report_document(found, MOMENT)


def test_pictures_are_png(found: Reported) -> None:
    document = report_document(found, MOMENT)
    for one, picture in zip(
        document["pictures"],
        (found.pictures.master, found.pictures.residual),
        strict=True,
    ):
        with Image.open(io.BytesIO(base64.b64decode(one["png"]))) as image:
            np.testing.assert_array_equal(np.asarray(image), picture.levels)
            assert list(image.size) == one["size"] == [96, 64]


def test_the_pixels_of_candidates(found: Reported) -> None:
    candidates = report_document(found, MOMENT)["candidates"]
    assert (candidates["accepted"], candidates["not_shown"]) == (3, 1)
    for one in candidates["shown"]:
        assert (one["frame_number"] - 1, one["x"], one["y"]) in STARS
        assert one["pixels_e"][2][2] == pytest.approx(one["value_e"])
        assert one["label"] == "PSF-like"
        assert one["verdicts"] == []


def test_verdicts_stay_with_their_candidate(found: Reported) -> None:
    frame, x, y = STARS[0]
    content = Contents().of(found.outcome.session.frames[frame])
    said = Verdict("eve", EVENT, content, x, y, "hot", note="a\nline", blind=True)
    held = [Opinion(VERDICT, said.subject, said.as_value())]
    known = drive(reviewed(found.outcome, held, Contents()))
    certificate = certificate_of([SessionPart(found.outcome, found.trial, known)])
    pictures = drive(pictured(found.outcome, most=9))
    told = replace(found, certificate=certificate, pictures=pictures)
    document = report_document(told, MOMENT)
    (one,) = document["verdicts"]
    assert (one["frame_number"], one["x"], one["y"]) == (frame + 1, x, y)
    assert one["verdicts"][0]["class"] == "hot"
    assert one["verdicts"][0]["note"] == "a\\nline"
    shown = [c for c in document["candidates"]["shown"] if c["verdicts"]]
    assert [(c["x"], c["y"]) for c in shown] == [(x, y)]


def test_very_many_candidates_are_counted(
    found: Reported, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_LISTED", 2)
    frames = report_document(found, MOMENT)["run"]["frames"]
    assert [len(one["candidates"]) for one in frames] == [0, 1, 1, 0, 0]
    assert [one["not_listed"] for one in frames] == [0, 0, 0, 0, 1]


def test_without_psf_test_and_survey(found: Reported) -> None:
    table = replace(found.outcome.table, classification=None)
    outcome = replace(found.outcome, table=table)
    certificate = certificate_of([SessionPart(outcome)])
    bare = replace(found, outcome=outcome, certificate=certificate, mask=None)
    document = report_document(bare, MOMENT)
    assert document["bad_pixels"] is None
    assert document["completeness"] is None
    assert document["candidates"]["shown"][0]["label"] is None
    assert "p" not in document["candidates"]["shown"][0]
