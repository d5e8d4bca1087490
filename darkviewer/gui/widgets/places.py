"""Places of the window: one at a time, each named in the row of the menus."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from darkviewer.gui.controls.buttons import ActionButton

if TYPE_CHECKING:
    from darkviewer.gui.controls.labels import ElidedLabel

__all__ = ["PlaceRow", "Places", "Slot"]

_UNDERLINE = 2


class Slot(QWidget):
    """Where a part that all places share is shown while this place is on top."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)

    def take(self, part: QWidget) -> None:
        """Show the part here."""
        self._lines.addWidget(part)


class Places(QStackedWidget):
    """Pages by name; the one on top has the part that all share."""

    changed = Signal(str)

    def __init__(self, shared: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shared = shared
        self._pages: dict[str, tuple[QWidget, Slot]] = {}

    def add(self, name: str, page: QWidget, slot: Slot) -> None:
        """A place, and where in it the shared part is shown."""
        self._pages[name] = page, slot
        self.addWidget(page)

    @property
    def current(self) -> str:
        """Name of the place on top."""
        on_top = self.currentWidget()
        return next(name for name, (page, _) in self._pages.items() if page is on_top)

    def go(self, name: str) -> None:
        """Bring a place to the top; nothing is computed anew."""
        if name == self.current:
            return
        page, slot = self._pages[name]
        slot.take(self._shared)
        self.setCurrentWidget(page)
        self.changed.emit(name)


class PlaceRow(QWidget):
    """Buttons for the places, and the title of what is open, beside the menus."""

    def __init__(self, actions: Iterable[QAction], title: ElidedLabel) -> None:
        super().__init__()
        self.buttons = [_PlaceButton(action) for action in actions]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button in self.buttons:
            row.addWidget(button)
        row.addWidget(title, 1)

    def sizeHint(self) -> QSize:
        """As wide as the window made it: the menu bar places it by this."""
        hint = super().sizeHint()
        return QSize(self.minimumWidth() or hint.width(), hint.height())

    def buttons_width(self) -> int:
        """Pixels that the names of the places take."""
        row = self.layout()
        gaps = 0 if row is None else row.spacing() * len(self.buttons)
        return gaps + sum(button.sizeHint().width() for button in self.buttons)


class _PlaceButton(ActionButton):
    """A name with its key; the place on top is underlined."""

    def __init__(self, action: QAction) -> None:
        super().__init__(action)
        self.flat = True

    def _follow(self) -> None:
        super()._follow()
        self.hint = self.action.shortcut().toString()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text of a flat button, and a line below the current one."""
        super().paintEvent(event)
        if self.isChecked():
            painter = QPainter(self)
            accent = self.palette().color(QPalette.ColorRole.Accent)
            painter.setPen(QPen(accent, _UNDERLINE, c=Qt.PenCapStyle.FlatCap))
            y = self.height() - _UNDERLINE / 2
            painter.drawLine(0, round(y), self.width(), round(y))
