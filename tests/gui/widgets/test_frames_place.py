"""The place of the frames in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.models.frame_columns import COLUMNS
from tests.helpers.captures import FRAMES, cube, write_capture
from tests.helpers.scene import PATIENCE_MS
from tests.helpers.windows import Driver, open_window

LEFT = Qt.MouseButton.LeftButton
HOT = next(n for n, column in enumerate(COLUMNS) if column.title.startswith("hot"))


@pytest.fixture
def at(qtbot: QtBot, tmp_path: Path) -> Driver:
    driver = Driver(open_window(qtbot, size=(1280, 800)), qtbot)
    driver.open(write_capture(tmp_path, cube()))
    return driver


def cells(window: MainWindow, column: int) -> list[str]:
    model = window.frames.table.frames
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_f8_lists_every_frame_and_f6_goes_back(at: Driver) -> None:
    at.press(Qt.Key.Key_F8)
    assert at.window.places.current == "frames"
    assert cells(at.window, 1) == [f"{n:05}.fits" for n in range(1, FRAMES + 1)]
    assert cells(at.window, HOT) == ["0", "9", "1", "0", "0"]  # the star has nine
    assert at.window.frames.sentence.text() == "Usable: 5 of 5 frames"
    at.press(Qt.Key.Key_F6)
    assert at.window.places.current == "image"


def test_captures_are_in_both_places(at: Driver) -> None:
    for place in ("frames", "image", "frames"):
        at.window.places.go(place)
        at.settle()
        assert at.window.browser.isVisible()


def test_going_to_another_place_computes_nothing(at: Driver) -> None:
    before = at.workspace.calibration
    for place in ("frames", "image"):
        at.window.places.go(place)
        assert not at.window.tasks.busy
    assert at.workspace.calibration is before


def test_a_row_is_the_frame_everywhere(at: Driver) -> None:
    at.window.places.go("frames")
    table = at.window.frames.table
    box = table.visualRect(table.frames.index(3, 1))
    at.qtbot.mouseClick(table.viewport(), LEFT, pos=box.center())
    assert at.workspace.frame == 3
    at.workspace.set_frame(1)
    assert table.currentIndex().row() == 1


def test_enter_and_a_double_click_show_the_frame_as_an_image(at: Driver) -> None:
    table = at.window.frames.table
    at.window.places.go("frames")
    table.selectRow(2)
    at.qtbot.keyClick(table, Qt.Key.Key_Return)
    assert (at.window.places.current, at.workspace.frame) == ("image", 2)
    at.window.places.go("frames")
    box = table.visualRect(table.frames.index(4, 1))
    at.qtbot.mouseClick(table.viewport(), LEFT, pos=box.center())
    at.qtbot.mouseDClick(table.viewport(), LEFT, pos=box.center())
    assert (at.window.places.current, at.workspace.frame) == ("image", 4)


def test_a_point_is_the_frame_everywhere(at: Driver) -> None:
    at.window.places.go("frames")
    at.settle()
    strip = at.window.frames.strips.strips[-1]
    point = strip.point(1).toPoint()
    at.qtbot.mouseClick(strip, LEFT, pos=point)
    assert at.workspace.frame == 1
    at.qtbot.mouseClick(strip, LEFT, pos=QPoint(3, point.y()))  # its words
    assert at.workspace.frame == 1


def test_frames_left_out_are_listed_with_the_reason(at: Driver) -> None:
    capture = at.workspace.session.path
    (capture / "00009.fits").write_bytes(b"no frame" * 1000)
    at.window.tasks.rescan()
    at.settle()
    at.window.places.go("frames")
    at.settle()
    assert cells(at.window, 1)[-1] == "00009.fits"
    words = cells(at.window, len(COLUMNS) - 1)[-1]
    assert words.startswith("left out: 00009.fits")
    assert "5 of 6 used" in at.window.frames.reason.text()
    at.window.frames.list_head.choice.value_changed.emit("left out")
    assert cells(at.window, 1) == ["00009.fits"]
    before = at.workspace.frame
    at.window.frames.table.selectRow(0)  # nothing of it can be shown
    assert at.workspace.frame == before


def test_a_frame_left_out_by_the_user_stays_where_it_was(at: Driver) -> None:
    window = at.window
    window.places.go("frames")
    window.judgements.exclude([at.workspace.session.frames[1]], "light leak")
    last = len(COLUMNS) - 1
    at.qtbot.waitUntil(
        lambda: cells(window, last)[1] == "left out by you: light leak",
        timeout=PATIENCE_MS,
    )
    at.settle()
    assert window.frames.sentence.text() == "Usable: 4 of 5 frames"
    strip = window.frames.strips.strips[-1]
    at.qtbot.mouseClick(strip, LEFT, pos=strip.point(1).toPoint())
    assert at.workspace.frame_info.name == "00002.fits"
    assert window.frames.table.currentIndex().row() == 1


def test_x_asks_where_the_entry_is_seen(at: Driver) -> None:
    at.window.places.go("frames")
    at.workspace.set_frame(2)
    at.press(Qt.Key.Key_X)
    entry = at.window.frames.list_head.reason_entry
    assert entry.isVisible()
    at.qtbot.keyClicks(entry.field.lineEdit(), "light leak")
    at.press(Qt.Key.Key_Return)
    at.qtbot.waitUntil(
        lambda: [one.reason for one in at.workspace.session.excluded] == ["light leak"],
        timeout=PATIENCE_MS,
    )
    at.settle()


def test_without_a_session_it_says_what_to_do(qtbot: QtBot) -> None:
    window = open_window(qtbot)
    window.places.go("frames")
    assert window.frames.sentence.text() == "Choose a session"
    assert window.frames.table.frames.rowCount() == 0
