"""How frames are examined: one row per parameter, and where the pixels went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.frames.optics import scale_origin
from darkviewer.core.frames.scaling import ScaleEvidence, evidence
from darkviewer.core.masters.leave_one_out import FEWEST_FRAMES
from darkviewer.core.parameters import Parameters, spec
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import ElidedLabel, section_title
from darkviewer.gui.controls.parameter_row import (
    NumberRow,
    ParameterRow,
    SegmentRow,
    make_row,
)
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import count_of, trimmed
from darkviewer.gui.widgets.funnel import Funnel

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.gui.workspace import Workspace

__all__ = ["ONLY_FOR", "ORDER", "ParameterPanel"]

ORDER = (
    "threshold_e",
    "ratio",
    "criterion",
    "fwhm_px",
    "p_min",
    "dbic_min",
    "master",
    "neighbours",
    "ties",
    "width",
    "width_range",
    "family",
    "moffat_beta",
    "axis_ratio",
    "axis_angle_deg",
    "profile_error",
    "seeing_arcsec",
    "pixel_scale_arcsec",
    "threshold_sigma",
    "detection",
    "amplifiers",
    "method",
    "padding_bits",
    "gain_e_per_adu",
)
"""From top to bottom: immediate ones, then those that retest or recalibrate."""

ONLY_FOR = {
    "ratio": ("ratio", "both"),
    "neighbours": ("ratio", "both"),
    "ties": ("ratio", "both"),
    "fwhm_px": ("psf", "both"),
    "p_min": ("psf", "both"),
    "dbic_min": ("psf", "both"),
    "master": ("psf", "both"),
    "width": ("psf", "both"),
    "width_range": ("psf", "both"),
    "family": ("psf", "both"),
    "moffat_beta": ("psf", "both"),
    "axis_ratio": ("psf", "both"),
    "axis_angle_deg": ("psf", "both"),
    "profile_error": ("psf", "both"),
    "seeing_arcsec": ("psf", "both"),
    "pixel_scale_arcsec": ("psf", "both"),
    "threshold_sigma": ("psf", "both"),
    "detection": ("psf", "both"),
    "amplifiers": ("psf", "both"),
}
"""Criteria that a row matters for; one that was changed is never hidden."""


_OF_FAMILY = {
    "moffat_beta": "moffat",
    "axis_ratio": "elongated",
    "axis_angle_deg": "elongated",
}
"""Rows that matter for one family of profiles."""

_OF_A_PROFILE = ("fwhm_px", "seeing_arcsec", "family", *_OF_FAMILY)
"""Rows that a measured profile takes the place of."""

_ORIGINS = {"default": "notebooks' value", "user": "typed"}
_NOT_GIVEN = (
    "No header says it, and nobody has typed it: this is the notebooks' value, and "
    "there is no rate per square degree. Typing it, the same number too, gives one."
)
_LEAST_PX = 76  # title and one row, whatever else wants the height
_LOW_PX = 320  # lower than this there is no room for rows and outcome at once
_MARGINS = (12, 4, 12, 12)


class ParameterPanel(QWidget):
    """The right part of the window.

    `below` comes after the parameters, `outcome` below the funnel.
    """

    compare_clicked = Signal()  # all sources of e-/ADU are wanted

    def __init__(
        self,
        workspace: Workspace,
        parent: QWidget | None = None,
        *,
        below: Sequence[QWidget] = (),
        outcome: Sequence[QWidget] = (),
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._gesture = 0
        self._low = False
        self._shown: dict[str, Any] = {}
        self._profile = ""
        self._last, self._below = below, outcome
        self.rows: dict[str, ParameterRow] = {}
        self.funnel = Funnel(workspace)
        self._lay_out()
        workspace.requested_changed.connect(self._show)
        workspace.session_changed.connect(self._show)
        workspace.calibration_changed.connect(self._show)
        workspace.calibration_changed.connect(self._show_evidence)
        for units_changed in (workspace.units_changed, workspace.parameters_changed):
            units_changed.connect(self._show)
        self._show()
        self._show_evidence(workspace.calibration)

    def reset(self) -> None:
        """Back to the notebooks' values, as one step to undo."""
        self._workspace.change_parameters(
            Parameters(), words="Notebook's values", reset=True
        )

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(*_MARGINS)
        column.setSpacing(7)
        column.addLayout(self._heading())
        for name in ORDER:
            row = make_row(spec(name))
            row.changed.connect(self._change)
            row.pressed.connect(self._begin_gesture)
            self.rows[name] = row
            column.addWidget(row)
        gain = self.rows["gain_e_per_adu"]
        assert isinstance(gain, NumberRow)
        gain.field.typed_again.connect(self._workspace.confirm_gain)
        self.compare = KeyButton("Gain truth…")
        self.compare.flat = True
        self.compare.setToolTip("All sources of e⁻/ADU side by side, and why this one.")
        self.compare.clicked.connect(self.compare_clicked)
        column.addWidget(self.compare, 0, Qt.AlignmentFlag.AlignRight)
        for widget in self._last:
            column.addWidget(widget)
        column.addStretch(1)
        self._column = column
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName("Parameters")
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        self._area, self._inner = area, inner
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.addWidget(area, 1)
        self._outcome = self._made_outcome()
        self._outer.addWidget(self._outcome)

    def minimumSizeHint(self) -> QSize:
        """A title and one row: the rest scrolls."""
        bar = self._area.verticalScrollBar().sizeHint().width()
        width = self._inner.minimumSizeHint().width() + bar
        return QSize(width, fonts.scaled(_LEAST_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is low the outcome scrolls with the rows."""
        super().resizeEvent(event)
        low = self.height() < fonts.scaled(_LOW_PX)
        if low != self._low:
            self._low = low
            margins = (0, 4, 0, 0) if low else _MARGINS
            self._outcome_column.setContentsMargins(*margins)
            (self._column if low else self._outer).addWidget(self._outcome)

    def _made_outcome(self) -> QWidget:
        """The outcome, visible however far the rows are scrolled."""
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(*_MARGINS)
        column.setSpacing(7)
        self._outcome_column = column
        column.addWidget(section_title("From pixels to candidates"))
        column.addWidget(self.funnel)
        for part in self._below:
            column.addWidget(part)
        return box

    def _heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(section_title("Parameters"))
        self.state = ElidedLabel("", "doubtful")
        row.addWidget(self.state, 1)
        self.run = KeyButton("Run", "F5")
        self.run.flat = True
        self.run.setToolTip("Calibrate this capture with these parameters.")
        self.run.clicked.connect(self._workspace.calibration_needed)
        self.run.hide()
        row.addWidget(self.run)
        self._reset = KeyButton("Reset")
        self._reset.flat = True
        keep = self._reset.sizePolicy()
        keep.setRetainSizeWhenHidden(True)  # nothing jumps when it appears
        self._reset.setSizePolicy(keep)
        self._reset.setToolTip("Back to the notebooks' values (Ctrl+Z undoes it).")
        self._reset.clicked.connect(self.reset)
        row.addWidget(self._reset)
        return row

    def _begin_gesture(self) -> None:
        self._gesture += 1

    def _change(self, name: str, value: Any, dragging: bool) -> None:
        if name == "master":
            value = self._least_explicit(value)
        try:
            new = self._workspace.requested.changed(name, value)
        except DarkviewerError as error:
            self.rows[name].refuse(str(error), self._shown[name])
            return
        self._workspace.change_parameters(
            new,
            words=self.rows[name].spec.label,
            gesture=self._gesture if dragging else 0,
        )

    def _least_explicit(self, master: str) -> str:
        """Keep "auto" where it gives the wanted master."""
        automatic = replace(self._workspace.requested, master="auto")
        wanted = master == "leave-one-out"
        return "auto" if automatic.left_out == wanted else master

    def _show(self, _changed: object = None) -> None:
        parameters = self._workspace.requested
        values, usual = _values(parameters), _values(Parameters())
        for name, row in self.rows.items():
            matters = _matters(name, parameters)
            row.setVisible(matters or values[name] != usual[name])
        values["master"] = self._master(parameters)
        self._forbid_leaving_out()
        for name, row in self.rows.items():
            row.set_units(self._workspace.units)
            if self._shown.get(name) != values[name]:  # each one lays out the panel
                row.show_value(values[name])
        self._shown = values
        self._reset.setVisible(parameters != Parameters())
        self.rows["gain_e_per_adu"].note(self._workspace.gain_words)
        self._show_profile()
        self._show_waiting()

    @property
    def _too_few(self) -> bool:
        """Frames of the capture, if one is open, to leave one of them out."""
        return 0 < self._workspace.frame_count < FEWEST_FRAMES

    def _master(self, parameters: Parameters) -> str:
        """The master shown as chosen, never an impossible one."""
        left_out = parameters.left_out and not self._too_few
        return "leave-one-out" if left_out else "in-sample"

    def _forbid_leaving_out(self) -> None:
        have, why = count_of(self._workspace.frame_count, "frame"), ""
        if self._too_few:
            why = f"Needs {FEWEST_FRAMES} frames or more; this capture has {have}."
        row = self.rows["master"]
        assert isinstance(row, SegmentRow)
        row.segments.forbid("leave-one-out", why)
        row.note(f"{have} only" if why else "", why)

    def _show_waiting(self) -> None:
        """Mark what the results on show were not made with."""
        at = self._workspace
        shown, waiting = _values(at.parameters), at.waiting
        shown["master"] = self._master(at.parameters)
        if shown["master"] != self._master(
            at.requested
        ):  # the criterion may ask for it
            waiting = tuple(dict.fromkeys((*waiting, "master")))
        if shown["seeing_arcsec"] != at.requested.seeing_arcsec:
            waiting = (*waiting, "seeing_arcsec")
        for name, row in self.rows.items():
            row.set_waiting(row.in_words(shown[name]) if name in waiting else "")
        names = [spec(n).label for n in waiting if n != "profile"]
        names += ["PSF"] if "profile" in waiting else []
        given_up = at.given_up
        text = "not calibrated yet" if given_up else "* waiting" if waiting else ""
        tip = f"The results shown predate changes of: {', '.join(names)}."
        self.state.setText(text)
        self.state.setToolTip(tip if waiting else "")
        self.run.setVisible(given_up)

    def _show_evidence(self, calibration: Calibration | None) -> None:
        """The ADU step that was found, beside the padding that was chosen."""
        row = self.rows["padding_bits"]
        self.compare.setEnabled(calibration is not None)
        if calibration is None:
            row.note("")
            return
        found = self._evidence(calibration)
        words = f"step found: {found.step}" if found.step else "no step found"
        row.note(words, "\n".join(found.sentences), doubtful=found.level == "doubtful")

    def _show_profile(self) -> None:
        """A measured profile has its own width."""
        name, row = self._workspace.requested_profile, self.rows["fwhm_px"]
        self._show_scale()
        if name:
            tip = "It has its own width; Tools > Measured PSF… again goes back."
            row.note("measured PSF", f"{name}: {tip}")
        if name == self._profile:
            return
        self._profile = name
        for row_name in _OF_A_PROFILE:
            self.rows[row_name].setEnabled(not name)

    def _show_scale(self) -> None:
        """How the width follows, and where the pixel scale came from."""
        at = self._workspace
        scale, seeing = at.requested.scale_arcsec, at.requested.seeing_arcsec
        self.rows["fwhm_px"].note(f"{trimmed(seeing, 2)}″ / {trimmed(scale, 2)}″")
        origin = scale_origin(at.requested, at.session)
        words = _ORIGINS.get(origin, "from the headers")
        tips = {"default": _NOT_GIVEN, "user": ""}
        tip = tips.get(origin, origin.replace(" um", " µm"))
        self.rows["pixel_scale_arcsec"].note(words, tip)

    def _evidence(self, calibration: Calibration) -> ScaleEvidence:
        session = self._workspace.session
        first = session.frames[0] if session is not None and session.frames else None
        return evidence(
            calibration.adu_step,
            calibration.request.parameters,
            egain=None if first is None else first.egain,
            egain_saved=None if first is None else first.egain_saved,
        )


def _matters(name: str, parameters: Parameters) -> bool:
    """Whether a parameter decides anything beside the others."""
    criteria = ONLY_FOR.get(name, (parameters.criterion,))
    family = _OF_FAMILY.get(name, parameters.family)
    return parameters.criterion in criteria and parameters.family == family


def _values(parameters: Parameters) -> dict[str, Any]:
    """Of all rows, those that follow from others included."""
    return {name: parameters.used(name) for name in ORDER}
