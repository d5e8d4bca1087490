"""What holds the parts of a place."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from darkviewer.gui.controls.rooms import column, in_tabs, page, rearranging


@pytest.fixture
def place(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    QVBoxLayout(made)
    made.resize(300, 200)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def test_one_part_of_a_column_takes_what_is_left(qtbot: QtBot) -> None:
    low, high = QLabel("low"), QWidget()
    box = column(low, high, stretch=high)
    qtbot.addWidget(box)
    box.resize(120, 200)
    with qtbot.waitExposed(box):
        box.show()
    assert low.height() == low.sizeHint().height()
    assert high.y() == low.height()  # no room between them
    assert low.height() + high.height() == 200


@pytest.mark.parametrize("show", [False, True])
def test_what_was_hidden_stays_so_unless_it_shall_be_shown(
    qtbot: QtBot, show: bool
) -> None:
    first, hidden = QLabel("first"), QLabel("hidden")
    hidden.hide()
    box = column(first, hidden, stretch=first, show=show)
    qtbot.addWidget(box)
    with qtbot.waitExposed(box):
        box.show()
    assert first.isVisible()
    assert hidden.isVisible() == show


def test_tabs_say_what_there_is_to_choose(place: QWidget) -> None:
    queue, evidence = QLabel("queue"), QLabel("evidence")
    tabs = in_tabs({"Queue": queue, "Evidence": evidence}, place)
    assert [tabs.tabText(at) for at in range(tabs.count())] == ["Queue", "Evidence"]
    assert tabs.tabBar().accessibleName() == "Queue or Evidence"
    assert (tabs.widget(1), tabs.parent()) == (evidence, place)


def test_a_page_scrolls_what_does_not_scroll_by_itself(qtbot: QtBot) -> None:
    plain, scrolling = QLabel("plain"), QLabel("scrolling")
    scrolling.setProperty("scrolls", True)
    qtbot.addWidget(scrolling)
    made = page("History", plain)
    qtbot.addWidget(made)
    assert isinstance(made, QScrollArea)
    assert made.widget() is plain
    assert made.accessibleName() == "History"
    assert page("Table", scrolling) is scrolling


@pytest.mark.parametrize("chosen", [True, False])
def test_parts_and_focus_outlive_what_held_them(
    place: QWidget, qtbot: QtBot, chosen: bool
) -> None:
    field, other = QLineEdit(), QLineEdit()
    before = page("Field", field)
    place.layout().addWidget(before)
    place.layout().addWidget(other)
    if chosen:
        field.setFocus()
        qtbot.waitUntil(field.hasFocus)
    with qtbot.waitSignal(before.destroyed), rearranging(place, before):
        place.layout().addWidget(column(field, stretch=field, show=True))
    assert field.isVisible()
    assert not chosen or field.hasFocus()
    place.close()
