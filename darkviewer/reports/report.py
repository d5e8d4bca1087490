"""The report of a run: one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from darkviewer.core.progress import Job, Progress
from darkviewer.runs.check import checked
from darkviewer.runs.exclusion import Contents
from darkviewer.runs.report_plan import PLAN, ReportPlan
from darkviewer.runs.reported import reported

if TYPE_CHECKING:
    from pathlib import Path

    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.core.opinions.events import Opinion
    from darkviewer.core.psf.profile import Psf
    from darkviewer.runs.session import Outcome

__all__ = ["report_name", "report_of", "written_report"]


def report_of(
    outcome: Outcome,
    *,
    moment: datetime | None = None,
    contents: Contents | None = None,
    held: Sequence[Opinion] = (),
    plan: ReportPlan = PLAN,
    psf: Psf | None = None,
    check: Callable[[Session], Job[SessionChecks]] = checked,
) -> Job[str]:
    """The HTML of a report; nothing is written.

    Parameters
    ----------
    outcome : Outcome
        The run.
    moment : datetime, optional
        UTC, that the report names; now by default.
    contents : Contents, optional
        Hashes of frames that are known already.
    held : sequence of Opinion
        Verdicts that hold; without them nobody has reviewed anything.
    plan : ReportPlan
        How much is done.
    psf : Psf, optional
        The measured profile that the run compared with.
    check : callable
        Judges frames that are left out by hand.

    Raises
    ------
    FrameError, SessionError
        If a frame cannot be read any more.
    """
    from darkviewer.reports.page.report_page import render
    from darkviewer.reports.report_document import report_document

    found = yield from reported(
        outcome,
        contents=contents or Contents(),
        held=held,
        plan=plan,
        psf=psf,
        check=check,
    )
    yield Progress("Writing the report", 0, 1)
    return render(report_document(found, moment or datetime.now(UTC)))


def written_report(
    outcome: Outcome,
    path: Path,
    *,
    moment: datetime | None = None,
    contents: Contents | None = None,
    held: Sequence[Opinion] = (),
    plan: ReportPlan = PLAN,
    psf: Psf | None = None,
    check: Callable[[Session], Job[SessionChecks]] = checked,
) -> Job[Path]:
    """Write a report, see `report_of`; an existing file is never overwritten.

    Raises
    ------
    DarkviewerError
        If the file would be in the capture, a frame cannot be read any more, or the
        file cannot be written.
    """
    from darkviewer.storage.exports.export import check_outside
    from darkviewer.storage.exports.folder import write_listed

    check_outside(path.parent, outcome.session)  # before the work, not after it
    page = yield from report_of(
        outcome,
        moment=moment,
        contents=contents,
        held=held,
        plan=plan,
        psf=psf,
        check=check,
    )
    title, now = outcome.session.title, moment or datetime.now(UTC)
    return write_listed(path, page.encode(), what="Report", of=title, moment=now)


def report_name(session: Session, moment: datetime) -> str:
    """``Report_<date>_<time>_<object>_<series>_<UTC>.html``, as tables are called."""
    from darkviewer.storage.exports.master_cards import file_name

    return file_name("Report.html", session, moment)
