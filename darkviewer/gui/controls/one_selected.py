"""Views with one selected row, deselected only by selecting another."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex
from PySide6.QtCore import QPersistentModelIndex as Persistent
from PySide6.QtWidgets import QListView, QTableView, QTreeView

__all__ = ["OneSelectedList", "OneSelectedTable", "OneSelectedTree"]

Flag = QItemSelectionModel.SelectionFlag


def _kept(command: Flag) -> Flag:
    """Ctrl with a click takes a selection away, while what was selected stays shown."""
    away = Flag.Toggle | Flag.Deselect
    return (command & ~away) | Flag.ClearAndSelect if command & away else command


class OneSelectedList(QListView):
    """A list."""

    def selectionCommand(
        self, index: QModelIndex | Persistent, event: QEvent | None = None
    ) -> Flag:
        """Of a click or key: never to select nothing."""
        return _kept(super().selectionCommand(index, event))


class OneSelectedTable(QTableView):
    """A table."""

    def selectionCommand(
        self, index: QModelIndex | Persistent, event: QEvent | None = None
    ) -> Flag:
        """Of a click or key: never to select nothing."""
        return _kept(super().selectionCommand(index, event))


class OneSelectedTree(QTreeView):
    """A tree."""

    def selectionCommand(
        self, index: QModelIndex | Persistent, event: QEvent | None = None
    ) -> Flag:
        """Of a click or key: never to select nothing."""
        return _kept(super().selectionCommand(index, event))
