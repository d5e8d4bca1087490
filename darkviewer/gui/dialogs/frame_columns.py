"""Which columns the table of frames shows: measures, and any header card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidgetItem, QWidget

from darkviewer.core.foreign_text import shown
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label
from darkviewer.gui.controls.ticks import Ticks, is_ticked, name_of
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.models.frame_choice import CHOOSABLE, ColumnChoice

if TYPE_CHECKING:
    from darkviewer.gui.widgets.frames_place import FramesPlace

__all__ = ["ColumnsDialog"]

_WORDS = "Ticked columns are shown; the choice is remembered."
_IS_CARD = Qt.ItemDataRole.UserRole + 1
_LONGEST = 40


class ColumnsDialog(Panel):
    """A list with a search; each tick takes effect at once."""

    def __init__(self, place: FramesPlace, parent: QWidget) -> None:
        super().__init__("Columns of the table of frames", parent)
        self._place, self._table = place, place.table
        self.wanted = QLineEdit()
        self.wanted.setPlaceholderText("Find a measure or a header card")
        self.wanted.setClearButtonEnabled(True)
        self.wanted.setAccessibleName("Find a column")
        self.list = Ticks()
        self.list.setAccessibleName("Columns")
        self.outcome = label("", "secondary", wrap=True)
        self.column.addWidget(label(_WORDS, "secondary", wrap=True))
        self.column.addWidget(self.wanted)
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self.outcome)
        self.usual = KeyButton("Usual columns")
        self.usual.clicked.connect(self._take_usual)
        self.add_buttons(self.usual, self.close_button())
        self.open_at(460, 560)
        self.wanted.textChanged.connect(self._search)
        self.list.itemChanged.connect(self._take)
        place.cards.changed.connect(self._fill)
        place.cards.want()
        self._fill()
        self.wanted.setFocus()

    def _fill(self) -> None:
        """Measures first, then the cards of the frames in their order."""
        chosen = self._table.choice
        self.list.blockSignals(True)
        row = self.list.currentRow()
        self.list.clear()
        for column in CHOOSABLE:
            words = column.title.replace("\n", ", ")
            self.list.add(column.name, words, column.tip, ticked=chosen.shows(column))
        cards = self._place.cards
        for keyword in dict.fromkeys((*cards.keywords, *chosen.cards)):
            known = (one[keyword] for one in cards.cards.values() if keyword in one)
            value = shown(str(next(known, "in none of these frames")), _LONGEST)
            item = self.list.add(
                keyword,
                f"{shown(keyword)}  {value}",
                f"The card {keyword} of the header.",
                ticked=keyword in chosen.cards,
            )
            item.setData(_IS_CARD, True)
        self.list.setCurrentRow(max(row, 0))
        self.list.blockSignals(False)
        self._search()

    def _search(self) -> None:
        wanted, found = self.wanted.text().casefold().strip(), 0
        for row in range(self.list.count()):
            item = self.list.item(row)
            fits = wanted in item.text().casefold()
            item.setHidden(not fits)
            found += fits
        words = "" if found else "No column has this in its name or value."
        self.outcome.setText(words)
        self.outcome.setVisible(bool(words))

    def _take(self, item: QListWidgetItem) -> None:
        ticked, name, choice = is_ticked(item), name_of(item), self._table.choice
        if item.data(_IS_CARD):
            self._place.choose_columns(choice.with_card(name, shown=ticked))
        else:
            self._place.choose_columns(choice.with_measure(name, shown=ticked))

    def _take_usual(self) -> None:
        self._place.choose_columns(ColumnChoice())
        self._fill()
