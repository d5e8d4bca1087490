"""Tools > Vet a light frame: which of its candidates this sensor made itself."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QWidget,
)

from darkviewer.core.foreign_text import shown
from darkviewer.core.progress import Job, Progress
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label
from darkviewer.gui.controls.segmented import Segmented
from darkviewer.gui.dialogs.choosing import ask_file, ask_new_file
from darkviewer.gui.dialogs.export import default_folder, folder_for_a_file
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.models.vet_model import COLUMNS, VetModel
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import count_of, trimmed

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.session import Session
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.workspace import Workspace
    from darkviewer.runs.vet import Vetting
    from darkviewer.storage.lights.sensor_reader import SensorFile

__all__ = ["VettingWindow", "export_sensor"]

_WORDS = (
    "Choose a light frame of this sensor, or a table of its candidates (ECSV, CSV with "
    "x and y): each is compared with what its pixels do in these darks."
)
_KINDS = (
    "Light frames and tables (*.fits *.fit *.fts *.gz *.fz *.ecsv *.csv *.tsv *.txt "
    "*.dat);;All files (*)"
)
_DARKS = {"auto": "by the header", "subtracted": "subtracted", "none": "leave it in"}
_TIP = (
    "By the header: of a raw frame the level of the sensor is subtracted; a table "
    "counts as not subtracted."
)
_SIZE = 820, 520
_SAMPLES = ("00,000.0", "00,000.0", "artefact")


class VettingWindow(Panel):
    """Vets one file after the other; the sensor is surveyed once for each result."""

    def __init__(self, workspace: Workspace, tasks: Tasks, parent: QWidget) -> None:
        super().__init__("Vet a light frame", parent)
        self._workspace, self._tasks = workspace, tasks
        self._surveyed: tuple[Calibration, SensorFile] | None = None
        self._path: Path | None = None
        self._run = 0
        self.model = VetModel(self)
        self.dark = Segmented(_DARKS)
        self.dark.set_value("auto")
        self.dark.setToolTip(_TIP)
        self.outcome = label("", "secondary", wrap=True)
        self.table = _Table(self.model)
        self.choose = KeyButton("Choose…")
        self.save = KeyButton("Save table…")
        self._lay_out()
        self.choose.clicked.connect(self._ask)
        self.save.clicked.connect(self._ask_where)
        self.dark.value_changed.connect(self._again)
        workspace.calibration_changed.connect(self._restart)
        workspace.text_size_changed.connect(self.table.fit)
        self._restart()

    def vet(self, path: Path) -> None:
        """Vet one file; the status line has Cancel."""
        at = self._workspace
        if at.calibration is None or at.session is None:
            return
        self._path = path
        known = self._surveyed
        against = known[1] if known and known[0] is at.calibration else None
        self.outcome.setText(f"Vetting {shown(path.name)}…")
        self._run += 1
        self._tasks.submit(
            "vet",
            "Vetting a light frame",
            partial(
                _vetted,
                path,
                (at.calibration, at.session),
                against,
                dark=self.dark.value,
                fwhm_px=at.parameters.fwhm_px,
            ),
            receiver=self,
            done=partial(self._show, at.calibration),
            failed=partial(self._give_up, self._run),
            cancelled=partial(self._give_up, self._run, "Cancelled."),
        )

    def _lay_out(self) -> None:
        self.column.addWidget(label(_WORDS, "secondary", wrap=True))
        row = QHBoxLayout()
        words = label("Dark")
        words.setToolTip(_TIP)
        row.addWidget(words)
        row.addWidget(self.dark)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(self.outcome)
        self.column.addWidget(self.table, 1)
        self.add_buttons(
            self.save, self.close_button(), self.choose, default=self.choose
        )
        self.choose.setFocus()  # else Enter would press the kind of dark again
        self.open_at(*_SIZE)

    def _restart(self, _calibration: object = None) -> None:
        """Another session is another sensor, or its numbers have changed."""
        self.choose.setEnabled(self._workspace.calibration is not None)
        self._path = self._surveyed = None
        self._run += 1
        self._end(None, "")

    def _again(self, _dark: object) -> None:
        if self._path is not None:
            self.vet(self._path)

    def _ask(self) -> None:
        where = QStandardPaths.StandardLocation.HomeLocation
        start = (
            QStandardPaths.writableLocation(where)
            if self._path is None
            else str(self._path.parent)
        )
        chosen = ask_file(self, "Vet a light frame", start, kinds=_KINDS)
        if chosen is not None:
            self.vet(chosen)

    def _show(self, calibration: Calibration, found: Vetting) -> None:
        if calibration is not self._workspace.calibration:
            return
        self._surveyed = calibration, found.against
        artefacts = int(found.match.artefact.sum())
        words = (
            f"{count_of(len(found.match), 'candidate')} of {found.name}, "
            f"{count_of(artefacts, 'artefact')} of this sensor {_how(found)}"
        )
        notes = (note[:1].upper() + note[1:] for note in found.notes)
        self._end(found, ". ".join((words, *notes)))

    def _give_up(self, run: int, words: str) -> None:
        if run == self._run:  # else another took its place, and has its own words
            self._end(None, words)

    def _end(self, found: Vetting | None, words: str) -> None:
        self.model.set_vetting(found)
        self.save.setEnabled(found is not None)
        self.outcome.setText(words)

    def _ask_where(self) -> None:
        found, at = self.model.vetting, self._workspace
        if found is None or at.session is None:
            return
        light = found.name.partition(".")[0]
        name = f"{default_folder(at.session).name}_vetted_{light}.ecsv"
        chosen = ask_new_file(
            self,
            "Save the vetted candidates",
            folder_for_a_file(at.session) / name,
            kinds="ECSV table (*.ecsv)",
            replaces=False,
        )
        if chosen is None:
            return
        self._tasks.submit(
            "vetted",
            "Saving the candidates",
            partial(_saved, found, at.session, chosen),
            receiver=at,
            done=lambda path: at.post(f"Saved as {path}", about="vetted"),
            failed=lambda words: at.post(words, "bad", about="vetted"),
            writes=True,
        )


class _Table(QTableView):
    """Read only; the last column takes what room there is."""

    def __init__(self, model: VetModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName("Candidates")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        self.fit()

    def fit(self) -> None:
        """Rows and columns as the size of the text asks."""
        metrics = QFontMetrics(fonts.body())
        for column, sample in enumerate(_SAMPLES):
            self.setColumnWidth(column, metrics.horizontalAdvance(sample) + 24)
        self.verticalHeader().setDefaultSectionSize(metrics.height() + 8)
        assert len(_SAMPLES) == len(COLUMNS) - 1


def _how(found: Vetting) -> str:
    from darkviewer.core.hazard.match import KILL
    from darkviewer.reports.vet import DARK_WORDS

    width = "" if found.sources is None else f", FWHM {trimmed(found.fwhm_px, 2)} px"
    return f"(probability above {trimmed(KILL, 3)}{width}); {DARK_WORDS[found.dark]}"


def _vetted(
    path: Path,
    of: tuple[Calibration, Session],
    against: SensorFile | None,
    *,
    dark: str,
    fwhm_px: float,
) -> Job[Vetting]:
    from darkviewer.runs.sensor import sensor_in_memory
    from darkviewer.runs.vet import vet

    import_module("darkviewer.reports.vet")  # the GUI thread shall find it imported
    if against is None:
        against = yield from sensor_in_memory(*of)
    return (yield from vet(path, against, dark=dark, fwhm_px=fwhm_px))


def _saved(found: Vetting, session: Session, path: Path) -> Job[Path]:
    from darkviewer.reports.vet import vet_table
    from darkviewer.storage.atomic import write_new_file
    from darkviewer.storage.exports.export import check_outside

    yield Progress("Writing the table", 0, 1)
    path = path if path.suffix else path.with_suffix(".ecsv")
    check_outside(path.parent, session)
    text = vet_table(found).encode("utf-8", "replace")
    return write_new_file(path, text)


def export_sensor(workspace: Workspace, tasks: Tasks, parent: QWidget) -> None:
    """Ask where to, and write the sensor file of the calibrated session."""
    calibration, session = workspace.calibration, workspace.session
    if calibration is None or session is None:
        return
    from darkviewer.storage.exports.master_cards import sensor_name

    folder = folder_for_a_file(session)
    name, kinds = sensor_name(calibration, session, datetime.now(UTC)), "FITS (*.fits)"
    title = "Export the sensor"
    chosen = ask_new_file(parent, title, folder / name, kinds=kinds, replaces=False)
    if chosen is None:
        return
    path = chosen if chosen.suffix else chosen.with_suffix(".fits")
    tasks.submit(
        "sensor",
        "Exporting the sensor",
        partial(_written, calibration, session, path),
        receiver=workspace,
        done=lambda path: workspace.post(f"Exported as {path}", about="sensor"),
        failed=lambda words: workspace.post(words, "bad", about="sensor"),
        writes=True,
    )


def _written(calibration: Calibration, session: Session, path: Path) -> Job[Path]:
    from darkviewer.runs.sensor import written_sensor

    _, written = yield from written_sensor(calibration, session, path)
    return written
