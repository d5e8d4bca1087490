"""How frames are judged: one row per parameter, and where the pixels went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from darkviewer.core.parameters import PARAMETERS, Parameters, ParameterSpec
from darkviewer.core.pipeline import Calibration
from darkviewer.core.scaling import evidence
from darkviewer.gui.controls.buttons import KeyButton, MenuButton
from darkviewer.gui.controls.labels import label, section_title, set_role
from darkviewer.gui.controls.number_field import NumberField, ValueSlider
from darkviewer.gui.controls.segmented import Segmented
from darkviewer.gui.number_text import trimmed
from darkviewer.gui.widgets.funnel import Funnel
from darkviewer.gui.workspace import Workspace

__all__ = ["ParameterPanel"]

# Sliders span the part of a range that matters; the number box takes all of it.
_SLIDER_TOPS = {"threshold_e": 5000.0}
_KNEES = {"threshold_e": 100.0}
_SEGMENTS_UP_TO = 2
"""More choices than this go into a menu: the panel is narrow."""


class ParameterPanel(QWidget):
    """The right part of the window."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._gesture = 0
        self.rows: dict[str, _Row] = {}
        self.funnel = Funnel(workspace)
        self._lay_out()
        workspace.parameters_changed.connect(self._show)
        workspace.calibration_changed.connect(self._show_evidence)
        self._show(workspace.parameters)
        self._show_evidence(workspace.calibration)

    def reset(self) -> None:
        """Back to the notebooks' values, as one step to undo."""
        self._workspace.change_parameters(Parameters(), words="Notebook's values")

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(7)
        column.addLayout(self._heading())
        # What only selects comes first: it answers while the hand still moves.
        known = [item for item in PARAMETERS if item.group == "notebook"]
        for item in sorted(known, key=lambda spec: spec.recomputes):
            row = _make_row(item)
            row.changed.connect(self._change)
            row.pressed.connect(self._begin_gesture)
            self.rows[item.name] = row
            column.addWidget(row)
        column.addSpacing(6)
        column.addWidget(section_title("From pixels to candidates"))
        column.addWidget(self.funnel)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        bar = area.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(inner.minimumSizeHint().width() + bar)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def _heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(section_title("Parameters"), 1)
        self._reset = KeyButton("Reset")
        self._reset.flat = True
        self._reset.setToolTip("Back to the notebooks' values (Ctrl+Z undoes it).")
        self._reset.clicked.connect(self.reset)
        row.addWidget(self._reset)
        return row

    def _begin_gesture(self) -> None:
        self._gesture += 1

    def _change(self, name: str, value: Any, dragging: bool) -> None:
        new = replace(self._workspace.parameters, **{name: value})
        self._workspace.change_parameters(
            new,
            words=self.rows[name].spec.label,
            gesture=self._gesture if dragging else 0,
        )

    def _show(self, parameters: Parameters) -> None:
        values = parameters.as_dict()
        for name, row in self.rows.items():
            row.show_value(values[name])
        self._reset.setVisible(parameters != Parameters())

    def _show_evidence(self, calibration: Calibration | None) -> None:
        """The ADU step that was found, beside the padding that was chosen."""
        row = self.rows["padding_bits"]
        if calibration is None:
            row.note("")
            return
        found = evidence(calibration.adu_step, calibration.request.parameters)
        words = f"step found: {found.step}" if found.step else "no step found"
        row.note(words, "\n".join(found.sentences), doubtful=found.level == "doubtful")


class _Row(QWidget):
    """One parameter: words at the left, its control at the right."""

    changed = Signal(str, object, bool)  # name, value, part of a drag
    pressed = Signal()  # a drag begins

    def __init__(self, spec: ParameterSpec) -> None:
        super().__init__()
        self.spec = spec
        self.setToolTip(_tip(spec))
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(6)
        self.grid.setVerticalSpacing(1)
        self.grid.setColumnStretch(1, 1)
        self.grid.addWidget(label(spec.label), 0, 0)
        self._note = label("", "small")
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.grid.addWidget(self._note, 0, 1, Qt.AlignmentFlag.AlignVCenter)

    def note(self, text: str, tip: str = "", *, doubtful: bool = False) -> None:
        """What was found, beside what was chosen."""
        self._note.setText(text)
        self._note.setToolTip(tip)
        set_role(self._note, "doubtful" if doubtful else "small")

    def show_value(self, value: Any) -> None:
        """Follow the workspace without a signal."""
        raise NotImplementedError

    def _emit(self, value: Any, *, dragging: bool = False) -> None:
        self.changed.emit(self.spec.name, value, dragging)


class _NumberRow(_Row):
    """A number box, and a slider below where a change answers at once."""

    def __init__(self, spec: ParameterSpec) -> None:
        super().__init__(spec)
        self.field = NumberField(
            minimum=spec.minimum,
            maximum=spec.maximum,
            step=spec.step,
            decimals=spec.decimals,
            unit="" if spec.unit == spec.label else spec.unit,
        )
        self.field.setAccessibleName(spec.label)
        self.field.valueChanged.connect(self._typed)
        self.grid.addWidget(self.field, 0, 2)
        self.slider: ValueSlider | None = None
        if not spec.recomputes:
            self._add_slider()

    def show_value(self, value: Any) -> None:
        self.field.blockSignals(True)
        self.field.setValue(value)
        self.field.blockSignals(False)
        self.field.updateGeometry()
        if self.slider is not None:
            self.slider.set_number(value)

    def _add_slider(self) -> None:
        spec = self.spec
        self.slider = ValueSlider(
            minimum=spec.minimum,
            maximum=_SLIDER_TOPS.get(spec.name, spec.maximum),
            step=spec.step,
            knee=_KNEES.get(spec.name, 0.0),
        )
        self.slider.setAccessibleName(spec.label)
        self.slider.sliderPressed.connect(self.pressed)
        self.slider.moved.connect(self._slid)
        self.grid.addWidget(self.slider, 1, 0, 1, 3)

    def _slid(self, value: float) -> None:
        rounded = round(value, self.spec.decimals)
        self._emit(rounded, dragging=self.slider.isSliderDown())

    def _typed(self, value: float) -> None:
        whole = self.spec.decimals == 0
        self._emit(int(value) if whole else value)


class _SegmentRow(_Row):
    def __init__(self, spec: ParameterSpec) -> None:
        super().__init__(spec)
        self.segments = Segmented(spec.choices or {})
        self.segments.value_changed.connect(self._emit)
        self.grid.addWidget(self.segments, 0, 2)

    def show_value(self, value: Any) -> None:
        self.segments.set_value(value)


class _MenuRow(_Row):
    def __init__(self, spec: ParameterSpec) -> None:
        super().__init__(spec)
        self.button = MenuButton("")
        self.grid.addWidget(self.button, 0, 2)
        for value, words in (spec.choices or {}).items():
            action = QAction(words, self)
            action.triggered.connect(self._chooser(value))
            self.button.menu.addAction(action)

    def show_value(self, value: Any) -> None:
        self.button.setText((self.spec.choices or {})[value])
        self.button.updateGeometry()

    def _chooser(self, value: Any) -> Callable[[], None]:
        return lambda: self._emit(value)


def _make_row(spec: ParameterSpec) -> _Row:
    if spec.choices is None:
        return _NumberRow(spec)
    return _SegmentRow(spec) if len(spec.choices) <= _SEGMENTS_UP_TO else _MenuRow(spec)


def _tip(spec: ParameterSpec) -> str:
    if spec.choices is not None:
        return spec.sentence
    span = f"{trimmed(spec.minimum, 6)} to {trimmed(spec.maximum, 6)} {spec.unit}"
    return f"{spec.sentence}\nRange: {span.strip()}."
