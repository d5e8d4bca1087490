"""Actions as Qt sees them: made from the table, bound to menus, buttons and keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from darkviewer.gui.actions.spec import ActionSpec, Row
from darkviewer.gui.actions.table import MENUS
from darkviewer.gui.text.mnemonics import marked, mnemonics

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow

__all__ = [
    "all_specs",
    "build_menus",
    "key_text",
    "keys_at",
    "make_actions",
    "set_keys",
    "spec_of",
    "user_of",
]


def all_specs() -> Iterator[tuple[str, ActionSpec]]:
    """(menu, row) of every action, in the order of the menus."""
    for menu, rows in MENUS.items():
        for row in rows:
            if isinstance(row, ActionSpec):
                yield menu, row


def spec_of(name: str) -> ActionSpec:
    """The row of an action."""
    return next(spec for _, spec in all_specs() if spec.name == name)


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
        if spec.everywhere:
            action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
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


def user_of(key: str, keys: Mapping[str, str], place: str) -> ActionSpec | None:
    """The action of a place, or of all places, that a key belongs to.

    Parameters
    ----------
    key : str
        As the table of actions writes it.
    keys : mapping
        Of each action by its name.
    place : str
        See `ActionSpec.place`.
    """
    wanted = QKeySequence(key)
    for _, spec in all_specs():
        own = keys[spec.name].split() if spec.place == place else ()
        if any(QKeySequence(one) == wanted for one in own):
            return spec
    return None


def keys_at(place: str, keys: Mapping[str, str]) -> dict[str, str]:
    """Keys of each action while a place is on top: its own rows come first."""
    taken = {
        QKeySequence(key).toString()
        for _, spec in all_specs()
        if spec.place and spec.place == place
        for key in keys[spec.name].split()
    }
    here = dict(keys)
    for _, spec in all_specs():
        if not spec.place:
            own = keys[spec.name].split()
            free = [one for one in own if QKeySequence(one).toString() not in taken]
            here[spec.name] = " ".join(free)
    return here


def build_menus(bar: QMenuBar, actions: dict[str, QAction]) -> dict[str, QMenu]:
    """Menus and submenus in the order of the table; returned by their path."""
    menus: dict[str, QMenu] = {}
    bars = [path for path in MENUS if "/" not in path]
    for path, place in zip(bars, mnemonics(bars), strict=True):
        menus[path] = bar.addMenu(marked(path, place))
    for path, rows in MENUS.items():
        menu = menus[path]  # submenus are already where their menu names them
        menu.setToolTipsVisible(True)
        for row, text in zip(rows, _with_mnemonics(rows), strict=True):
            if isinstance(row, ActionSpec):
                actions[row.name].setText(text)
                menu.addAction(actions[row.name])
            elif row is None:
                menu.addSeparator()
            else:
                menus[f"{path}/{row}"] = menu.addMenu(text)
    return menus


@cache
def _with_mnemonics(rows: tuple[Row, ...]) -> tuple[str, ...]:
    texts = [row.text if isinstance(row, ActionSpec) else row or "" for row in rows]
    return tuple(marked(t, p) for t, p in zip(texts, mnemonics(texts), strict=True))
