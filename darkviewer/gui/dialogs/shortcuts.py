"""All keys in one list, made from the table of actions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from darkviewer.gui.actions import all_specs, key_text
from darkviewer.gui.controls.labels import label, section_title
from darkviewer.gui.dialogs.panel import Panel

__all__ = ["ShortcutsDialog"]


class ShortcutsDialog(Panel):
    """What each key does, by menu."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Keyboard shortcuts", parent)
        self.column.addWidget(
            label("Keys do nothing while you type in a text field.", "secondary")
        )
        sheet = QWidget()
        self._grid = QGridLayout(sheet)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(4)
        self._fill()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(sheet)
        area.setMinimumWidth(sheet.sizeHint().width() + 12)
        self.column.addWidget(area, 1)
        self.add_buttons(self.close_button())
        self.resize(self.sizeHint().width(), 560)

    def _fill(self) -> None:
        line, menu = 0, ""
        for path, spec in all_specs():
            if not spec.keys:
                continue
            if path != menu:
                menu = path
                self._grid.addWidget(section_title(path), line, 0, 1, 3)
                line += 1
            keys = label(key_text(spec.keys), "mono")
            self._grid.addWidget(keys, line, 0)
            self._grid.addWidget(label(spec.text), line, 1)
            self._grid.addWidget(label(spec.tip, "secondary"), line, 2)
            line += 1
