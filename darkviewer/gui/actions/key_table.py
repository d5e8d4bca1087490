"""The list of all keys: a row per action, one of which may listen for a new key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from darkviewer.gui.actions.menus import all_specs, key_text
from darkviewer.gui.actions.pressed import held_words, pressed_key
from darkviewer.gui.style import fonts
from darkviewer.gui.widgets.image_view import MOUSE

if TYPE_CHECKING:
    from darkviewer.gui.actions.spec import ActionSpec

__all__ = ["KeyTable"]

_KEY, _NAME, _TIP = range(3)
_LISTENS = "press a key…"
_NAME_ROLE = Qt.ItemDataRole.UserRole
_WIDTHS = 150, 200


class KeyTable(QTableWidget):
    """Arrow keys choose a row; nothing listens before `listen` is called.

    Signals
    -------
    key_pressed : name, key
        The row that listened got a key.
    listening_changed : name
        Of the action whose row listens, empty when none does any more.
    change_wanted
        A double click on a row.
    """

    key_pressed = Signal(str, str)
    listening_changed = Signal(str)
    change_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, parent)
        self.listening = ""
        self._rows: dict[str, int] = {}
        self._keys: dict[str, str] = {}
        self._changed: set[str] = set()
        self.setAccessibleName("Keys of all commands")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.hide()
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, fonts.scaled(width))
        header.setSectionResizeMode(_TIP, QHeaderView.ResizeMode.Stretch)
        self._fill()
        self.doubleClicked.connect(self._clicked_twice)

    @property
    def chosen(self) -> str:
        """Name of the action in the selected row, empty for none."""
        # Not the current row: Ctrl and an arrow move that alone.
        rows = self.selectionModel().selectedRows(_KEY)
        return str(rows[0].data(_NAME_ROLE)) if rows else ""

    def choose(self, name: str) -> None:
        """Select the row of an action."""
        self.selectRow(self._rows[name])

    def row_text(self, name: str) -> tuple[str, str, str]:
        """Texts in the row of an action."""
        key, text, tip = (self._item(self._rows[name], c).text() for c in range(3))
        return key, text, tip

    def show_keys(self, keys: Mapping[str, str], usual: Mapping[str, str]) -> None:
        """All keys, and which of them are no longer the usual ones."""
        self._keys = dict(keys)
        self._changed = {name for name in keys if keys[name] != usual[name]}
        accent = QBrush(self.palette().color(QPalette.ColorRole.Accent))
        for _, spec in all_specs():
            changed = spec.name in self._changed
            item = self._item(self._rows[spec.name], _KEY)
            item.setText(key_text(keys[spec.name]) or "–")
            _embolden(item, changed)
            item.setForeground(accent if changed else QBrush())
            tip = self._item(self._rows[spec.name], _TIP)
            before = key_text(usual[spec.name]) or "no key"
            tip.setText(f"Changed, was {before}. {spec.tip}" if changed else spec.tip)
        self.resizeRowsToContents()

    def listen(self) -> None:
        """The chosen row takes the next key."""
        if self.chosen:
            self.listening = self.chosen
            item = self._item(self._rows[self.chosen], _KEY)
            item.setText(_LISTENS)
            _embolden(item, True)
            self.setFocus()
            self.listening_changed.emit(self.listening)

    def stop_listening(self) -> None:
        """The row keeps what it has."""
        name, self.listening = self.listening, ""
        if name:
            item = self._item(self._rows[name], _KEY)
            item.setText(key_text(self._keys[name]) or "–")
            _embolden(item, name in self._changed)
            self.listening_changed.emit("")

    def event(self, event: QEvent) -> bool:
        """While a row listens every key is meant for it, Tab and shortcuts included."""
        if self.listening and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
                self._take(event)
            elif event.type() == QEvent.Type.KeyRelease:
                self._show_held(event)
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop listening when the focus moves: keys pressed elsewhere do not count."""
        self.stop_listening()
        super().focusOutEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click elsewhere in the list, too."""
        self.stop_listening()
        super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Sentences wrap."""
        super().resizeEvent(event)
        self.resizeRowsToContents()

    def _take(self, event: QKeyEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() == Qt.Key.Key_Escape and plain:
            self.stop_listening()
            return
        name, key = self.listening, pressed_key(event)
        if key:
            self.stop_listening()
            self.key_pressed.emit(name, key)
        else:
            self._show_held(event)

    def _show_held(self, event: QKeyEvent) -> None:
        held = held_words(event)
        item = self._item(self._rows[self.listening], _KEY)
        item.setText(f"{held}…" if held else _LISTENS)

    def _clicked_twice(self, index: QModelIndex) -> None:
        if self._item(index.row(), _KEY).data(_NAME_ROLE):
            self.change_wanted.emit()

    def _fill(self) -> None:
        menu = ""
        for path, spec in all_specs():
            if path != menu:
                menu = path
                self._add_title(path.replace("/", " · "))
            self._rows[spec.name] = self._add("", spec.text, spec.tip, spec=spec)
        self._add_title("Mouse in the image")
        for gesture, what in MOUSE:
            row = self._add(gesture, "", what)
            self.setSpan(row, _KEY, 1, 2)

    def _add_title(self, text: str) -> None:
        row = self._add(text.upper(), "", "")
        self.setSpan(row, _KEY, 1, 3)
        item = self._item(row, _KEY)
        _embolden(item, True)
        item.setForeground(QBrush(self.palette().placeholderText()))

    def _add(
        self, key: str, text: str, tip: str, *, spec: ActionSpec | None = None
    ) -> int:
        row = self.rowCount()
        self.insertRow(row)
        for column, words in enumerate((key, text, tip)):
            item = QTableWidgetItem(words)
            if spec is None:
                item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            else:
                item.setData(_NAME_ROLE, spec.name)
            if column == _TIP:
                item.setForeground(QBrush(self.palette().placeholderText()))
            self.setItem(row, column, item)
        return row

    def _item(self, row: int, column: int) -> QTableWidgetItem:
        item = self.item(row, column)
        assert item is not None
        return item


def _embolden(item: QTableWidgetItem, bold: bool) -> None:
    font = item.font()
    font.setBold(bold)
    item.setFont(font)
