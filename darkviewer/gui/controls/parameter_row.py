"""One parameter in the panel: its words at the left, its control at the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QWidget

from darkviewer.gui.controls.buttons import MenuButton
from darkviewer.gui.controls.folding import Folding
from darkviewer.gui.controls.labels import label, set_role
from darkviewer.gui.controls.number_field import NumberField, ValueSlider
from darkviewer.gui.controls.segmented import Segmented
from darkviewer.gui.text.numbers import trimmed
from darkviewer.gui.text.units import Shown

if TYPE_CHECKING:
    from darkviewer.core.parameters import ParameterSpec
    from darkviewer.gui.text.units import Units

__all__ = ["MenuRow", "NumberRow", "ParameterRow", "SegmentRow", "make_row"]


@dataclass(frozen=True, slots=True)
class _Reach:
    """The part of a range that a slider spans; the number box takes all of it."""

    bottom: float
    top: float
    knee: float = 0.0
    step: float = 0.0  # 0: that of the box


_SLIDERS = {
    "threshold_e": _Reach(0, 5000, 100),
    "ratio": _Reach(0, 1),
    "fwhm_px": _Reach(0.8, 6),
    "p_min": _Reach(0, 0.5, 0.0005, 0.00001),
    "dbic_min": _Reach(-10, 50),
}
_SEGMENTED = ("neighbours", "ties", "criterion", "width", "master")
"""Choices that stand side by side; the others go into a menu."""

_PLACES = {False: (0, 2, 1, 1), True: (1, 0, 1, 3)}  # of the control: folded or not
_MARK = " *"
_ELECTRONS = "e⁻"
_MOST_DECIMALS = 4
_AT_THE_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ParameterRow(Folding):
    """One parameter: words at the left, its control at the right."""

    changed = Signal(str, object, bool)  # name, value, part of a drag
    pressed = Signal()  # a drag begins

    def __init__(self, spec: ParameterSpec) -> None:
        super().__init__()
        self.spec = spec
        self.setToolTip(self._tip())
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(6)
        self.grid.setVerticalSpacing(1)
        self.grid.setColumnStretch(1, 1)
        self._words = label(spec.label)
        self._waiting = ""
        self.grid.addWidget(self._words, 0, 0)
        self._note = label("", "small")
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.grid.addWidget(self._note, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        self._control: QWidget | None = None
        self._folded = False

    def minimumSizeHint(self) -> QSize:
        """Where it is narrow the control goes below the words."""
        width = max(sum(self._widths()[:2]), self._widths()[2])
        return QSize(width, super().minimumSizeHint().height())

    def _fold(self) -> None:
        folded = sum(self._widths()) > self.width()
        if folded != self._folded and self._control is not None:
            self._folded = folded
            self.grid.addWidget(self._control, *_PLACES[folded], _AT_THE_RIGHT)

    def note(self, text: str, tip: str = "", *, doubtful: bool = False) -> None:
        """Show a found value beside the chosen one."""
        self._note.setText(text)
        self._note.setToolTip(tip)
        set_role(self._note, "doubtful" if doubtful else "small")

    def set_waiting(self, shown: str) -> None:
        """Mark a value that waits beside the one that was used; empty: no mark."""
        if shown == self._waiting:
            return
        self._waiting = shown
        self._words.setText(self.spec.label + (_MARK if shown else ""))
        set_role(self._words, "warn" if shown else "")
        self._tell()

    def _tell(self) -> None:
        tip, shown = self._tip(), self._waiting
        if shown:
            tip = f"Waiting for a run; the results shown used {shown}.\n{tip}"
        self.setToolTip(tip)

    @property
    def waiting(self) -> str:
        """The value that the results on show were made with, while another waits."""
        return self._waiting

    def set_units(self, units: Units) -> None:
        """Numbers in electrons are shown, and typed, in the unit chosen."""

    def in_words(self, value: Any) -> str:
        """A value as the row writes it: ``200 e⁻``, ``median``."""
        return str((self.spec.choices or {})[value])

    def show_value(self, value: Any) -> None:
        """Follow the workspace without a signal."""
        raise NotImplementedError

    def refuse(self, why: str, value: Any) -> None:
        """Say why another value cannot be taken, and show again the one that stays."""
        raise NotImplementedError

    def _tip(self) -> str:
        return self.spec.sentence

    def _add_control(self, control: QWidget) -> None:
        self._control = control
        self.grid.addWidget(control, *_PLACES[False], _AT_THE_RIGHT)

    def _widths(self) -> tuple[int, int, int]:
        """Widths of words, note and control, with the gap after each."""
        gap = self.grid.horizontalSpacing()
        words, note = (
            part.sizeHint().width() + gap for part in (self._words, self._note)
        )
        mark = "" if self._waiting else _MARK  # room for it is kept: nothing folds
        words += self._words.fontMetrics().horizontalAdvance(mark)
        control = 0 if self._control is None else self._control.sizeHint().width()
        return words, note, control

    def _emit(self, value: Any, *, dragging: bool = False) -> None:
        self.changed.emit(self.spec.name, value, dragging)


class NumberRow(ParameterRow):
    """A number box, and a slider below where a change answers at once."""

    def __init__(self, spec: ParameterSpec) -> None:
        self._unit = Shown(1.0, "e-") if spec.unit == _ELECTRONS else None
        self._value = spec.minimum
        super().__init__(spec)
        self.field = NumberField(
            minimum=spec.minimum,
            maximum=spec.maximum,
            step=spec.step,
            decimals=spec.decimals,
            unit=self._suffix,
        )
        self.field.setAccessibleName(spec.label)
        self.field.valueChanged.connect(self._typed)
        if spec.usual is not None:  # to type it is to say it
            self.field.typed_again.connect(self._typed)
        self._add_control(self.field)
        self.slider: ValueSlider | None = None
        if spec.name in _SLIDERS:
            self._add_slider()

    def set_units(self, units: Units) -> None:
        unit = units.of("e-")
        if self._unit is None or unit == self._unit:
            return
        self._unit, spec = unit, self.spec
        decimals = spec.decimals + unit.finer
        self.field.span(
            minimum=round(spec.minimum * unit.factor, decimals),
            maximum=round(spec.maximum * unit.factor, decimals),
            step=self._step,
            decimals=decimals,
            unit=self._suffix,
        )
        self._tell()
        self.show_value_text(self._value)

    def in_words(self, value: Any) -> str:
        written = trimmed(value * self._factor, self._decimals(value))
        return f"{written} {self._suffix or self.spec.unit}".strip()

    @property
    def _factor(self) -> float:
        return 1.0 if self._unit is None else self._unit.factor

    @property
    def _suffix(self) -> str:
        """The unit in the box; a label that is one already is enough."""
        if self._unit is not None:
            return self._unit.words
        return "" if self.spec.unit == self.spec.label else self.spec.unit

    @property
    def _step(self) -> float:
        assert self._unit is not None
        return self._unit.step(self.spec.step)

    def _decimals(self, value: float) -> int:
        """What was typed in another unit may have more decimals than are usual."""
        if self._unit is None:
            return self.spec.decimals
        usual = self.spec.decimals + self._unit.finer
        if self._unit.factor != 1:
            return usual
        return max(usual, len(trimmed(value, _MOST_DECIMALS).partition(".")[2]))

    def _tip(self) -> str:
        spec = self.spec
        least, most = (
            trimmed(limit * self._factor, 6) for limit in (spec.minimum, spec.maximum)
        )
        unit = spec.unit if self._unit is None else self._unit.words
        return f"{spec.sentence}\nRange: {f'{least} to {most} {unit}'.strip()}."

    def show_value(self, value: Any) -> None:
        self.show_value_text(value)
        if self.slider is not None:
            self.slider.set_number(value)

    def refuse(self, why: str, value: Any) -> None:
        """Say why another value cannot be taken, and show again the one that stays."""
        self.show_value(value)
        self.field.callout.say(why, passing=True)

    def _add_slider(self) -> None:
        spec = self.spec
        reach = _SLIDERS[spec.name]
        self.slider = ValueSlider(
            minimum=max(spec.minimum, reach.bottom),
            maximum=reach.top,
            step=reach.step or spec.step,
            knee=reach.knee,
        )
        if spec.reexamines:  # once, when the hand lets go: examining takes a while
            self.slider.setTracking(False)
            self.slider.sliderMoved.connect(self._preview)
        self.slider.setAccessibleName(spec.label)
        self.slider.sliderPressed.connect(self.pressed)
        self.slider.moved.connect(self._slid)
        self.grid.addWidget(self.slider, 2, 0, 1, 3)

    def _preview(self, position: int) -> None:
        assert self.slider is not None
        self.show_value_text(self.slider.number_at(position))

    def show_value_text(self, value: float) -> None:
        """Write a number into the box without a signal."""
        before = self.field.sizeHint()
        self._value = value
        self.field.blockSignals(True)
        self.field.setDecimals(self._decimals(value))
        self.field.setValue(value * self._factor)
        self.field.blockSignals(False)
        if self.field.sizeHint() != before:
            self.field.updateGeometry()

    def _slid(self, value: float) -> None:
        assert self.slider is not None
        if self._unit is None or self._unit.factor == 1:
            value = round(value, self.spec.decimals)
        else:  # a round number in the unit on show
            steps = round(value * self._unit.factor / self._step)
            shown = round(steps * self._step, self.field.decimals())
            value = self._unit.stored(shown)
        self._emit(value, dragging=self.slider.isSliderDown())

    def _typed(self, value: float) -> None:
        if self._unit is not None:
            self._emit(self._unit.stored(value))
        else:
            self._emit(int(value) if self.spec.decimals == 0 else value)


class SegmentRow(ParameterRow):
    def __init__(self, spec: ParameterSpec) -> None:
        super().__init__(spec)
        self.segments = Segmented(
            {v: words for v, words in (spec.choices or {}).items() if v != "auto"}
        )
        self.segments.value_changed.connect(self._emit)
        self._add_control(self.segments)

    def show_value(self, value: Any) -> None:
        self.segments.set_value(value)


class MenuRow(ParameterRow):
    def __init__(self, spec: ParameterSpec) -> None:
        super().__init__(spec)
        self.button = MenuButton("")
        self._add_control(self.button)
        for value, words in (spec.choices or {}).items():
            action = QAction(words, self)
            action.triggered.connect(self._chooser(value))
            self.button.menu.addAction(action)

    def show_value(self, value: Any) -> None:
        self.button.setText((self.spec.choices or {})[value])
        self.button.updateGeometry()

    def _chooser(self, value: Any) -> Callable[[], None]:
        return lambda: self._emit(value)


def make_row(spec: ParameterSpec) -> ParameterRow:
    if spec.choices is None:
        return NumberRow(spec)
    return SegmentRow(spec) if spec.name in _SEGMENTED else MenuRow(spec)
