"""Master, candidates and regions, written where the user wants them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QHBoxLayout, QWidget

from darkviewer.gui.controls.labels import label
from darkviewer.gui.controls.segmented import Segmented
from darkviewer.gui.dialogs.into_folder import IntoFolder

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.progress import Job
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.workspace import Workspace

__all__ = ["ExportDialog", "default_folder", "folder_for_a_file"]

_WORDS = (
    "Writes the master dark (FITS), the table of candidates (ECSV and CSV) and DS9 "
    "regions. Existing files are never overwritten; capture folders are only read."
)


class ExportDialog(IntoFolder):
    """Master, candidates and regions of what is on show."""

    lane, doing = "export", "Exporting"

    def __init__(self, workspace: Workspace, tasks: Tasks, parent: QWidget) -> None:
        self.regions = Segmented({False: "candidates", True: "all leaders"})
        self.regions.set_value(False)
        self.regions.setToolTip("The tables always contain all leaders.")
        choices = QWidget()
        row = QHBoxLayout(choices)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label("DS9 regions of"))
        row.addWidget(self.regions)
        row.addStretch(1)
        super().__init__(
            workspace,
            tasks,
            parent,
            title="Export",
            words=_WORDS,
            folder=default_folder(workspace.session),
            choices=choices,
        )

    def job(self, folder: Path) -> Callable[[], Job[list[Path]]] | None:
        """What is on show, into the folder."""
        return export_of(self._workspace, folder, all_leaders=self.regions.value)


def export_of(
    workspace: Workspace, folder: Path, *, all_leaders: bool = False
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
        from darkviewer.runs.check import checked
        from darkviewer.runs.session import noise_of
        from darkviewer.storage.exports.export import export_job

        checks = yield from checked(session, limits=limits)
        noise = None
        if examination is not None and parameters.needs_examination:
            noise = yield from noise_of(examination, parameters)
        return (
            yield from export_job(
                calibration,
                session,
                table.in_raster_order(),
                folder,
                all_leaders=all_leaders,
                checks=with_noise(checks, noise),
                noise=noise,
            )
        )

    return make


def default_folder(session: Session | None) -> Path:
    """``Documents/Darkviewer/2024-05-08_03_38_48_Dark30s``: outside the captures."""
    documents = QStandardPaths.writableLocation(
        QStandardPaths.StandardLocation.DocumentsLocation
    )
    name = "export" if session is None else session.title.replace(" / ", "_")
    return Path(documents, "Darkviewer", name)


def folder_for_a_file(session: Session | None) -> Path:
    """The folder above `default_folder` that is there: nothing is made for one file."""
    above = default_folder(session).parents
    return next((one for one in above if one.is_dir()), Path.home())
