"""Labels by role: the style sheet decides how each looks."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from darkviewer.gui.text.numbers import without_cut_number

__all__ = [
    "ElidedLabel",
    "ReadingLabel",
    "SparedLabel",
    "SteadyLabel",
    "label",
    "section_title",
    "set_role",
]


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A plain-text label; text from headers is never taken for rich text."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def section_title(text: str) -> QLabel:
    """The small letter-spaced title above each part of the window."""
    made = label(text.upper(), "section")
    made.setAccessibleName(text)
    return made


def set_role(widget: QWidget, role: str, name: str = "role") -> None:
    """Change a style-sheet property of a widget that is already on screen."""
    if widget.property(name) != role:
        widget.setProperty(name, role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class SparedLabel(QLabel):
    """Words that a narrow window can do without: all of them or none."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)

    def minimumSizeHint(self) -> QSize:
        """It may shrink to nothing."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing rather than a part."""
        if self.width() >= self.sizeHint().width():
            super().paintEvent(event)


class ElidedLabel(QLabel):
    """One line that may shrink: text that does not fit ends in an ellipsis."""

    def __init__(
        self,
        text: str = "",
        role: str = "",
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(text)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        if role:
            self.setProperty("role", role)

    def minimumSizeHint(self) -> QSize:
        """It may shrink to nothing."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As much of the text as fits."""
        painter = QPainter(self)
        room = self.contentsRect().adjusted(max(self.indent(), 0), 0, 0, 0)
        whole = self.text()
        text = self.fontMetrics().elidedText(whole, self._mode, room.width())
        text = without_cut_number(whole, text)
        painter.drawText(room, int(self.alignment()), text)


class SteadyLabel(ElidedLabel):
    """One line whose size comes from a sample: another text moves nothing.

    Parameters
    ----------
    sample : str
        As wide as the usual text.
    role : str
        For the style sheet.
    """

    def __init__(self, sample: str = "", role: str = "") -> None:
        super().__init__(sample, role)
        self._shown = self._tip = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """That of the sample."""
        return QLabel.minimumSizeHint(self)

    def text(self) -> str:
        """The text shown."""
        return self._shown

    def setText(self, text: str) -> None:
        """Show another text."""
        if text != self._shown:
            self._shown = text
            self.setAccessibleName(text)
            self._tell_what_is_cut()
            self.update()

    def set_tip(self, tip: str) -> None:
        """Set the meaning as tool tip, which also repeats an elided text."""
        self._tip = tip
        self._tell_what_is_cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another part of the text may be cut."""
        super().resizeEvent(event)
        self._tell_what_is_cut()

    def _tell_what_is_cut(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self._shown) > self.width()
        parts = (self._shown if cut else "", self._tip)
        self.setToolTip("\n".join(part for part in parts if part))


_WASTED = 0.7


class ReadingLabel(ElidedLabel):
    """Numbers that follow the hand.

    Changing a `QLabel`'s text re-lays out the whole window; here it is just painted
    where there is room for it, unless a third of the room would stay empty.
    """

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__(text, role)
        self._reading = text
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """A cut number is a wrong number."""
        return QLabel.minimumSizeHint(self)

    def text(self) -> str:
        """The text shown."""
        return self._reading

    def setText(self, text: str) -> None:
        """Show another text."""
        self._reading = text
        self.setAccessibleName(text)
        needed = self.fontMetrics().horizontalAdvance(text) + max(self.indent(), 0)
        # Hidden, its size says nothing: it may never have been laid out.
        room = 0 if self.isHidden() else self.contentsRect().width()
        if not _WASTED * room <= needed <= room:
            super().setText(text)
        self.update()
