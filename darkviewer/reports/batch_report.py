"""A report for each series of an archive, and all that a batch can do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from darkviewer.reports.report import report_name, written_report
from darkviewer.runs.batch.unit import Unit, Work
from darkviewer.runs.batch.work import (
    CHECK,
    DARKS,
    PROCESS,
    check_of_unit,
    outcome_of_unit,
    outcome_row,
)

if TYPE_CHECKING:
    from pathlib import Path

    from darkviewer.core.progress import Job

__all__ = ["REPORT", "WORKS"]


def _report(unit: Unit, folder: Path) -> Job[dict[str, Any]]:
    outcome = yield from outcome_of_unit(unit)
    moment = datetime.now(UTC)
    name = report_name(outcome.session, moment)
    check = check_of_unit(unit)
    yield from written_report(outcome, folder / name, moment=moment, check=check)
    return outcome_row(outcome) | {"report": name}


REPORT = Work("report", _report, DARKS, bytes_per_pixel=2)

WORKS = {work.name: work for work in (PROCESS, CHECK, REPORT)}
"""By name, for the command line and the window."""
