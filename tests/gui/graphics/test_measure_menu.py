"""The name of a strip is a menu of all measures."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from darkviewer.gui.graphics.measure_menu import MeasureMenu
from darkviewer.gui.models.strip_data import DRAWN


def test_every_measure_is_in_the_menu_and_the_one_on_show_is_checked(
    qtbot: QtBot,
) -> None:
    menu = MeasureMenu()
    qtbot.addWidget(menu)
    menu.show_measure(DRAWN["noise"], limit=True, own=False)
    actions = menu.menu.actions()
    assert [a.text() for a in actions if a.isChecked()] == ["noise ADU"]
    assert menu.text() == "noise"
    assert len([a for a in actions if a.isCheckable()]) == len(DRAWN)
    chosen: list[str] = []
    menu.chosen.connect(chosen.append)
    next(a for a in actions if a.text() == "corner − centre").trigger()
    assert chosen == ["corner"]


def test_only_a_limit_that_there_is_can_be_typed_or_reset(qtbot: QtBot) -> None:
    menu = MeasureMenu()
    qtbot.addWidget(menu)
    type_it, reset = menu.menu.actions()[-2:]
    for limit, own in ((False, False), (True, False), (True, True)):
        menu.show_measure(DRAWN["level"], limit=limit, own=own)
        assert (type_it.isEnabled(), reset.isEnabled()) == (limit, own)
    with qtbot.waitSignals([menu.limit_wanted, menu.reset_wanted]):
        type_it.trigger()
        reset.trigger()
