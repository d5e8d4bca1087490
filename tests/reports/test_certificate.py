"""A certificate as a document and as text."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from darkviewer.core.frames.exclusion import without
from darkviewer.core.frames.session import Skipped
from darkviewer.core.opinions.events import VERDICT, Opinion
from darkviewer.core.plain_values import plain
from darkviewer.core.progress import drive
from darkviewer.core.review.classes import EVENT
from darkviewer.core.review.verdict import Verdict
from darkviewer.reports.certificate import certificate_document, certificate_lines
from darkviewer.runs.certificate import Certificate, certificate_of
from darkviewer.runs.exclusion import Contents
from darkviewer.runs.reported import Reported
from darkviewer.runs.reviewed import reviewed
from tests.helpers.reports import MOMENT, STARS, salted_opinion


def made(found: Certificate) -> dict:
    return json.loads(json.dumps(plain(certificate_document(found, MOMENT))))


def text(document: dict) -> str:
    return "\n".join(certificate_lines(document))


def test_what_it_says(found: Reported) -> None:
    document = made(found.certificate)
    assert document["created"] == "2024-05-09T12:00:00Z"
    assert document["standing"] == "certified"
    assert document["rule"]["criterion"] == "psf"
    assert document["rule"]["version"] == 1
    assert (document["frames"], document["open_shutter_s"]) == (5, 150)
    assert document["square_degree_frames"] is None
    rate = document["false_sources"]
    assert (rate["sources"], rate["per_frame"]["value"]) == (3, 0.6)
    assert rate["per_hour"]["value"] == pytest.approx(3 / (150 / 3600))
    assert rate["per_square_degree"]["value"] is None
    assert rate["by_exposure"] is None  # there is one
    assert rate["per_frame"]["low"] < 0.6 < rate["per_frame"]["high"]
    checks = document["sessions"][0]["checks"]
    assert checks["passed"] + checks["not_checked"] == checks["of"]
    assert document["completeness"]["flux_e"] == [300, 8000]
    assert document["more"]["sessions"] is None
    words = text(document)
    assert "Certificate of false positives: certified" in words
    (one,) = document["sessions"]
    names = [row["name"] for row in one["inputs"]]
    assert names == [f"{n:05}.fits" for n in range(1, 6)]
    assert {len(row["sha256"]) for row in one["inputs"]} == {64}
    assert f"SHA-256 of its master: {one['master_sha256']}" in words
    assert "by the scatter between frames, which is that of chance" in words
    assert "3 false sources (3 accepted candidates): 0.6 [" in words
    assert f"take {document['more']['frames']} more darks" in words
    assert "searched: 5 frames, 150 s of open shutter, 0.03072 million" in words
    assert words.count("\n- ") == len(rate["assumes"])


def test_sources_that_gather_are_less_certain(found: Reported) -> None:
    rates = replace(found.certificate.rates, dispersion=2.5)
    words = text(made(replace(found.certificate, rates=rates)))
    assert "by the scatter between frames, 2.5 times that of chance" in words


def test_what_is_not_known_is_not_said(found: Reported) -> None:
    part = found.certificate.parts[0]
    session = replace(part.outcome.session, exposure_s=None)
    blind = replace(part, outcome=replace(part.outcome, session=session), trial=None)
    document = made(certificate_of([blind]))
    assert document["open_shutter_s"] is None
    assert document["false_sources"]["per_hour"]["value"] is None
    words = text(document)
    assert "completeness: not measured" in words
    assert "per hour of open shutter" not in words
    assert "searched: 5 frames, 0.03072 million pixels" in words


def test_the_sky(found: Reported) -> None:
    part, table = found.certificate.parts[0], found.outcome.table
    known = replace(table.parameters, pixel_scale_arcsec=1.5)
    outcome = replace(part.outcome, table=replace(table, parameters=known))
    document = made(certificate_of([replace(part, outcome=outcome)]))
    area = 64 * 96 * (1.5 / 3600) ** 2
    rate = document["false_sources"]["per_square_degree"]["value"]
    assert rate == pytest.approx(0.6 / area)
    assert "per square degree and frame" in text(document)
    assert "square degrees" in text(document)


def test_what_was_left_out(found: Reported) -> None:
    part = found.certificate.parts[0]
    session = part.outcome.session
    fewer = without(session, {session.frames[2].place: "clouds"})
    odd = replace(fewer, skipped=(Skipped("x.fits", "x.fits is cut off"),))
    outcome = replace(part.outcome, session=odd)
    document = made(certificate_of([replace(part, outcome=outcome)]))
    left = document["sessions"][0]["left_out"]
    assert [(one["name"], one["exposure_s"]) for one in left] == [
        ("x.fits", 30),
        ("00003.fits", 30),
    ]
    assert "left out (30 s): x.fits is cut off" in text(document)
    assert "left out: 2 frames, 60 s of open shutter" in text(document)
    excluded = replace(fewer.excluded[0].info, exposure_s=None)
    unknown = replace(fewer.excluded[0], info=excluded)
    outcome = replace(part.outcome, session=replace(fewer, excluded=(unknown,)))
    left = made(certificate_of([replace(part, outcome=outcome)]))["sessions"][0]
    assert left["left_out"][0]["exposure_s"] == 30
    left["left_out"][0]["exposure_s"] = None
    words = text(made(found.certificate) | {"sessions": [left]})
    assert "\nleft out: 1 frame\n" in words


def test_cautions(found: Reported) -> None:
    part = found.certificate.parts[0]
    first = replace(part.outcome.session.frames[0], camera="", gain=3.0)
    session = replace(
        part.outcome.session, frames=(first, *part.outcome.session.frames[1:])
    )
    of_others = tuple(replace(row, pixels_sha256="") for row in part.inputs)
    outcome = replace(part.outcome, session=session)
    other = replace(part, outcome=outcome, inputs=of_others)
    document = made(certificate_of([part, other]))
    assert document["standing"] == "with remarks"
    assert [one.split(":")[0] for one in document["cautions"]] == [
        "the sessions differ in camera",
        "the sessions differ in gain",
    ]
    assert document["more"]["sessions"] >= 1
    words = text(document)
    assert (
        "! the sessions differ in camera: <script>alert(1)</script>, unknown" in words
    )
    assert "more sessions like these" in words
    unseen = replace(part, outcome=replace(part.outcome, checks=None))
    document = made(certificate_of([unseen]))
    assert document["cautions"] == ["no check has seen these frames"]
    doubtful = replace(part.outcome.calibration, doubts=("of another camera",))
    part = replace(part, outcome=replace(part.outcome, calibration=doubtful))
    assert made(certificate_of([part]))["cautions"] == ["of another camera"]
    again = replace(part, inputs=())
    assert made(certificate_of([part, again]))["cautions"][0] == (
        "2024-05-08 / 03_38_48 / Dark30s: of another camera"
    )


def test_frames_that_count_twice_certify_nothing(found: Reported) -> None:
    """A copy of a session, under whatever name, is no further evidence."""
    part = found.certificate.parts[0]
    document = made(certificate_of([part, part]))
    assert document["standing"] == "not certified"
    words = "5 frames are of a session before it: they count twice, and the rate"
    assert words in document["cautions"][0]
    rows = [replace(row, pixels_sha256=f"{n}") for n, row in enumerate(part.inputs)]
    rows[2] = part.inputs[2]
    document = made(certificate_of([part, replace(part, inputs=tuple(rows))]))
    assert "Dark30s: one frame is of a session" in document["cautions"][0]


def test_reviewers(found: Reported) -> None:
    part = found.certificate.parts[0]
    frame, x, y = STARS[0]
    content = Contents().of(part.outcome.session.frames[frame])
    said = Verdict("eve", EVENT, content, x, y, "psf-like")
    held = [Opinion(VERDICT, said.subject, said.as_value())]
    bare = replace(part, reviewed=drive(reviewed(part.outcome, held, Contents())))
    document = made(certificate_of([bare]))
    (eve,) = document["reviewers"]
    assert (eve["judged"], eve["of"], eve["psf_like"]) == (1, 3, 1)
    assert "false alarms" not in text(document)
    held += [salted_opinion("eve", n, "psf-like") for n in range(4)]
    held += [salted_opinion("eve", 10 + n, "hot", what="hot") for n in range(5)]
    known = replace(part, reviewed=drive(reviewed(part.outcome, held, Contents())))
    words = text(made(certificate_of([known])))
    assert "eve judged 1 of 3 candidates: 1 PSF-like" in words
    assert "of synthetic stars of 900 to 900 e-: 4 of 4 (0.51 to 1.00" in words
    assert "of synthetic events that are none: 0 of 5 (0.00 to 0.43" in words
