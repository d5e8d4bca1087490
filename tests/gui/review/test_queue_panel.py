from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from darkviewer.gui.review.queue_list import ROW_PX, THIRD
from darkviewer.gui.review.queue_panel import QueuePanel
from darkviewer.gui.style.theme import PALETTES
from tests.helpers.review_entries import enlarge, queue_of

pytestmark = pytest.mark.usefixtures("dressed")

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot) -> QueuePanel:
    made = QueuePanel(PALETTES["dark"])
    qtbot.addWidget(made)
    made.resize(264, 700)
    made.show()
    made.set_queue(queue_of(212), lambda _row: "", frames=10, events=268)
    made.set_current(0, 2)
    return made


def test_mouse_and_list_ask_and_the_panel_only_tells(
    qtbot: QtBot, panel: QueuePanel
) -> None:
    told: list[object] = []
    panel.chosen.connect(told.append)
    panel.next_wanted.connect(lambda: told.append("next"))
    panel.previous_wanted.connect(lambda: told.append("previous"))
    panel.image_wanted.connect(lambda: told.append("image"))
    below = panel.list.visualRect(panel.list.rows.index(4)).center()
    qtbot.mouseClick(panel.list.viewport(), LEFT, pos=below)
    for button in (panel.next, panel.previous, panel.in_image):
        qtbot.mouseClick(button, LEFT)
    panel.list.setFocus()
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert told == [4, "next", "previous", "image", "image"]
    assert panel.list.currentIndex().row() == 0


def test_an_empty_queue_has_grey_buttons_in_their_places(panel: QueuePanel) -> None:
    parts = [part for part in panel.findChildren(QWidget) if part.isVisible()]
    places = [part.geometry() for part in parts]
    panel.set_queue([], lambda _row: "", frames=10, events=0)
    panel.set_current(None, None)
    assert not panel.next.isEnabled()
    assert panel.head.counts.text() == "0 pixels, 0 events"
    panel.grab()
    assert [part.geometry() for part in parts] == places


def test_blind_theme_and_size_of_the_text_reach_the_rows(panel: QueuePanel) -> None:
    plain = panel.grab().toImage()
    panel.set_blind(True)
    assert panel.list.rows.blind
    assert panel.grab().toImage() != plain
    panel.set_palette(PALETTES["light"])
    enlarge(2.0)
    panel.follow_text()
    panel.resize(300, 600)
    QApplication.processEvents()
    panel.set_current(40, 2)
    row = panel.list.visualRect(panel.list.rows.index(40))
    assert row.top() == 2 * THIRD * ROW_PX
    for button in (panel.previous, panel.next, panel.in_image):
        assert button.width() >= button.sizeHint().width()
        assert panel.rect().contains(button.geometry())
    panel.grab()


def test_more_frames_than_a_strip_shows_are_named_without_numbers(
    panel: QueuePanel,
) -> None:
    strip = panel.columns.grab().toImage()
    panel.set_queue(queue_of(5, frames=50), lambda _row: "", frames=50, events=5)
    counted = panel.columns.grab().toImage()
    panel.resize(180, 700)
    panel.grab()
    assert len({bytes(p.constBits()) for p in (strip, counted)}) == 2
    assert panel.columns.grab().toImage() != counted
