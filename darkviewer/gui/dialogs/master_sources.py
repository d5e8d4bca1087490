"""Tools > Sources in the master: what is in every frame, and so in no residual."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from darkviewer.core.vetting.master_sources import LABELS
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label
from darkviewer.gui.controls.one_selected import OneSelectedTable
from darkviewer.gui.dialogs.choosing import ask_folder
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.dialogs.titled_tables import set_up_table
from darkviewer.gui.models.master_source_model import MasterSourceModel
from darkviewer.gui.text.numbers import count_of, number, trimmed
from darkviewer.runs.master_sources import compared_sources, sources_of

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.progress import Job
    from darkviewer.core.vetting.master_sources import MasterSources
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.workspace import Workspace

__all__ = ["MasterSourcesPanel"]

_SIZE = 760, 560
_TITLE = "Sources in the master"
_WHY = (
    "What is in every frame is in the master, and in no residual. So the master "
    "is tested against its own surroundings."
)
_NOUNS = {
    "star-like": "star-like source",
    "glow": "glowing region",
    "saturated": "saturated pixel",
}


class MasterSourcesPanel(Panel):
    """Follows the calibration on show; a row that is selected selects its pixel.

    Attributes
    ----------
    found : MasterSources or None
        What is shown.
    """

    def __init__(self, workspace: Workspace, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(_TITLE, parent)
        self._workspace, self._tasks = workspace, tasks
        self.found: MasterSources | None = None
        self._run = 0
        self.model = MasterSourceModel()
        self._lay_out()
        self.open_at(*_SIZE)
        workspace.calibration_changed.connect(self._renew)
        self._renew(workspace.calibration)

    def _lay_out(self) -> None:
        self.why = label(_WHY, "secondary", wrap=True)
        self.outcome = label("", "", wrap=True)
        self.how = label("", "small", wrap=True)
        self.table = OneSelectedTable()
        set_up_table(self.table, self.model, _TITLE)
        self.table.selectionModel().currentRowChanged.connect(self._pick)
        for part in (self.why, self.outcome):
            self.column.addWidget(part)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.how)
        self.compare = KeyButton("Compare with an earlier capture…")
        self.compare.setToolTip(
            "Calibrate an earlier capture of the same camera in the same way: what its "
            "master has, too, is the sensor's and not the sky's."
        )
        self.compare.clicked.connect(self._ask)
        self.add_buttons(self.compare, self.close_button())

    def _renew(self, calibration: Calibration | None) -> None:
        self._run += 1
        self._show(None)
        self.compare.setEnabled(calibration is not None)
        if calibration is None:
            self.say(self.outcome, "Not calibrated yet.")
        else:
            self._start(calibration, partial(sources_of, calibration))

    def _ask(self) -> None:
        calibration = self._workspace.calibration
        start = self._workspace.root
        folder = ask_folder(self, "An earlier capture", start or "")
        if folder is None or calibration is None:
            return
        make = partial(
            compared_sources, calibration, folder, reading=self._tasks.reading_as
        )
        self._start(calibration, make)

    def _start(
        self, calibration: Calibration, make: Callable[[], Job[MasterSources]]
    ) -> None:
        self.say(self.outcome, "Testing the master…")
        self._run += 1
        self._tasks.submit(
            "master sources",
            "Testing the master",
            make,
            receiver=self,
            done=partial(self._take, calibration),
            failed=partial(self._give_up, self._run),
            cancelled=partial(self._give_up, self._run, "Cancelled."),
            reads=True,
        )

    def _take(self, calibration: Calibration, found: MasterSources) -> None:
        if calibration is self._workspace.calibration:
            self._show(found)

    def _give_up(self, run: int, words: str) -> None:
        if run == self._run:  # else another took its place, and has its own words
            self.say(self.outcome, words)

    def _show(self, found: MasterSources | None) -> None:
        self.found = found
        self.model.set_rows(() if found is None else found.rows)
        self.how.setText("" if found is None else _how(found))
        if found is not None:
            self.say(self.outcome, found.sentence or _counts(found))

    def _pick(self, current: Any, _before: object) -> None:
        if current.isValid():
            row = self.model.rows[current.row()]
            self._workspace.pick_pixel(row.x, row.y)


def _counts(found: MasterSources) -> str:
    """``1 glowing region, 2 clusters, 450 hot pixels``."""
    parts = [
        count_of(found.counts[one], _NOUNS.get(one, one))
        for one in LABELS
        if one in found.counts
    ]
    return ", ".join(parts) or "Nothing above its surroundings."


def _how(found: MasterSources) -> str:
    """What it was measured with, and how many there are of each."""
    listed = len(found.rows)
    total = sum(found.counts.values())
    words = (
        f"σ {trimmed(found.structure_e, 1)} e⁻ about the "
        f"surroundings, FWHM {trimmed(found.fwhm_px, 2)} px"
    )
    if found.sentence:  # else the counts are the outcome
        words = f"{_counts(found)} · {words}"
    if listed < total:
        words += f" · the brightest {number(listed)} of {number(total)} are listed"
    return words
