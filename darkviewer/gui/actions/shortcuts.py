"""All keys in one list, made from the table of actions; each can be changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QWidget

from darkviewer.gui.actions.installed import installed
from darkviewer.gui.actions.key_table import KeyTable
from darkviewer.gui.actions.menus import all_specs, key_text, spec_of, user_of
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import count_of

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow

__all__ = ["ShortcutsDialog"]

_WORDS = (
    "Double-click a command, or choose it and press Change, to give it another key. "
    "Keys do nothing while you type in a text field."
)
_LOW_PX = 120


class ShortcutsDialog(Panel):
    """Lists every shortcut, by menu.

    A key is changed in three steps: Change, a key, and an answer where the key belongs
    to another command.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__("Keyboard shortcuts", window)
        self._actions = installed(window)
        self._menu_keys = {
            QKeySequence.mnemonic(action.text()).toString(): action.text()
            for action in window.menuBar().actions()
        }
        self.outcome = label(_WORDS, "secondary", wrap=True)
        self.question = _Question()
        self.table = KeyTable()
        self.table.setMinimumHeight(fonts.scaled(_LOW_PX))
        self.change = KeyButton("Change")
        self.clear = KeyButton("No key")
        self.restore = KeyButton("Restore")
        self.restore_all = KeyButton("Restore defaults")
        self.column.addWidget(self.outcome)
        self.column.addWidget(self.question)
        self.column.addWidget(self.table, 1)
        row = QHBoxLayout()
        for button in (self.change, self.clear, self.restore):
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)
        self._connect()
        self.add_buttons(self.restore_all, self.close_button(), default=self.change)
        self.open_at(900, 620)
        self._show_keys()
        self.table.choose(next(spec.name for _, spec in all_specs()))
        self.table.setFocus()

    def _connect(self) -> None:
        table = self.table
        table.itemSelectionChanged.connect(self._follow)
        table.change_wanted.connect(table.listen)
        table.listening_changed.connect(self._tell_listening)
        table.key_pressed.connect(self._take)
        self.question.answered.connect(table.setFocus)
        self.change.clicked.connect(table.listen)
        self.clear.clicked.connect(lambda: self._set(table.chosen, ""))
        self.restore.clicked.connect(lambda: self._restore(table.chosen))
        self.restore_all.clicked.connect(self._ask_for_all)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape answers an open question with no before it closes the dialog."""
        if event.key() == Qt.Key.Key_Escape and self.question.isVisible():
            self.question.leave()
        else:
            super().keyPressEvent(event)

    def _follow(self) -> None:
        """The buttons speak of the chosen row."""
        self.question.hide()
        name = self.table.chosen
        keys, usual = self._actions.keys, self._actions.usual_keys
        self.change.setEnabled(bool(name))
        self.clear.setEnabled(bool(name) and bool(keys[name]))
        self.restore.setEnabled(bool(name) and keys[name] != usual[name])
        self.restore_all.setEnabled(keys != usual)

    def _tell_listening(self, name: str) -> None:
        if name:
            self.question.hide()
            words = (
                f"Press the new key of “{spec_of(name).text}”; Esc keeps the old one."
            )
            self.outcome.setText(words)
        else:
            self.outcome.setText(_WORDS)

    def _take(self, name: str, key: str) -> None:
        """A key was pressed for an action: whose is it?"""
        spec, keys = spec_of(name), self._actions.keys
        owner = user_of(key, keys, spec.place)
        if key in self._menu_keys:
            menu = self._menu_keys[key].replace("&", "")
            self.outcome.setText(f"{key_text(key)} opens the menu {menu}: not changed.")
        elif owner is None:
            self._give(name, key)
        elif owner.name == name:
            self.outcome.setText(f"“{spec.text}” has {key_text(key)} already.")
        else:
            self.outcome.setText(
                f"{key_text(key)} belongs to “{owner.text}”. Give it to “{spec.text}”?"
            )
            self.question.ask(
                f"Give it to “{spec.text}”",
                f"Leave it with “{owner.text}”",
                yes_do=lambda: self._take_over(name, key, owner.name),
                no_do=lambda: self.outcome.setText("Nothing is changed."),
            )

    def _take_over(self, name: str, key: str, owner: str) -> None:
        rest = [
            other
            for other in self._actions.keys[owner].split()
            if QKeySequence(other) != QKeySequence(key)
        ]
        self._actions.change_key(owner, " ".join(rest))
        self._give(name, key)
        left = key_text(" ".join(rest)) or "no key"
        self.outcome.setText(
            f"“{spec_of(name).text}” is now {key_text(key)}; "
            f"“{spec_of(owner).text}” has {left}."
        )

    def _give(self, name: str, key: str) -> None:
        """The first of an action's keys is replaced; others stay."""
        others = self._actions.keys[name].split()[1:]
        self._set(name, " ".join([key, *others]))

    def _set(self, name: str, keys: str) -> None:
        self._actions.change_key(name, keys)
        self._show_keys()
        now = f"is now {key_text(keys)}" if keys else "has no key now"
        self.outcome.setText(f"“{spec_of(name).text}” {now}.")

    def _restore(self, name: str) -> None:
        """Its default key, taken back from whoever has it."""
        wanted = self._actions.usual_keys[name]
        place = spec_of(name).place
        for key in wanted.split():
            owner = user_of(key, self._actions.keys, place)
            if owner is not None and owner.name != name:
                self._take_over(name, key, owner.name)
        self._set(name, wanted)

    def _ask_for_all(self) -> None:
        keys, usual = self._actions.keys, self._actions.usual_keys
        changed = sum(keys[name] != usual[name] for name in keys)
        what = count_of(changed, "changed command")
        self.outcome.setText(f"Give {what} the default keys again?")
        self.question.ask(
            "Restore defaults",
            "Keep mine",
            yes_do=self._restore_all,
            no_do=lambda: self.outcome.setText("Nothing is changed."),
        )

    def _restore_all(self) -> None:
        self._actions.set_own_keys({})
        self._show_keys()
        self.outcome.setText("Shortcuts restored to defaults.")

    def _show_keys(self) -> None:
        self.table.show_keys(self._actions.keys, self._actions.usual_keys)
        self._follow()


class _Question(QWidget):
    """Two answers in a row; the safe one has the keyboard."""

    answered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.yes, self.no = KeyButton(""), KeyButton("")
        self._do: dict[KeyButton, Callable[[], None]] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for button in (self.yes, self.no):
            row.addWidget(button)
            button.clicked.connect(self._answered)
        row.addStretch(1)
        self.hide()

    def ask(
        self,
        yes: str,
        no: str,
        *,
        yes_do: Callable[[], None],
        no_do: Callable[[], None],
    ) -> None:
        """Show both answers."""
        self.yes.setText(yes)
        self.no.setText(no)
        self._do = {self.yes: yes_do, self.no: no_do}
        self.show()
        self.no.setFocus()

    def leave(self) -> None:
        """The same as the answer that changes nothing."""
        self.no.click()

    def _answered(self) -> None:
        button = self.sender()
        self.hide()
        assert isinstance(button, KeyButton)
        self._do[button]()
        self.answered.emit()
