"""Actions as Qt sees them: made from the table, bound to menus, buttons and keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QKeySequenceEdit,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from darkviewer.gui.actions.spec import ActionSpec
from darkviewer.gui.actions.table import MENUS

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow

__all__ = [
    "all_specs",
    "belongs_to_widget",
    "build_menus",
    "key_text",
    "make_actions",
    "set_keys",
    "user_of",
]

_TEXT_FIELDS = (QLineEdit, QAbstractSpinBox, QPlainTextEdit, QKeySequenceEdit)
_OWN_KEYS: tuple[tuple[type[QWidget], frozenset[Qt.Key]], ...] = (
    (
        QAbstractSlider,
        frozenset(
            {
                Qt.Key.Key_Left,
                Qt.Key.Key_Right,
                Qt.Key.Key_Up,
                Qt.Key.Key_Down,
                Qt.Key.Key_PageUp,
                Qt.Key.Key_PageDown,
                Qt.Key.Key_Home,
                Qt.Key.Key_End,
            }
        ),
    ),
    (
        QAbstractItemView,
        frozenset(
            {
                Qt.Key.Key_Up,
                Qt.Key.Key_Down,
                Qt.Key.Key_PageUp,
                Qt.Key.Key_PageDown,
                Qt.Key.Key_Home,
                Qt.Key.Key_End,
                Qt.Key.Key_Return,
                Qt.Key.Key_Enter,
            }
        ),
    ),
    (
        QTabBar,
        frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End}),
    ),
    (
        QAbstractButton,
        frozenset({Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}),
    ),
)
"""Keys that a focused widget keeps for itself, before any shortcut."""


def all_specs() -> Iterator[tuple[str, ActionSpec]]:
    """(menu, row) of every action, in the order of the menus."""
    for menu, rows in MENUS.items():
        for row in rows:
            if isinstance(row, ActionSpec):
                yield menu, row


def key_text(keys: str) -> str:
    """``"J Down"`` -> ``"J or Down"`` in the platform's own words."""
    native = QKeySequence.SequenceFormat.NativeText
    return " or ".join(QKeySequence(key).toString(native) for key in keys.split())


def make_actions(window: MainWindow) -> dict[str, QAction]:
    """One QAction per row, added to the window so that its keys work."""
    groups: dict[str, QActionGroup] = {}
    actions = {}
    for _, spec in all_specs():
        action = QAction(spec.text, window)
        action.setObjectName(spec.name)
        action.setIconText(spec.short or spec.text)
        action.setCheckable(spec.checked is not None)
        set_keys(action, spec, spec.keys)
        action.triggered.connect(lambda _=False, s=spec: s.do(window))
        if spec.group:
            groups.setdefault(spec.group, QActionGroup(window)).addAction(action)
        window.addAction(action)
        actions[spec.name] = action
    return actions


def set_keys(action: QAction, spec: ActionSpec, keys: str) -> None:
    """Bind keys to an action, and name them in its tip."""
    action.setShortcuts([QKeySequence(key) for key in keys.split()])
    action.setToolTip(f"{spec.tip}  ({key_text(keys)})" if keys else spec.tip)


def user_of(key: str, keys: Mapping[str, str]) -> ActionSpec | None:
    """The action that a key belongs to, when `keys` maps action names to their keys."""
    wanted = QKeySequence(key)
    for _, spec in all_specs():
        if any(QKeySequence(own) == wanted for own in keys[spec.name].split()):
            return spec
    return None


def build_menus(bar: QMenuBar, actions: dict[str, QAction]) -> dict[str, QMenu]:
    """Menus and submenus in the order of the table; returned by their path."""
    menus: dict[str, QMenu] = {}
    for path, rows in MENUS.items():
        if "/" not in path:  # a submenu stands already, where its menu names it
            menus[path] = bar.addMenu(path)
        menu = menus[path]
        menu.setToolTipsVisible(True)
        for row in rows:
            if isinstance(row, ActionSpec):
                menu.addAction(actions[row.name])
            elif row is None:
                menu.addSeparator()
            else:
                menus[f"{path}/{row}"] = menu.addMenu(row)
    return menus


def belongs_to_widget(focus: QWidget | None, event: QKeyEvent, *, own: QWidget) -> bool:
    """Whether a key is the focused widget's own and no shortcut may take it.

    Text fields keep everything that prints or moves the cursor; lists, sliders and
    buttons keep the keys they move by. `own` is the table of candidates, whose keys
    are shortcuts that do the same.
    """
    if focus is None or focus is own:
        return False
    if isinstance(focus, _TEXT_FIELDS):
        return not _is_command(event)
    plain = event.modifiers() in (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.KeypadModifier,
    )
    return plain and any(
        isinstance(focus, kind) and event.key() in keys for kind, keys in _OWN_KEYS
    )


def _is_command(event: QKeyEvent) -> bool:
    """Function keys, Escape and what is pressed with Ctrl work everywhere."""
    if event.key() == Qt.Key.Key_Escape:
        return True
    if Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35:
        return True
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
