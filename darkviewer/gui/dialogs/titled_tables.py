"""Small tables of dialogs, all set up alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractItemView, QHeaderView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTableView

    from darkviewer.gui.models.titled_table import TitledTable

__all__ = ["set_up_table"]


def set_up_table(table: QTableView, model: TitledTable, name: str) -> None:
    """Whole rows of words and numbers, as wide as they are.

    Parameters
    ----------
    table : QTableView
        The view.
    model : TitledTable
        Its rows.
    name : str
        For those who hear the window.
    """
    table.setModel(model)
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setResizeContentsPrecision(50)
