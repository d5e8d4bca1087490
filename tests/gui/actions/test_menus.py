"""The table of actions: every row reaches menus, keys and the list of shortcuts."""

from __future__ import annotations

from darkviewer.gui.actions.menus import all_specs
from darkviewer.gui.main_window import MainWindow


def test_every_row_is_in_its_menu_and_asks_for_a_known_state(
    window: MainWindow,
) -> None:
    states = window.states()
    for path, spec in all_specs():
        action = window.actions_by_name[spec.name]
        assert action in window.menus[path].actions()
        assert spec.needs in states
        assert spec.tip in action.toolTip()


def test_without_a_capture_only_what_makes_sense_is_enabled(
    window: MainWindow,
) -> None:
    enabled = {n for n, a in window.actions_by_name.items() if a.isEnabled()}
    assert {"open", "demo", "shortcuts", "about", "quit"} <= enabled
    assert not {"fit", "export", "inject", "next_frame", "layer_raw"} & enabled
