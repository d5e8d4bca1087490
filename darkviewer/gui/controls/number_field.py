"""A number with its unit in a small box, and a slider that goes with it."""

from __future__ import annotations

import math

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QValidator, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QSlider, QWidget

from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import MINUS, number, trimmed

__all__ = ["NumberField", "ValueSlider"]

_STEPS = 1000
_MARGIN = 6
_PADDING = 2 * _MARGIN + 8


class NumberField(QDoubleSpinBox):
    """Shows ``1,977 e⁻``; takes what people type: commas, a minus of either kind."""

    def __init__(
        self,
        *,
        minimum: float,
        maximum: float,
        step: float = 1.0,
        decimals: int = 0,
        unit: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._least = max(0, -math.floor(math.log10(step)))
        self.setLocale(QLocale.c())
        self.setDecimals(decimals)
        self.setRange(minimum, maximum)
        self.setSingleStep(step)
        # The style sheet hides the buttons: without any, Qt leaves the text no room.
        self.lineEdit().setTextMargins(_MARGIN, 0, _MARGIN, 0)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setKeyboardTracking(False)
        self.setProperty("role", "value")
        self.setSuffix(f" {unit}" if unit else "")
        self.valueChanged.connect(self.updateGeometry)

    def textFromValue(self, value: float) -> str:
        """Thousands separated, a true minus, at least the decimals of a step."""
        short = trimmed(value, self.decimals())
        known = len(short.partition(".")[2])
        return short if known >= self._least else number(value, self._least)

    def valueFromText(self, text: str) -> float:
        """The number typed; the old value when it is none."""
        typed = self._parsed(text)
        return self.value() if typed is None else typed

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Anything may be typed; only a number within the range is accepted."""
        typed = self._parsed(text)
        inside = typed is not None and self.minimum() <= typed <= self.maximum()
        state = QValidator.State.Acceptable if inside else QValidator.State.Intermediate
        return state, text, position

    def sizeHint(self) -> QSize:
        """Just wide enough for what it shows."""
        text = QFontMetrics(fonts.mono()).horizontalAdvance(self.text())
        return QSize(max(text + _PADDING, 44), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The same: a cut number is a wrong number."""
        return self.sizeHint()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only a focused field turns with the wheel: scrolling changes nothing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _parsed(self, text: str) -> float | None:
        plain = text.removesuffix(self.suffix()).replace(",", "").replace(MINUS, "-")
        try:
            typed = float(plain.strip())
        except ValueError:
            return None
        return typed if math.isfinite(typed) else None


class ValueSlider(QSlider):
    """A slider over real numbers; wide ranges are logarithmic above `knee`.

    Parameters
    ----------
    minimum, maximum, step : float
        Values are rounded to multiples of `step`.
    knee : float
        0 for a linear scale; otherwise the scale is linear well below it and
        logarithmic well above.
    """

    moved = Signal(float)  # while the user moves it

    def __init__(
        self,
        *,
        minimum: float,
        maximum: float,
        step: float,
        knee: float = 0.0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._minimum, self._step, self._knee = minimum, step, knee
        self._span = self._warped(maximum - minimum)
        self.setRange(0, _STEPS)
        # An arrow key moves by at least one step of the value.
        by = 5 if knee else math.ceil(_STEPS * step / (maximum - minimum))
        self.setSingleStep(by)
        self.setPageStep(10 * by)
        self._silent = False
        self.valueChanged.connect(self._emit)

    def set_number(self, value: float) -> None:
        """Follow a value without a signal."""
        part = self._warped(max(value - self._minimum, 0.0)) / self._span
        self._silent = True
        self.setValue(round(min(part, 1.0) * _STEPS))
        self._silent = False

    def number_at(self, position: int) -> float:
        """The value that a position stands for."""
        value = self._minimum + self._unwarped(position / _STEPS * self._span)
        return round(value / self._step) * self._step

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the panel changes nothing."""
        event.ignore()

    def _emit(self, position: int) -> None:
        if not self._silent:
            self.moved.emit(self.number_at(position))

    def _warped(self, value: float) -> float:
        return math.log1p(value / self._knee) if self._knee else value

    def _unwarped(self, value: float) -> float:
        return math.expm1(value) * self._knee if self._knee else value
