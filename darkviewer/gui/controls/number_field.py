"""A number with its unit in a small box, and a slider that goes with it."""

from __future__ import annotations

import math
from decimal import Decimal

from PySide6.QtCore import QEvent, QLocale, QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QValidator,
    QWheelEvent,
)
from PySide6.QtWidgets import QDoubleSpinBox, QSlider, QWidget

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.controls.callout import Callout
from darkviewer.gui.controls.keyboard import EscapeReverts, give_back
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import number, trimmed
from darkviewer.gui.text.typed import refusal, typed_number

__all__ = ["NumberField", "ValueSlider"]

_STEPS = 1000
_MARGIN = 6
_PADDING = 2 * _MARGIN + 8


class NumberField(QDoubleSpinBox):
    """Shows ``1,977 e⁻``; takes what people type, or says why not.

    A click selects the number. Enter takes what was typed and gives the keyboard back
    to the window; Escape takes the typing back. What cannot be taken stays in the
    field with the reason below it.
    """

    typed_again = Signal(float)  # the number that was there already

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
        self._clicked = False
        self._least = 0  # decimals
        self.setLocale(QLocale.c())
        self.callout = Callout(self)
        self.span(
            minimum=minimum, maximum=maximum, step=step, decimals=decimals, unit=unit
        )
        # The style sheet hides the buttons: without any, Qt leaves the text no room.
        self.lineEdit().setTextMargins(_MARGIN, 0, _MARGIN, 0)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setKeyboardTracking(False)
        self.setProperty("role", "value")
        self.lineEdit().textEdited.connect(self._follow_typing)
        self.lineEdit().installEventFilter(self)
        EscapeReverts(self, edited=self._edited, revert=self._restore)
        self.valueChanged.connect(self.updateGeometry)

    def span(
        self, *, minimum: float, maximum: float, step: float, decimals: int, unit: str
    ) -> None:
        """Take numbers of another range or unit, without a signal.

        The number stays, though it may mean something else now: set it next.
        """
        self.blockSignals(True)
        self.callout.take_away()
        self._least = max(0, -math.floor(math.log10(step)))
        self.setDecimals(decimals)
        self.setRange(minimum, maximum)
        self.setSingleStep(step)
        self.setSuffix(f" {unit}" if unit else "")
        self.blockSignals(False)

    def textFromValue(self, value: float) -> str:
        """Thousands separated, a true minus, at least the decimals of a step.

        While it is typed over nothing separates the thousands: with a figure less the
        separator could be taken for a decimal sign.
        """
        written = self._written(value)
        return written.replace(",", "") if self.hasFocus() else written

    def valueFromText(self, text: str) -> float:
        """The number typed; the old value when it is none."""
        try:
            return float(self._typed(text))
        except DarkviewerError:
            return self.value()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Anything may be typed; only a number that the field can hold is accepted."""
        states = QValidator.State
        refused = bool(self._refusal(text))
        return states.Intermediate if refused else states.Acceptable, text, position

    def sizeHint(self) -> QSize:
        """Just wide enough for what it shows, and for what is being typed."""
        metrics = QFontMetrics(fonts.mono())
        shown = (self._written(self.value()) + self.suffix(), self.text())
        text = max(metrics.horizontalAdvance(words) for words in shown)
        return QSize(max(text + _PADDING, 44), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The same: a cut number is a wrong number."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is done."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif why := self._refusal(self.text()):
            self.callout.say(why)
            self.selectAll()
        else:
            typed, before = self.lineEdit().isModified(), self.value()
            super().keyPressEvent(event)
            self._tell_typed_again(before, typed=typed)
            give_back(self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Ready to be typed over."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.setValue(self.value())  # written without separators from now on
            self._clicked = event.reason() == Qt.FocusReason.MouseFocusReason
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Revert a refused entry, and say so."""
        if event.reason() == Qt.FocusReason.PopupFocusReason:
            return  # its own menu: what was typed stays as it is
        why = self._refusal(self.text())
        typed, before = self.lineEdit().isModified(), self.value()
        super().focusOutEvent(event)
        self._tell_typed_again(before, typed=typed and not why)
        self.callout.take_away()
        if why and self.isVisible():
            self.callout.say(f"{why}. {self.text()} is kept.", passing=True)

    def _tell_typed_again(self, before: float, *, typed: bool) -> None:
        """Qt tells only of other numbers."""
        self.lineEdit().setModified(False)
        if typed and self.value() == before:
            self.typed_again.emit(before)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The click that brought the keyboard selects, unless it selected a part."""
        if event.type() == QEvent.Type.MouseButtonRelease and self._clicked:
            self._clicked = False
            if not self.lineEdit().hasSelectedText():
                self.selectAll()
        return super().eventFilter(watched, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only a focused field turns with the wheel: scrolling changes nothing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _follow_typing(self) -> None:
        self.callout.take_away()
        self.updateGeometry()

    def _edited(self) -> bool:
        return self.lineEdit().isModified() or bool(self.callout.text)

    def _restore(self) -> None:
        self.callout.take_away()
        self.lineEdit().setText(self.textFromValue(self.value()) + self.suffix())
        self.setValue(self.value())

    def _written(self, value: float) -> str:
        short = trimmed(value, self.decimals())
        known = len(short.partition(".")[2])
        return short if known >= self._least else number(value, self._least)

    def _typed(self, text: str) -> Decimal:
        return typed_number(text, unit=self.suffix().strip())

    def _refusal(self, text: str) -> str:
        """Why the field cannot hold what a text says; empty if it can."""
        try:
            typed = self._typed(text)
        except DarkviewerError as error:
            return str(error)
        return refusal(
            typed,
            least=self.minimum(),
            most=self.maximum(),
            decimals=self.decimals(),
            unit=self.suffix().strip(),
        )


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
        # A drag leaves the keyboard where it was: with the frames.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._pointed = False
        self.setMouseTracking(True)
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

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """End an entry in another field first."""
        elsewhere = self.window().focusWidget()
        if elsewhere is not None:
            give_back(elsewhere)
        super().mousePressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """It may be the panel that was scrolled below the pointer."""
        super().enterEvent(event)
        self._pointed = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The pointer itself has moved: it is this slider that is meant."""
        self._pointed = True
        super().mouseMoveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turns a slider as everywhere, unless it was scrolled below the pointer."""
        if self._pointed:
            super().wheelEvent(event)
        else:
            event.ignore()

    def _emit(self, position: int) -> None:
        if not self._silent:
            self.moved.emit(self.number_at(position))

    def _warped(self, value: float) -> float:
        return math.log1p(value / self._knee) if self._knee else value

    def _unwarped(self, value: float) -> float:
        return math.expm1(value) * self._knee if self._knee else value
