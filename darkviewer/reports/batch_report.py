"""A report for each series of an archive, as the work of a batch."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from darkviewer.reports.report import report_name, written_report
from darkviewer.runs.batch.unit import Unit, Work
from darkviewer.runs.batch.work import DARKS, outcome_of_unit, outcome_row
from darkviewer.runs.check import checked

if TYPE_CHECKING:
    from pathlib import Path

    from darkviewer.core.progress import Job

__all__ = ["REPORT"]


def _report(unit: Unit, folder: Path) -> Job[dict[str, Any]]:
    outcome = yield from outcome_of_unit(unit)
    moment = datetime.now(UTC)
    name = report_name(outcome, moment)
    check = partial(checked, limits=unit.limits or None, threads=unit.share.threads)
    yield from written_report(outcome, folder / name, moment=moment, check=check)
    return outcome_row(outcome) | {"report": name}


REPORT = Work("report", _report, DARKS, bytes_per_pixel=2)
