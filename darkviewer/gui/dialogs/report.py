"""File > Report: everything about the session on show as pages to read and print."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFormLayout, QWidget

from darkviewer.core.opinions.events import VERDICT
from darkviewer.gui.controls.labels import label
from darkviewer.gui.controls.number_field import NumberField
from darkviewer.gui.dialogs.export import default_folder
from darkviewer.gui.dialogs.into_folder import IntoFolder
from darkviewer.runs.report_plan import PLAN, ReportPlan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.frames.session import Session
    from darkviewer.core.opinions.events import Opinion
    from darkviewer.core.progress import Job
    from darkviewer.core.vetting.session import Examination
    from darkviewer.gui.engine.judgements import Judgements
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.workspace import Workspace

__all__ = ["ReportDialog"]

_WORDS = (
    "Looks at this session from all sides, and writes one HTML file to read, to send "
    "and to print: checks, pictures, frames, candidates with verdicts, false "
    "positives, completeness, gain, bad pixels, parameters and inputs. It takes a "
    "minute or two."
)
_MOST_PER_FLUX, _MOST_CUTOUTS = 1000, 1000


class ReportDialog(IntoFolder):
    """How much is measured for it, and where it goes.

    Attributes
    ----------
    per_flux, cutouts : NumberField
        Injected stars of each flux in each frame; candidates shown.
    """

    lane, doing = "report", "Writing the report"

    def __init__(
        self,
        workspace: Workspace,
        tasks: Tasks,
        judgements: Judgements,
        parent: QWidget,
    ) -> None:
        self._judgements = judgements
        self._path: Path | None = None
        self.per_flux = NumberField(minimum=0, maximum=_MOST_PER_FLUX)
        self.per_flux.setValue(PLAN.per_flux)
        self.per_flux.setToolTip("For the completeness; 0: it is not measured.")
        self.cutouts = NumberField(minimum=0, maximum=_MOST_CUTOUTS)
        self.cutouts.setValue(PLAN.cutouts)
        self.cutouts.setToolTip("The most significant ones, with their pixels.")
        choices = QWidget()
        form = QFormLayout(choices)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(label("Injected stars of each flux in each frame"), self.per_flux)
        form.addRow(label("Candidates shown, at most"), self.cutouts)
        super().__init__(
            workspace,
            tasks,
            parent,
            title="Report",
            words=_WORDS,
            offer=default_folder,
            choices=choices,
        )
        self.write.setText("Write")
        self.show_folder.setText("Open report")
        self.show_folder.setToolTip("Read it in the browser.")

    def job(self, folder: Path) -> Callable[[], Job[list[Path]]] | None:
        """Of what is on show; None where nothing is."""
        at = self._workspace
        calibration, session, table = at.calibration, at.session, at.candidates
        if calibration is None or session is None or table is None:
            self.say(self.outcome, "Nothing is calibrated: open a session first.")
            return None
        examination = at.examination
        if examination is not None and not examination.answers(at.parameters):
            examination = None
        plan = ReportPlan(
            per_flux=round(self.per_flux.value()), cutouts=round(self.cutouts.value())
        )
        return partial(
            _written,
            session,
            calibration,
            table,
            examination,
            folder,
            limits=at.limits_of(session),
            held=self._judgements.opinions.all(VERDICT),
            plan=plan,
        )

    def written(self, answer: list[Path]) -> tuple[list[Path], str]:
        """The file can be read from here."""
        self._path = answer[0]
        return answer, ""

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path)))


def _written(
    session: Session,
    calibration: Calibration,
    table: CandidateTable,
    examination: Examination | None,
    folder: Path,
    *,
    limits: Mapping[str, float],
    held: Sequence[Opinion],
    plan: ReportPlan,
) -> Job[list[Path]]:
    """Judge the frames as the window does, and write."""
    from datetime import UTC, datetime

    from darkviewer.core.health.noise_checks import with_noise
    from darkviewer.reports.report import report_name, written_report
    from darkviewer.runs.check import checked
    from darkviewer.runs.session import Outcome, noise_of

    check = partial(checked, limits=limits)
    noise = levels = None
    if examination is not None and table.parameters.needs_examination:
        levels = examination.examiner.levels
        noise = yield from noise_of(examination, table.parameters)
    outcome = Outcome(
        session,
        calibration,
        table.in_raster_order(),
        checks=with_noise((yield from check(session)), noise),
        levels=levels,
        noise=noise,
        examination=examination,
    )
    moment = datetime.now(UTC)
    path = yield from written_report(
        outcome,
        folder / report_name(session, moment),
        moment=moment,
        held=held,
        plan=plan,
        check=check,
    )
    return [path]
