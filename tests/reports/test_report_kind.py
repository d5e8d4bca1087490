"""Reports that are verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.reports.report import written_report
from darkviewer.reports.report_kind import report_kind
from darkviewer.runs.report_plan import ReportPlan
from darkviewer.runs.session import process_session, read_capture
from darkviewer.runs.verifying.verify import Verification, verified
from tests.helpers.recalculated import CalculatedOnce
from tests.helpers.verified import write_frames

MOMENT = datetime(2024, 5, 8, 4, 5, 6)
PLAN = ReportPlan(per_flux=1, fluxes_e=(900.0,), cutouts=2)


@dataclass
class Written(CalculatedOnce):
    path: Path

    def judged(self, path: Path) -> Verification:
        return drive(verified(path, more=(report_kind,), calculate=self.calculate))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    root = tmp_path_factory.mktemp("reports")
    capture = root / "2024-05-08" / "03_38_48" / "Dark30s"
    write_frames(capture)
    session = drive(read_capture(capture))
    outcome = drive(process_session(session, Parameters(threshold_e=150.0)))
    path = root / "out" / "report.html"
    return Written(drive(written_report(outcome, path, moment=MOMENT, plan=PLAN)))


def differing(found: Verification) -> set[str]:
    return {f.item for f in found.findings if f.status == "differs"}


def test_a_report_is_equal_as_it_was_written(written: Written) -> None:
    found = written.judged(written.path)
    assert found.status == "equal", [f for f in found.findings if f.status != "equal"]
    equal = {f.item for f in found.findings if f.status == "equal"}
    assert {"page", "report.run.master.median_e", "provenance.master.n"} <= equal
    assert {"report.certificate.frames", "report.pictures[0].png"} <= equal


@pytest.mark.parametrize(
    ("was", "now", "differs"),
    [
        ("<title>", "<title>x", {"page"}),
        ('"pixel_frames": 4608', '"pixel_frames": 4609', None),
        ('"cutouts": 2', '"cutouts": 3', None),
        ('"median_e": 1', '"median_e": 2', None),
    ],
)
def test_an_altered_one_differs(
    written: Written, tmp_path: Path, was: str, now: str, differs: set[str] | None
) -> None:
    text = written.path.read_text(encoding="utf-8")
    assert was in text
    path = tmp_path / "report.html"
    path.write_text(text.replace(was, now), encoding="utf-8")
    found = written.judged(path)
    assert found.status == "differs"
    if differs is not None:
        assert differing(found) == differs


def test_a_document_that_makes_no_page_differs(
    written: Written, tmp_path: Path
) -> None:
    text = written.path.read_text(encoding="utf-8")
    path = tmp_path / "report.html"
    path.write_text(text.replace('"measures"', '"nothing"'), encoding="utf-8")
    assert "page" in differing(written.judged(path))


def test_a_page_whose_document_is_damaged_differs(
    written: Written, tmp_path: Path
) -> None:
    text = written.path.read_text(encoding="utf-8")
    path = tmp_path / "report.html"
    path.write_text(text.replace('"schema"', "schema", 1), encoding="utf-8")
    assert differing(written.judged(path)) == {"the file"}


@pytest.mark.parametrize("name", ["certificate.html", "report.txt"])
def test_other_pages_are_no_reports(
    written: Written, tmp_path: Path, name: str
) -> None:
    text = written.path.read_text(encoding="utf-8")
    path = tmp_path / name
    if path.suffix == ".html":
        text = text.replace("darkviewer-report", "darkviewer-certificate")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DarkviewerError, match="nothing that can be verified"):
        written.judged(path)
