"""A list of things that are ticked or not."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from darkviewer.gui.text.tips import plain_tip

__all__ = ["Ticks", "is_ticked", "name_of"]

_NAME = Qt.ItemDataRole.UserRole


class Ticks(QListWidget):
    """Space and Enter tick the row that has the keyboard."""

    def add(self, name: str, words: str, tip: str, *, ticked: bool) -> QListWidgetItem:
        """One more thing, by its name, with the words that are shown of it."""
        self.ensurePolished()  # else rows keep the height they had without style sheet
        item = QListWidgetItem(words, self)
        item.setData(_NAME, name)
        item.setToolTip(plain_tip(f"{words}\n{tip}"))
        item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        return item

    @property
    def ticked(self) -> tuple[str, ...]:
        """Names of those that are."""
        items = map(self.item, range(self.count()))
        return tuple(name_of(item) for item in items if is_ticked(item))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what the space bar does."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            on = is_ticked(item)
            item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
        else:
            super().keyPressEvent(event)


def is_ticked(item: QListWidgetItem) -> bool:
    """Whether it is ticked."""
    return item.checkState() == Qt.CheckState.Checked


def name_of(item: QListWidgetItem) -> str:
    """The name it was added by."""
    return str(item.data(_NAME))
