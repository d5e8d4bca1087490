"""All keys in one list, made from the table of actions; each can be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QKeySequenceEdit, QWidget

from darkviewer.gui.actions.installed import installed
from darkviewer.gui.actions.menus import all_specs, key_text, user_of
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label, section_title
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.style import fonts
from darkviewer.gui.widgets.image_view import MOUSE

if TYPE_CHECKING:
    from darkviewer.gui.actions.spec import ActionSpec
    from darkviewer.gui.main_window import MainWindow

__all__ = ["ShortcutsDialog"]

_WORDS = (
    "Click a key and press another to change it. Keys do nothing while you type in a "
    "text field."
)


class ShortcutsDialog(Panel):
    """What each key does, by menu."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__("Keyboard shortcuts", window)
        self._actions = installed(window)
        self.fields: dict[str, QKeySequenceEdit] = {}
        self.outcome = label(_WORDS, "secondary", wrap=True)
        self.column.addWidget(self.outcome)
        sheet = QWidget()
        self._grid = QGridLayout(sheet)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(2, 1)
        self._fill()
        self.column.addWidget(sheet, 1)
        reset = KeyButton("All as they were")
        reset.clicked.connect(self._reset)
        self.add_buttons(reset, self.close_button())
        self.open_at(880, 580)
        self._show_keys()

    def _fill(self) -> None:
        line, menu = 0, ""
        for path, spec in all_specs():
            if path != menu:
                menu = path
                self._grid.setRowMinimumHeight(line, fonts.scaled(26))
                self._grid.addWidget(section_title(path.replace("/", " · ")), line, 0)
                line += 1
            self._grid.addWidget(self._field(spec), line, 0)
            self._grid.addWidget(label(spec.text), line, 1)
            self._grid.addWidget(label(_tip(spec), "secondary", wrap=True), line, 2)
            line += 1
        self._fill_mouse(line)

    def _fill_mouse(self, line: int) -> None:
        self._grid.addWidget(section_title("Mouse in the image"), line, 0)
        for gesture, what in MOUSE:
            line += 1
            self._grid.addWidget(label(gesture), line, 0, 1, 2)
            self._grid.addWidget(label(what, "secondary", wrap=True), line, 2)

    def _field(self, spec: ActionSpec) -> QKeySequenceEdit:
        field = QKeySequenceEdit()
        field.setMaximumSequenceLength(1)
        field.setFixedWidth(fonts.scaled(120))
        field.setAccessibleName(f"Key of {spec.text}")
        field.editingFinished.connect(lambda: self._change(spec, field))
        self.fields[spec.name] = field
        return field

    def _change(self, spec: ActionSpec, field: QKeySequenceEdit) -> None:
        keys = self._actions.keys
        pressed = field.keySequence().toString()
        old = keys[spec.name].split()
        if QKeySequence(pressed) == QKeySequence(old[0] if old else ""):
            return
        other = user_of(pressed, keys) if pressed else None
        if other is not None:
            self.outcome.setText(
                f"{key_text(pressed)} belongs to “{other.text}”: nothing is changed."
            )
        else:
            own = self._actions.own_keys
            own[spec.name] = " ".join([pressed, *old[1:]]).strip()
            self._actions.set_own_keys(own)
            self.outcome.setText(f"“{spec.text}” is now {key_text(pressed) or 'free'}.")
        self._show_keys()

    def _reset(self) -> None:
        self._actions.set_own_keys({})
        self.outcome.setText("All keys are as they were.")
        self._show_keys()

    def _show_keys(self) -> None:
        for name, keys in self._actions.keys.items():
            first = keys.split()[0] if keys else ""
            self.fields[name].setKeySequence(QKeySequence(first))


def _tip(spec: ActionSpec) -> str:
    others = " ".join(spec.keys.split()[1:])
    return f"{spec.tip} Also {key_text(others)}." if others else spec.tip
