"""Reports as files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.progress import drive
from darkviewer.reports.report import report_name, report_of, written_report
from darkviewer.runs.report_plan import ReportPlan
from darkviewer.runs.reported import Reported
from tests.helpers.reports import MOMENT

PLAN = ReportPlan(per_flux=0, cutouts=1)


def test_the_same_page_but_for_the_time(found: Reported, tmp_path: Path) -> None:
    page = drive(report_of(found.outcome, moment=MOMENT, plan=PLAN))
    wanted = tmp_path / "out" / "report.html"
    path = drive(written_report(found.outcome, wanted, moment=MOMENT, plan=PLAN))
    assert path == wanted
    assert path.read_text(encoding="utf-8") == page
    later = MOMENT.replace(hour=13)
    other = drive(report_of(found.outcome, moment=later, plan=PLAN))
    hours = "2024-05-09T12", "2024-05-09T13"
    assert other != page
    lines = zip(page.splitlines(), other.splitlines(), strict=True)
    differing = [pair for pair in lines if pair[0] != pair[1]]
    for one, two in differing:
        # The record's seal is of the moment, too.
        same = one.replace(hours[0], hours[1]).replace("09 12:", "09 13:")
        assert same == two or '"seal"' in one


def test_an_existing_file_stays(found: Reported, tmp_path: Path) -> None:
    wanted = tmp_path / "report.html"
    wanted.write_text("mine", encoding="utf-8")
    path = drive(written_report(found.outcome, wanted, plan=PLAN))
    assert path.name == "report-2.html"
    assert wanted.read_text(encoding="utf-8") == "mine"


def test_never_into_a_capture(found: Reported) -> None:
    wanted = found.outcome.session.path / "report.html"
    with pytest.raises(DarkviewerError, match="inside the capture folder"):
        drive(written_report(found.outcome, wanted, plan=PLAN))
    assert not wanted.exists()


def test_its_name_tells_the_session(found: Reported) -> None:
    session = replace(found.outcome.session, date="2024-05-08", time="03_38_48")
    name = report_name(replace(session, object="<b>Dark"), MOMENT)
    assert name == "Report_2024-05-08_03_38_48_b-Dark_20240509T120000Z.html"
