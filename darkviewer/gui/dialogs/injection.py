"""Synthetic sources in a copy of the current frame, to see that detection works."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from darkviewer.core.injection.sources import (
    NOTEBOOK_PATTERN,
    inject_pattern,
    inject_psf,
)
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.electrons_field import ElectronsField
from darkviewer.gui.controls.labels import label
from darkviewer.gui.controls.number_field import NumberField
from darkviewer.gui.controls.segmented import Segmented
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.text.numbers import count_of
from darkviewer.gui.threads.alive import while_alive
from darkviewer.runs.injected_source import Inject, Injected, inject

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.parameters import Parameters
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.pixel_in_hand import PixelInHand
    from darkviewer.gui.workspace import Workspace

__all__ = ["InjectionDialog"]

_CENTRE_X, _CENTRE_Y, _CENTRE_E = NOTEBOOK_PATTERN[0]
_NEIGHBOUR_E = NOTEBOOK_PATTERN[1][2]


class InjectionDialog(Panel):
    """The notebooks' pattern, or a star of given light and width."""

    def __init__(self, workspace: Workspace, tasks: Tasks, parent: QWidget) -> None:
        super().__init__("Inject a source", parent)
        self._workspace, self._tasks = workspace, tasks
        self.kind = Segmented({"pattern": "Notebook's pattern", "star": "Star"})
        self.kind.set_value("pattern")
        self.x_px = NumberField(minimum=0, maximum=1e6, decimals=2, unit="px")
        self.y_px = NumberField(minimum=0, maximum=1e6, decimals=2, unit="px")
        self.centre = ElectronsField(_CENTRE_E)
        self.neighbours = ElectronsField(_NEIGHBOUR_E)
        self.flux = ElectronsField(2000.0)
        self.fwhm = NumberField(minimum=0.3, maximum=20, step=0.1, decimals=2)
        self.fwhm.setSuffix(" px")
        self.fwhm.setValue(2.0)
        self.outcome = label("", "secondary", wrap=True)
        self.remove = KeyButton("Remove injected")
        self.apply = KeyButton("Inject")
        self._lay_out()
        self._connect()
        self.x_px.setValue(_CENTRE_X)
        self.y_px.setValue(_CENTRE_Y)
        self._follow()
        self._show_units()

    def _lay_out(self) -> None:
        self.column.addWidget(
            label(
                "The source is added to a copy of this frame; no file is changed. "
                "Injected sources are marked SYNTHETIC. Click a pixel in the image to "
                "choose its position.",
                "secondary",
                wrap=True,
            )
        )
        self.column.addWidget(self.kind)
        self.column.addWidget(
            _form(("x (0-based)", self.x_px), ("y (0-based)", self.y_px))
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(
            _form(("Centre", self.centre), ("4 neighbours", self.neighbours))
        )
        self._pages.addWidget(_form(("Total flux", self.flux), ("FWHM", self.fwhm)))
        self.column.addWidget(self._pages)
        self.column.addWidget(self.outcome)
        self.add_buttons(
            self.close_button(), self.remove, self.apply, default=self.apply
        )
        self.at_least(360)

    def _connect(self) -> None:
        workspace = self._workspace
        self.kind.value_changed.connect(self._show_kind)
        self.apply.clicked.connect(self._inject)
        self.remove.clicked.connect(lambda: workspace.set_injected(None))
        workspace.pixel_changed.connect(self._place)
        workspace.calibration_changed.connect(self._follow)
        workspace.injected_changed.connect(self._follow)
        for units_changed in (workspace.units_changed, workspace.parameters_changed):
            units_changed.connect(self._show_units)

    def _place(self, pixel: PixelInHand | None) -> None:
        """Where somebody clicked; a candidate is no place for another source."""
        if pixel is not None and pixel.own_frame is None:
            self.x_px.setValue(pixel.x)
            self.y_px.setValue(pixel.y)

    def _show_kind(self, kind: str) -> None:
        self._pages.setCurrentIndex(int(kind == "star"))

    def _follow(self) -> None:
        self.apply.setEnabled(self._workspace.calibration is not None)
        self.remove.setEnabled(self._workspace.injected is not None)

    def _show_units(self) -> None:
        for field in (self.centre, self.neighbours, self.flux):
            field.set_units(self._workspace.units)

    def _chosen(self) -> Inject:
        x, y = self.x_px.value(), self.y_px.value()
        if self.kind.value == "star":
            flux, fwhm = self.flux.value_e, self.fwhm.value()
            return lambda values: inject_psf(
                values, x=x, y=y, flux_e=flux, fwhm_px=fwhm
            )
        pixels = self._pattern(round(x), round(y))
        return lambda values: inject_pattern(values, pixels)

    def _pattern(self, x: int, y: int) -> list[tuple[int, int, float]]:
        around = [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)]
        low = self.neighbours.value_e
        return [(x, y, self.centre.value_e), *((i, j, low) for i, j in around)]

    def _inject(self) -> None:
        calibration = self._workspace.calibration
        if calibration is None:
            return
        if self._workspace.frames.excluded(self._workspace.frame):
            self._tell("This frame is left out of the master: choose another one.")
            return
        frame, before = self._workspace.frame, self._workspace.injected
        if before is not None and before.frame != frame:
            before = None
        chosen, noise = self._chosen(), self._workspace.noise
        parameters = self._workspace.parameters
        place = round(self.x_px.value()), round(self.y_px.value())
        tell = while_alive(self, self._tell)
        show = partial(_show, self._workspace, calibration, parameters, place)
        self._tasks.submit(
            "inject",
            "Injecting",
            lambda: inject(
                calibration,
                frame,
                chosen,
                before=before,
                parameters=parameters,
                noise=noise,
            ),
            receiver=self._workspace,
            done=lambda injected: tell(show(injected)),
            failed=tell,
        )

    def _tell(self, sentence: str) -> None:
        self.say(self.outcome, sentence)


def _show(
    workspace: Workspace,
    calibration: Calibration,
    parameters: Parameters,
    place: tuple[int, int],
    injected: Injected,
) -> str:
    """Put the sources on show, select the one at `place`; what came of it in words.

    The dialog that asked may be closed by now.
    """
    if workspace.calibration is not calibration or not _examined_alike(
        workspace.parameters, parameters
    ):
        return "The results have changed: inject again."
    workspace.set_injected(injected)
    workspace.set_layer("residual")
    table = workspace.candidates
    if table is None:
        return ""
    ours = np.flatnonzero(table.synthetic)
    accepted = int(table.accepted[ours].sum())
    if ours.size:
        x, y = place
        away = (table.x[ours] - x) ** 2 + (table.y[ours] - y) ** 2
        workspace.select_candidate(int(table.id[ours[np.argmin(away)]]))
    return (
        f"{count_of(len(ours), 'synthetic leader')}, "
        f"{count_of(accepted, 'candidate')} with the current parameters."
    )


def _examined_alike(now: Parameters, then: Parameters) -> bool:
    return now.needs_examination == then.needs_examination and now.same_examination(
        then
    )


def _form(*rows: tuple[str, QWidget]) -> QWidget:
    form = QWidget()
    grid = QGridLayout(form)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    for line, (words, field) in enumerate(rows):
        field.setAccessibleName(words)
        name = label(words)
        name.setBuddy(field)
        grid.addWidget(name, line, 0)
        grid.addWidget(field, line, 2)
    return form
