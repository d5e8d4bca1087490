from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from darkviewer.gui.review.queue_list import ROW_PX, THIRD, QueueList
from darkviewer.gui.style.theme import PALETTES
from tests.helpers.review_entries import enlarge, entry, queue_of

pytestmark = pytest.mark.usefixtures("dressed")

LEFT = Qt.MouseButton.LeftButton


def a_list(qtbot: QtBot, n: int = 200, *, frames: int = 10) -> QueueList:
    made = QueueList(PALETTES["dark"])
    qtbot.addWidget(made)
    made.resize(254, 400)
    made.show()
    made.rows.set_queue(queue_of(n, frames=frames), lambda _row: "", frames=frames)
    made.set_current(0)
    return made


def top_of(made: QueueList, row: int) -> int:
    return made.visualRect(made.rows.index(row)).top()


def picture(made: QueueList) -> QImage:
    return made.viewport().grab().toImage()


@pytest.mark.parametrize("row", [0, 1, 2, 100, 198, 199])
def test_the_current_row_is_always_the_third(qtbot: QtBot, row: int) -> None:
    made = a_list(qtbot)
    made.set_current(row)
    assert top_of(made, row) == THIRD * ROW_PX
    assert made.currentIndex().row() == row
    made.resize(254, 300)
    QApplication.processEvents()
    assert top_of(made, row) == THIRD * ROW_PX


def test_the_same_after_another_queue(qtbot: QtBot) -> None:
    made = a_list(qtbot, 5)
    for n, row in ((200, 150), (5, 4), (1, 0), (0, None), (300, 299)):
        made.rows.set_queue(queue_of(n), lambda _row: "", frames=10)
        made.set_current(row)
        if row is not None:
            assert top_of(made, row) == THIRD * ROW_PX


def test_a_click_asks_and_moves_nothing_by_itself(qtbot: QtBot) -> None:
    made = a_list(qtbot)
    made.set_current(50)
    asked: list[int] = []
    made.chosen.connect(asked.append)
    place = QPoint(40, 5 * ROW_PX + 7)  # three below the third
    qtbot.mouseClick(made.viewport(), LEFT, pos=place)
    assert asked == [53]
    assert top_of(made, 50) == THIRD * ROW_PX
    qtbot.mouseDClick(made.viewport(), LEFT, pos=place)
    qtbot.mouseClick(made.viewport(), Qt.MouseButton.RightButton, pos=place)
    assert made.currentIndex().row() == 50
    made.set_current(0)
    qtbot.mouseClick(made.viewport(), LEFT, pos=QPoint(40, 5))  # above the first
    assert asked == [53]


def test_dragging_selects_nothing(qtbot: QtBot) -> None:
    made = a_list(qtbot)
    asked: list[int] = []
    made.chosen.connect(asked.append)
    for buttons in (LEFT, Qt.MouseButton.NoButton):
        at = QPointF(40, 250)
        moved = QMouseEvent(
            QMouseEvent.Type.MouseMove,
            at,
            made.viewport().mapToGlobal(at),
            Qt.MouseButton.NoButton,
            buttons,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(made.viewport(), moved)
    assert asked == []
    assert made.currentIndex().row() == 0


def test_its_own_keys_ask_for_the_row_they_lead_to(qtbot: QtBot) -> None:
    made = a_list(qtbot)
    asked: list[int] = []
    made.chosen.connect(asked.append)
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_Down)
    assert asked == [1]
    made.set_current(7)  # by whoever answers: not asked again
    assert asked == [1]
    made.set_current(None)
    assert made.selectionModel().selectedIndexes() == []


def test_the_wheel_only_looks(qtbot: QtBot) -> None:
    made = a_list(qtbot)
    asked: list[int] = []
    made.chosen.connect(asked.append)
    at = QPointF(40, 40)
    turn = QWheelEvent(
        at,
        made.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(made.viewport(), turn)
    assert top_of(made, 0) < THIRD * ROW_PX
    assert asked == []
    made.set_current(0)
    assert top_of(made, 0) == THIRD * ROW_PX


def test_a_verdict_repaints_its_row_alone(qtbot: QtBot) -> None:
    given: dict[int, str] = {}
    made = a_list(qtbot)
    made.rows.set_queue(queue_of(200), lambda row: given.get(row, ""), frames=10)
    made.set_current(50)
    before = picture(made)
    given[51] = "telegraph"
    made.rows.renew(51)
    after = picture(made)
    top, ratio = (THIRD + 1) * ROW_PX, after.devicePixelRatio()
    rows = [round(top * ratio), round((top + ROW_PX) * ratio)]
    width, height = after.width(), after.height()
    assert before.copy(0, 0, width, rows[0]) == after.copy(0, 0, width, rows[0])
    below = 0, rows[1], width, height - rows[1]
    assert before.copy(*below) == after.copy(*below)
    assert before != after


def test_blind_rows_are_alike_but_for_their_figures(qtbot: QtBot) -> None:
    made = a_list(qtbot)
    labels = ["PSF-like", "hot", "telegraph", "noise", ""]
    rows = [entry(10, 20, label=label) for label in labels]
    made.rows.set_queue(rows, lambda _row: "", frames=10)
    made.set_current(0)

    def row_pictures() -> list[QImage]:
        whole = picture(made)
        side = round(ROW_PX * whole.devicePixelRatio())
        made_of = [top_of(made, row) for row in (2, 3)]
        return [whole.copy(0, top, whole.width(), side) for top in made_of]

    seen = row_pictures()
    assert seen[0] != seen[1]
    made.rows.blind = True
    hidden = row_pictures()
    assert hidden[0] == hidden[1]


def test_the_frame_in_hand_is_marked_in_the_current_row_only(qtbot: QtBot) -> None:
    made = a_list(qtbot)
    rows = [entry(10, 20, frames=(2, 5)) for _ in range(6)]
    made.rows.set_queue(rows, lambda _row: "", frames=10)
    made.set_current(0)

    def accents() -> list[bool]:
        whole = picture(made)
        accent = PALETTES["dark"].accent
        return [
            any(
                whole.pixelColor(x, y).name() == accent
                for x in range(whole.width())
                for y in range(top, top + ROW_PX)
            )
            for top in (THIRD * ROW_PX, (THIRD + 1) * ROW_PX)
        ]

    assert accents() == [False, False]
    for frame in (5, 7):  # one with, one without the candidate
        made.rows.in_hand = frame
        assert accents() == [True, False]


def test_many_frames_are_counted_and_narrow_rows_do_without(qtbot: QtBot) -> None:
    made = a_list(qtbot, frames=50)
    counted = picture(made)
    made.rows.frames = 10
    assert picture(made) != counted
    given = {3: "cosmic-ray"}
    made.rows.set_queue(queue_of(9), lambda row: given.get(row, ""), frames=10)
    made.set_current(2)
    made.resize(150, 400)  # no strip, and no word beside the digit
    narrow = picture(made)
    given[3] = "noise"  # another digit
    made.rows.renew(3)
    assert picture(made) != narrow


def test_rows_grow_with_the_text(qtbot: QtBot) -> None:
    made = a_list(qtbot)
    enlarge(2.0)
    made.follow_text()
    QApplication.processEvents()
    made.set_current(100)
    assert top_of(made, 100) == THIRD * 2 * ROW_PX
    assert made.sizeHintForRow(0) == 2 * ROW_PX
    made.painting.set_palette(PALETTES["light"])


def test_a_hundred_thousand_rows_cost_no_more_than_those_in_sight(
    qtbot: QtBot,
) -> None:
    made = a_list(qtbot)
    asked: list[int] = []

    def said(row: int) -> str:
        asked.append(row)
        return ""

    made.rows.set_queue(queue_of(100_000), said, frames=10)
    made.set_current(0)
    made.grab()
    asked.clear()
    began = time.perf_counter()
    for row in range(50_000, 50_020):
        made.set_current(row)
        made.rows.renew(row - 1)
        made.repaint()
    each_ms = (time.perf_counter() - began) / 20 * 1000
    assert top_of(made, 50_019) == THIRD * ROW_PX
    in_sight = made.height() // ROW_PX + 2
    assert len(asked) <= 20 * 3 * in_sight
    assert each_ms < 50  # a few milliseconds where nothing else runs


def test_what_was_taken_away_is_struck_out(qtbot: QtBot) -> None:
    made = a_list(qtbot)
    pictures = []
    for removed in (False, True):
        rows = [entry(823, 416), entry(97, 512, removed=removed)]
        made.rows.set_queue(rows, lambda _row: "", frames=10)
        made.set_current(0)
        pictures.append(picture(made))
    before, after = pictures
    row = made.visualRect(made.rows.index(1))
    changed = [
        y
        for y in range(made.viewport().height())
        if any(before.pixel(x, y) != after.pixel(x, y) for x in range(before.width()))
    ]
    assert changed
    assert row.top() <= min(changed) <= max(changed) <= row.bottom()
