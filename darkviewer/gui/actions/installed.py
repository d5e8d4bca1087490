"""The actions of one window: bound to its menus and keys, enabled by its state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from darkviewer.gui.actions import commands
from darkviewer.gui.actions.context_menus import ContextMenus
from darkviewer.gui.actions.kind_menu import fill_kinds
from darkviewer.gui.actions.menus import (
    all_specs,
    build_menus,
    keys_at,
    make_actions,
    set_keys,
)
from darkviewer.gui.controls.buttons import LOADING

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow

__all__ = ["InstalledActions", "installed"]


class InstalledActions(QObject):
    """Made for a window by the application: the window does not know its actions.

    Attributes
    ----------
    by_name : dict of QAction
        By the name of their row in the table.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._own_keys: dict[str, str] = {}
        self.by_name = make_actions(window)
        self._bound = self.usual_keys
        for action in self.by_name.values():
            if action.isCheckable():  # a click has checked it, whatever came of it
                action.triggered.connect(self.refresh)
        menus = build_menus(window.menuBar(), self.by_name)
        menus["File/Open recent"].aboutToShow.connect(
            lambda: commands.fill_recent(window)
        )
        menus["Session/Skipped frames"].aboutToShow.connect(
            lambda: commands.fill_skipped(window)
        )
        kinds = menus["Session/Kind"]
        kinds.menuAction().setToolTip("What the frames of this series are.")
        kinds.aboutToShow.connect(
            lambda: fill_kinds(
                kinds, window.workspace.session, window.regrouping.say_kind
            )
        )
        window.expected.edit_clicked.connect(lambda: commands.open_expectations(window))
        window.browser.open_clicked.connect(lambda: commands.choose_folder(window))
        window.browser.demo_clicked.connect(lambda: commands.open_demo(window))
        for part in (window.banner, window.parameters):
            part.compare_clicked.connect(lambda: commands.open_gain_truth(window))
        window.gain.save.clicked.connect(lambda: commands.save_gain(window))
        window.statistics.profiles_clicked.connect(
            lambda: commands.open_profiles(window)
        )
        for explained in (window.history, window.evidence):
            explained.explain_clicked.connect(lambda: commands.show_explanation(window))
        window.tasks.failed.connect(lambda *what: commands.tell_failure(window, *what))
        window.tasks.nothing_found.connect(
            lambda found: commands.tell_empty(window, found)
        )
        window.states_changed.connect(self.refresh)
        window.install(self.by_name, menus)
        window.places.changed.connect(self._follow_place)
        self.context = ContextMenus(window)
        self.refresh()

    @property
    def keys(self) -> dict[str, str]:
        """Keys of every action by its name, separated by blanks."""
        own = self._own_keys
        return {s.name: own.get(s.name, s.keys) for _, s in all_specs()}

    @property
    def own_keys(self) -> dict[str, str]:
        """Those that the user changed."""
        return dict(self._own_keys)

    @property
    def usual_keys(self) -> dict[str, str]:
        """Those of the table."""
        return {s.name: s.keys for _, s in all_specs()}

    def change_key(self, name: str, keys: str) -> None:
        """Give an action other keys; the usual ones are not remembered as changed."""
        own = self._own_keys | {name: keys}
        if keys == self.usual_keys[name]:
            del own[name]
        self.set_own_keys(own)

    def set_own_keys(self, keys: Mapping[str, str]) -> None:
        """Take the user's keys; all other actions have those of the table."""
        self._own_keys = dict(keys)
        self._bind()

    def _follow_place(self) -> None:
        self._bind()
        self.refresh()

    def _bind(self) -> None:
        """Keys are those of the place on top, and those that it leaves free."""
        here = keys_at(self._window.places.current, self.keys)
        for _, spec in all_specs():
            if self._bound.get(spec.name) != here[spec.name]:
                set_keys(self.by_name[spec.name], spec, here[spec.name])
        self._bound = here

    def refresh(self) -> None:
        """Enable what the window's state allows, and set the check marks."""
        states, place = self._window.states(), self._window.places.current
        for _, spec in all_specs():
            action = self.by_name[spec.name]
            action.setEnabled(states[spec.needs] and spec.place in ("", place))
            if spec.checked is not None:
                action.setChecked(spec.checked(self._window))
            if spec.loading is not None:
                action.setData(LOADING if spec.loading(self._window) else None)


def installed(window: MainWindow) -> InstalledActions:
    """The actions of a window that has them."""
    found = window.findChild(InstalledActions)
    assert isinstance(found, InstalledActions)
    return found
