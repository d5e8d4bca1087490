"""Keys and menus act on the frames that are selected."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.helpers.captures import FRAMES, cube, write_capture
from tests.helpers.scene import PATIENCE_MS
from tests.helpers.windows import Driver

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def at(opened: Driver) -> Driver:
    opened.window.places.go("frames")
    opened.settle()
    return opened


def click(at: Driver, row: int, modifier: Qt.KeyboardModifier) -> None:
    table = at.window.frames.table
    box = table.visualRect(table.frames.index(row, 1))
    at.qtbot.mouseClick(table.viewport(), LEFT, modifier, box.center())


def rest(at: Driver, used: int) -> None:
    workspace = at.workspace
    at.qtbot.waitUntil(
        lambda: len(workspace.session.frames) == used and at.window.judgements.idle,
        timeout=PATIENCE_MS,
    )
    at.settle()


def test_several_are_left_out_with_one_reason_and_come_back_in_one_step(
    at: Driver,
) -> None:
    none = Qt.KeyboardModifier.NoModifier
    click(at, 1, none)
    click(at, 3, CONTROL)
    assert at.workspace.frame == 3
    at.press(Qt.Key.Key_X)
    entry = at.window.frames.list_head.reason_entry
    assert entry.isVisible()
    assert entry.words.text() == "2 frames:"
    at.qtbot.keyClicks(entry.field.lineEdit(), "lamp")
    at.press(Qt.Key.Key_Return)
    rest(at, FRAMES - 2)
    out = [(one.info.name, one.reason) for one in at.workspace.session.excluded]
    assert out == [("00002.fits", "lamp"), ("00004.fits", "lamp")]
    assert at.workspace.history.undoText() == "leaving out 2 frames"
    assert len(at.window.frames.table.chosen) == 2  # still those
    at.press(Qt.Key.Key_Z, CONTROL)
    rest(at, FRAMES)
    at.press(Qt.Key.Key_Z, CONTROL | SHIFT)
    rest(at, FRAMES - 2)
    at.press(Qt.Key.Key_U)
    rest(at, FRAMES)


def test_two_must_stay(at: Driver) -> None:
    at.window.frames.table.setFocus()
    at.press(Qt.Key.Key_A, CONTROL)
    assert len(at.window.frames.table.chosen) == FRAMES
    assert at.window.frames.list_head.count.text() == "5 of 5 selected"
    at.press(Qt.Key.Key_X)
    assert not at.window.frames.list_head.reason_entry.isVisible()
    words = "these frames stay: a master needs at least 2 frames"
    assert at.window.status.message.text() == words


def test_another_capture_begins_with_one_row_and_no_old_words(
    at: Driver, tmp_path: Path
) -> None:
    at.window.frames.table.setFocus()
    at.press(Qt.Key.Key_A, CONTROL)
    at.press(Qt.Key.Key_X)
    assert "a master needs" in at.window.status.message.text()
    at.open(write_capture(tmp_path / "other", cube()))
    assert len(at.window.frames.table.frames.rows) == FRAMES
    assert len(at.window.frames.table.chosen) == 1
    assert "a master needs" not in at.window.status.message.text()


def test_rows_are_copied_with_titles(at: Driver) -> None:
    click(at, 0, Qt.KeyboardModifier.NoModifier)
    click(at, 2, SHIFT)
    at.press(Qt.Key.Key_C, CONTROL)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].startswith("frame\tlevel ADU\t")
    assert [line.split("\t")[0] for line in lines[1:]] == [
        "00001.fits",
        "00002.fits",
        "00003.fits",
    ]
    assert at.window.status.message.text() == "3 rows are on the clipboard."
    at.window.frames.table.clearSelection()
    at.window.actions_by_name["copy_frames"].trigger()
    assert at.window.status.message.text() == "No frame is selected."


def test_the_filter_of_this_place(at: Driver) -> None:
    at.press(Qt.Key.Key_F, CONTROL)
    field, table = at.window.frames.list_head.filter, at.window.frames.table
    assert field.hasFocus()
    at.qtbot.keyClicks(field, "hot>0")
    at.press(Qt.Key.Key_Return)
    assert [row.name for row in table.frames.rows] == ["00002.fits", "00003.fits"]
    assert table.hasFocus()
    at.press(Qt.Key.Key_F, CONTROL)
    at.qtbot.keyClicks(field, "airmass>2")
    at.press(Qt.Key.Key_Return)
    assert field.property("valid") == "false"
    assert len(table.frames.rows) == 2
    at.press(Qt.Key.Key_Escape)
    assert field.text() == "hot>0"


def test_b_and_escape_in_this_place(at: Driver) -> None:
    picture, frames = at.window.frames.picture, at.window.frames
    at.qtbot.waitUntil(lambda: frames.idle, timeout=PATIENCE_MS)
    at.window.frames.table.setFocus()
    at.press(Qt.Key.Key_B)
    assert picture.blinking
    assert not at.window.image.blinking
    at.press(Qt.Key.Key_Escape)
    assert not picture.blinking
    at.press(Qt.Key.Key_Escape)
    assert at.window.frames.table.hasFocus()


def test_nothing_happens_without_frames(at: Driver) -> None:
    from darkviewer.gui.actions import frame_rows

    at.workspace.set_session(None)
    frame_rows.ask_reason(at.window)
    frame_rows.take_back(at.window)
    assert not at.window.frames.list_head.reason_entry.isVisible()
