"""Injection and recovery: how many stars of each brightness the criteria keep."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label
from darkviewer.gui.controls.number_field import NumberField
from darkviewer.gui.dialogs.numbers_file import save_numbers
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.graphics.recovery_plots import RecoveryPlots, criterion_words
from darkviewer.gui.text.numbers import number
from darkviewer.reports.documented import documented_trial
from darkviewer.runs.injection_curves import Curves, curves_of
from darkviewer.runs.injection_rounds import ROUNDS, inject_in_rounds

if TYPE_CHECKING:
    from darkviewer.core.injection.completeness import Completeness
    from darkviewer.gui.engine.pixel_facts import Examining
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.text.units import Shown
    from darkviewer.gui.workspace import Workspace
    from darkviewer.runs.injection import Trial

__all__ = ["RecoveryWindow"]

_PER_FLUX = 200
_SIZE = 960, 560
_Policy = QSizePolicy.Policy
_CHANGED = "The PSF test has changed: inject again."


class _Parts(QObject):
    """Brings the parts to the GUI thread; belongs to the job that finds them.

    A worker could emit a signal of the window itself after that has gone.
    """

    found = Signal(object)  # Trial

    def tell(self, trial: Trial) -> None:
        """Called by the worker; the job keeps this method, and with it the object."""
        self.found.emit(trial)


class RecoveryWindow(Panel):
    """Runs the injection, draws it while it runs, follows the sliders afterwards.

    It is a window of its own, which takes nothing from the image. Closing it only hides
    it: the stars are there when it is opened again.
    """

    _part = Signal(object)  # Trial

    def __init__(
        self,
        workspace: Workspace,
        tasks: Tasks,
        examining: Examining,
        parent: QWidget,
    ) -> None:
        super().__init__("Injection and recovery", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self._workspace, self._tasks, self._examining = workspace, tasks, examining
        self.trial: Trial | None = None
        self.plots = RecoveryPlots()
        self.per_flux = NumberField(minimum=ROUNDS, maximum=5000, step=50)
        self.per_flux.setValue(_PER_FLUX)
        self.per_flux.setAccessibleName("Stars per flux and frame")
        self.run = KeyButton("Inject")
        self.save = KeyButton("Save numbers…")
        self.outcome = label("", "secondary", wrap=True)
        self._lay_out()
        self.run.clicked.connect(self.start)
        self.save.clicked.connect(self._save)
        self._part.connect(self._show)
        workspace.parameters_changed.connect(self._follow)
        workspace.calibration_changed.connect(self._restart)
        workspace.profile_changed.connect(self._start_over)
        workspace.palette_changed.connect(self.plots.set_palette)
        workspace.text_size_changed.connect(self._dress)
        workspace.units_changed.connect(self._show_again)
        self._dress()
        self._restart(workspace.calibration)

    def start(self) -> None:
        """Inject by the parameters of now; the status line has Cancel."""
        at = self._workspace
        if at.calibration is None or at.session is None:
            return
        parts = _Parts()
        parts.found.connect(self._part)
        job = partial(
            inject_in_rounds,
            at.calibration,
            at.session,
            at.parameters,
            per_flux=int(self.per_flux.value()),
            known=at.examination,
            psf=at.psf,
            profile=at.profile,
            on_part=parts.tell,
        )
        self.outcome.setText("Injecting stars into copies of the residuals…")
        self._tasks.submit(
            "recover",
            "Injection and recovery",
            job,
            receiver=self,
            done=self._show,
            failed=self.outcome.setText,
            cancelled=self._cancelled,
        )

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        words = label("Stars per flux and frame")
        words.setBuddy(self.per_flux)
        row.addWidget(words)
        row.addWidget(self.per_flux)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(self.outcome)
        # As high as there is room for, whatever height a plot would like best.
        self.plots.setSizePolicy(_Policy.Preferred, _Policy.Ignored)
        self.column.addWidget(self.plots, 1)
        self.column.addStretch(0)
        self.add_buttons(self.save, self.close_button(), self.run, default=self.run)
        self.open_at(*_SIZE)

    def _cancelled(self) -> None:
        """The rounds that were done stay on show."""
        if self.trial is None:
            self._restart(self._workspace.calibration)
        else:
            self._show(self.trial)

    def _start_over(self) -> None:
        self._restart(self._workspace.calibration)

    def _dress(self) -> None:
        self.plots.set_palette(self._workspace.palette)

    def _restart(self, calibration: object) -> None:
        self.trial = None
        self.run.setEnabled(calibration is not None)
        self.save.setEnabled(False)
        self.plots.setVisible(False)
        self.outcome.setText(
            "Synthetic stars are added to copies of the residuals; no file is changed."
        )

    def _follow(self, _parameters: object) -> None:
        """Limits select among the stars that are there; the rest asks for new ones."""
        if self.trial is None:
            return
        if self._answered_by(self.trial):
            self._show(self.trial)
        else:
            self.outcome.setText(_CHANGED)

    def _show_again(self) -> None:
        if self.trial is not None:
            self._show(self.trial)

    def _answered_by(self, trial: Trial) -> bool:
        """Whether the same tests made what is shown now; limits may differ."""
        at, examination = self._workspace, trial.examination
        return examination.answers(at.parameters) and examination.compared_with(at.psf)

    def _show(self, trial: Trial) -> None:
        """Of a trial that took long the examination may have changed meanwhile."""
        if trial.outcome.calibration is not self._workspace.calibration:
            return
        if not self._answered_by(trial):
            self.outcome.setText(_CHANGED)
            return
        self.trial = trial = replace(trial, parameters=self._workspace.parameters)
        self.save.setEnabled(True)
        self._examining.compute(
            "curves",
            partial(curves_of, trial),
            receiver=self,
            done=partial(self._draw, trial),
        )

    def _draw(self, trial: Trial, curves: Curves) -> None:
        """Also where a newer run waits: the plots shall live while a slider moves."""
        if self.trial is None:
            return
        self.plots.setVisible(True)
        unit = self._workspace.units.of("e-")
        self.plots.show_curves(curves, unit)
        words = [
            f"{criterion_words(name)} {_limits(found, unit)}"
            for name, found in curves.kept.items()
        ]
        stars = f"{number(len(trial.recovery))} stars"
        self.outcome.setText(" · ".join((stars, *words)))

    def _save(self) -> None:
        """All numbers, as ``darkviewer inject --json`` prints them."""
        if self.trial is not None:
            save_numbers(
                self,
                self._workspace,
                self._tasks,
                what="Injection",
                of=self.trial.outcome.session,
                job=partial(documented_trial, self.trial),
            )


def _limits(found: Completeness, unit: Shown) -> str:
    """``50 % at 1,050 e⁻, 90 % at 1,340 e⁻``."""
    parts = [
        f"{share} % "
        + ("never" if math.isnan(flux) else f"at {unit.with_unit(flux, 0)}")
        for share, flux in ((50, found.f50_e), (90, found.f90_e))
    ]
    return ", ".join(parts)
