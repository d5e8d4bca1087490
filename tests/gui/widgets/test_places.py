"""Places of the window: buttons in the row of the menus, parts that move along."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from darkviewer.gui.controls.labels import ElidedLabel
from darkviewer.gui.widgets.places import PlaceRow, Places, Slot
from tests.helpers.scene import shown


@pytest.fixture
def places(qtbot: QtBot) -> Places:
    part = QLabel("shared")
    made, first, second = Places(part), Slot(), Slot()
    first.take(part)
    made.add("one", first, first)
    made.add("two", second, second)
    return shown(qtbot, made, 200, 100)


def test_a_shared_part_is_on_the_page_that_is_on_top(places: Places) -> None:
    told: list[str] = []
    places.changed.connect(told.append)
    for name in ("two", "two", "one"):
        places.go(name)
        assert places.current == name
        part = places.currentWidget().findChild(QLabel)
        assert part is not None
        assert part.isVisible()
    assert told == ["two", "one"]


def test_the_current_place_is_underlined_and_its_key_shown(qtbot: QtBot) -> None:
    actions = [QAction(name) for name in ("Image", "Frames")]
    for action, key in zip(actions, ("F6", "F8"), strict=True):
        action.setCheckable(True)
        action.setShortcut(key)
    row = shown(qtbot, PlaceRow(actions, ElidedLabel("title")), 400, 30)
    actions[1].setChecked(True)
    assert [button.hint for button in row.buttons] == ["F6", "F8"]
    assert row.buttons_width() >= sum(b.sizeHint().width() for b in row.buttons)

    def lowest(button: QWidget) -> set[str]:
        picture = button.grab().toImage()
        y = picture.height() - 1
        return {picture.pixelColor(x, y).name() for x in range(2, picture.width() - 2)}

    assert lowest(row.buttons[1]) != lowest(row.buttons[0])


def test_the_row_is_where_it_was_put_whatever_the_title_says(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    title = ElidedLabel("")
    row = PlaceRow([QAction("Image"), QAction("Frames")], title)
    window.menuBar().addMenu("File")
    window.menuBar().setCornerWidget(row)
    row.setFixedWidth(300)
    window.resize(700, 100)
    window.show()
    title.setText("2024-05-08 / 03_38_48 / Dark30s")
    window.menuBar().addMenu("Edit")  # it places the row once more
    qtbot.waitUntil(lambda: row.x() + row.width() <= window.width())
    window.menuBar().actions()[0].setText("Session")
    QApplication.processEvents()
    assert row.x() + row.width() <= window.width()
    assert row.sizeHint().width() == 300
