"""Master, tables and regions, written where the user wants them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QSizePolicy,
    QWidget,
)

from darkviewer.gui.controls.labels import label
from darkviewer.gui.controls.segmented import Segmented
from darkviewer.gui.controls.ticks import Ticks
from darkviewer.gui.dialogs.into_folder import IntoFolder
from darkviewer.storage.exports.plan import FORMAT_WORDS, PARTS, ExportPlan

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.opinions.events import Opinion
    from darkviewer.core.progress import Job
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.workspace import Workspace

__all__ = ["ExportDialog", "default_folder", "folder_for_a_file"]

_WORDS = (
    "Writes what is ticked into a folder of its own: each file says where its numbers "
    "came from, and a manifest of hashes comes last. Nothing is overwritten unasked; "
    "capture folders are only read."
)
_PART_NAMES = {
    "master": "Master",
    "candidates": "Candidates",
    "regions": "DS9 regions",
    "verdicts": "Verdicts",
    "frames": "Frames",
    "checks": "Checks",
}
_FORMAT_NAMES = {
    "ecsv": "ECSV",
    "csv": "CSV",
    "votable": "VOTable",
    "parquet": "Parquet",
}
_TABLES = frozenset({"candidates", "verdicts", "frames", "checks"})


class ExportDialog(IntoFolder):
    """Master, tables and regions of what is on show.

    Parameters
    ----------
    workspace, tasks, parent
        Of the window.
    verdicts : callable
        Gives what holds of them; by itself nobody has given any.

    Attributes
    ----------
    parts, formats : Ticks
        What to write, and how the tables of it.
    regions : Segmented
        Of which leaders.
    """

    lane, doing = "export", "Exporting"

    def __init__(
        self,
        workspace: Workspace,
        tasks: Tasks,
        parent: QWidget,
        *,
        verdicts: Callable[[], Iterable[Opinion]] = tuple,
    ) -> None:
        self._verdicts = verdicts
        self.parts = _ticks("What to export", _PART_NAMES, PARTS, _PART_NAMES)
        usual = ExportPlan().formats
        self.formats = _ticks("Formats", _FORMAT_NAMES, FORMAT_WORDS, usual)
        if find_spec("pyarrow") is None:
            last = self.formats.item(self.formats.count() - 1)
            last.setFlags(Qt.ItemFlag.NoItemFlags)
        self.regions = Segmented({False: "candidates", True: "all leaders"})
        self.regions.set_value(False)
        self.regions.setToolTip("The tables always contain all leaders.")
        super().__init__(
            workspace,
            tasks,
            parent,
            title="Export",
            words=_WORDS,
            offer=default_folder,
            choices=self._choices(),
        )

    def _choices(self) -> QWidget:
        choices = QWidget()
        choices.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        grid = QGridLayout(choices)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(label("What"), 0, 0)
        grid.addWidget(label("Tables as"), 0, 1)
        grid.addWidget(self.parts, 1, 0)
        grid.addWidget(self.formats, 1, 1)
        row = QHBoxLayout()
        row.addWidget(label("DS9 regions of"))
        row.addWidget(self.regions)
        row.addStretch(1)
        grid.addLayout(row, 2, 0, 1, 2)
        return choices

    def job(self, folder: Path) -> Callable[[], Job[list[Path]]] | None:
        """What is on show, into the folder; None where too little is ticked."""
        parts, formats = self.parts.ticked, self.formats.ticked
        if not parts:
            self.say(self.outcome, "Tick what to export.")
            return None
        if not formats and _TABLES & {*parts}:
            self.say(self.outcome, "Tick a format for the tables.")
            return None
        plan = ExportPlan(
            frozenset(parts), formats, self.regions.value, self.overwriting
        )
        return export_of(self._workspace, folder, plan, verdicts=self._verdicts())


def _ticks(
    name: str,
    names: Mapping[str, str],
    words: Mapping[str, str],
    ticked: Collection[str],
) -> Ticks:
    ticks = Ticks()
    ticks.setAccessibleName(name)
    for one, tip in words.items():
        ticks.add(one, names[one], tip, ticked=one in ticked)
    ticks.setCurrentRow(0)
    ticks.setSizeAdjustPolicy(QListWidget.SizeAdjustPolicy.AdjustToContents)
    return ticks


def export_of(
    workspace: Workspace,
    folder: Path,
    plan: ExportPlan | None = None,
    *,
    verdicts: Iterable[Opinion] = (),
) -> Callable[[], Job[list[Path]]] | None:
    """The job that writes what is on show; None when there is nothing to write."""
    calibration, session = workspace.calibration, workspace.session
    table = workspace.candidates
    if calibration is None or session is None or table is None:
        return None

    limits, examination = workspace.limits_of(session), workspace.examination
    parameters = workspace.parameters
    if examination is not None and not examination.answers(parameters):
        examination = None

    def make() -> Job[list[Path]]:
        # astropy.table is slow to import: only here, and on the worker.
        from darkviewer.core.health.noise_checks import with_noise
        from darkviewer.runs.check import checked, checked_with_left_out
        from darkviewer.runs.session import noise_of
        from darkviewer.storage.exports.export import export_job
        from darkviewer.storage.exports.folder import check_free

        check_free(folder, overwrite=plan is not None and plan.overwrite)
        check = partial(checked, limits=limits)
        checks = yield from checked_with_left_out(session, check=check)
        noise = None
        if examination is not None and parameters.needs_examination:
            noise = yield from noise_of(examination, parameters)
        return (
            yield from export_job(
                calibration,
                session,
                table.in_raster_order(),
                folder,
                plan=plan,
                checks=with_noise(checks, noise),
                noise=noise,
                opinions=verdicts,
            )
        )

    return make


def default_folder(session: Session | None, what: str = "") -> Path:
    """``Documents/Darkviewer/2024-05-08_03_38_48_Dark30s``: outside the captures.

    The series is added where the capture holds several, and `what`, for exports that
    have a folder of their own.
    """
    documents = QStandardPaths.writableLocation(
        QStandardPaths.StandardLocation.DocumentsLocation
    )
    name = "export" if session is None else session.title.replace(" / ", "_")
    if session is not None and session.others:
        name = f"{name}_{session.series}"
    return Path(documents, "Darkviewer", f"{name}_{what}" if what else name)


def folder_for_a_file(session: Session | None) -> Path:
    """The folder above `default_folder` that is there: nothing is made for one file."""
    above = default_folder(session).parents
    return next((one for one in above if one.is_dir()), Path.home())
