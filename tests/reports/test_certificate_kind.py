"""Certificates that are verified: of one session, and of several."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.frames.exclusion import without
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.provenance.record import seal_of
from darkviewer.reports.certificate import TITLE
from darkviewer.reports.certificate_kind import (
    CERTIFICATE_FORMS,
    certificate_kind,
    certified_document,
)
from darkviewer.runs.certificate import SessionPart, certificate_of
from darkviewer.runs.exclusion import Contents
from darkviewer.runs.report_plan import ReportPlan
from darkviewer.runs.reported import part_of
from darkviewer.runs.session import process, read_capture
from darkviewer.runs.verifying.verify import Verification, verified
from tests.helpers.recalculated import CalculatedOnce
from tests.helpers.reports import MOMENT, write_night

PLAN = ReportPlan(per_flux=1, fluxes_e=(900.0, 8000.0), cutouts=0)


@dataclass
class Certified(CalculatedOnce):
    nights: tuple[Path, Path]
    document: dict

    def judged(
        self, folder: Path, document: object, form: str = ".json"
    ) -> Verification:
        path = self.written(folder, form, document)
        return drive(verified(path, more=(certificate_kind,), calculate=self.calculate))

    def written(self, folder: Path, form: str, document: object = None) -> Path:
        path = folder / f"certificate{form}"
        text = CERTIFICATE_FORMS[form](document or self.document)
        path.write_text(text, encoding="utf-8")
        return path


def judged(path: Path) -> Verification:
    return drive(verified(path, more=(certificate_kind,)))


def differing(found: Verification) -> dict[str, str]:
    return {f.item: f.words for f in found.findings if f.status == "differs"}


def part(night: Path) -> SessionPart:
    outcome = drive(process(night, Parameters(criterion="psf")))
    found, _ = drive(part_of(outcome, contents=Contents(), plan=PLAN))
    return found


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Certified:
    roots = [tmp_path_factory.mktemp(name) for name in ("one", "other")]
    first, second = (write_night(root, seed=n) for n, root in enumerate(roots))
    document = certified_document(certificate_of([part(first), part(second)]), MOMENT)
    return Certified((first, second), document)


def test_several_sessions_are_made_again(certified: Certified, tmp_path: Path) -> None:
    found = certified.judged(tmp_path, None, ".html")
    assert found.status == "equal", differing(found)
    assert (found.kind, len(found.frames)) == ("certificate", 10)
    assert {path.parent for path in found.frames} == {*certified.nights}
    equal = {f.item for f in found.findings if f.status == "equal"}
    assert equal >= {
        "page",
        "the document as a whole",
        "the provenance of session 2",
        "provenance.master.sha256 of session 1",
        "certificate.false_sources.per_frame.high",
        "certificate.completeness.share",
        "certificate.more.frames",
    }
    said = {f.item for f in found.findings if f.status == "said"}
    assert "provenance.session.path of session 2" in said


def test_a_text_alone_cannot_be_checked(certified: Certified, tmp_path: Path) -> None:
    found = judged(certified.written(tmp_path, ".txt"))
    (one,) = found.findings
    assert (found.status, one.item) == ("unchecked", "the file")
    assert "does not say how it was made" in one.words


Change = Callable[[dict], object]


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        (
            lambda d: d["more"].update(frames=1),
            {"certificate.more.frames", "the document as a whole"},
        ),
        (
            lambda d: d["provenance"][1]["master"].update(n=4),
            {
                "provenance.master.n of session 2",
                "the provenance of session 2",
                "the document as a whole",
            },
        ),
    ],
)
def test_an_altered_one_differs(
    certified: Certified, tmp_path: Path, change: Change, differs: set[str]
) -> None:
    document = json.loads(json.dumps(certified.document))
    change(document)
    found = certified.judged(tmp_path, document)
    assert {*differing(found)} == differs


def test_a_session_that_was_taken_away_differs(
    certified: Certified, tmp_path: Path
) -> None:
    """With its seal made right again: the rest does not follow from one session."""
    document = {
        **certified.document,
        "provenance": certified.document["provenance"][:1],
    }
    document["seal"] = seal_of(document)
    found = certified.judged(tmp_path, document)
    assert "certificate.frames" in differing(found)


@pytest.mark.parametrize("records", [[], {}, None, "text", [1]])
def test_one_without_sessions_differs(
    certified: Certified, tmp_path: Path, records: object
) -> None:
    document = {**certified.document, "provenance": records}
    found = certified.judged(tmp_path, document)
    assert {*differing(found)} == {"the file"}


def test_what_was_not_searched_for_is_not_certified(
    certified: Certified, tmp_path: Path
) -> None:
    record = {**certified.document["provenance"][0], "false_positives": None}
    record["seal"] = seal_of(record)
    document = {**certified.document, "provenance": [record]}
    found = judged(certified.written(tmp_path, ".json", document))
    assert "it does not say what was searched for" in {f.words for f in found.findings}


def test_frames_that_are_missing_are_named(
    certified: Certified, tmp_path: Path
) -> None:
    record = json.loads(json.dumps(certified.document["provenance"][1]))
    record["inputs"][0]["sha256"] = "0" * 64
    record["seal"] = seal_of(record)
    records = [certified.document["provenance"][0], record]
    document = {**certified.document, "provenance": records}
    found = certified.judged(tmp_path, document)
    assert found.status == "unchecked"
    reasons = [f.words for f in found.findings if f.item == "the frames"]
    assert len(reasons) == 1
    assert reasons[0].startswith("00001.fits")


def test_frames_left_out_by_hand_stay_out(certified: Certified, tmp_path: Path) -> None:
    session = drive(read_capture(certified.nights[0]))
    left = without(session, {session.frames[2].place: "clouds"})
    assert len(left.frames) == 4
    outcome = drive(
        process(
            certified.nights[0],
            Parameters(criterion="psf"),
            judge=lambda _: left,
        )
    )
    found, _ = drive(part_of(outcome, contents=Contents(), plan=PLAN))
    document = certified_document(certificate_of([found]), MOMENT)
    other = judged(certified.written(tmp_path, ".json", document))
    assert document["sessions"][0]["left_out"][0]["name"] == "00003.fits"
    assert other.status == "equal", differing(other)


@pytest.mark.parametrize("name", ["a.html", "a.json", "a.txt", "a.md"])
def test_another_file_is_none(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("Certificate" if name != "a.md" else TITLE)
    with pytest.raises(DarkviewerError, match="nothing that can be verified"):
        judged(path)
