from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from darkviewer.gui.review.remarks import RemarkField, Remarks, tags_of

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def remarks(qtbot: QtBot) -> Remarks:
    made = Remarks()
    qtbot.addWidget(made)
    made.resize(300, 40)
    made.show()
    made.show_remarks("seen before", ("glow", "edge"))
    return made


def test_tags_are_words_between_commas_each_once() -> None:
    assert tags_of(" glow,edge ,, glow,  two  words") == ("glow", "edge", "two words")
    assert tags_of(" ") == ()


def test_enter_keeps_and_gives_the_keyboard_back(
    qtbot: QtBot, remarks: Remarks
) -> None:
    kept: list[object] = []
    remarks.note_kept.connect(kept.append)
    remarks.tags_kept.connect(kept.append)
    remarks.note.enter()
    assert QApplication.focusWidget() is remarks.note
    qtbot.keyClicks(remarks.note, "  twice")
    qtbot.keyClick(remarks.note, Qt.Key.Key_Return)
    assert kept == ["seen before twice"]
    assert remarks.note.text() == "seen before twice"
    assert not remarks.note.hasFocus()
    remarks.tags.enter()
    remarks.tags.setText("track, track")
    qtbot.keyClick(remarks.tags, Qt.Key.Key_Enter)
    assert kept[1:] == [("track",)]


def test_escape_leaves_what_was_there(qtbot: QtBot, remarks: Remarks) -> None:
    kept: list[object] = []
    remarks.note_kept.connect(kept.append)
    remarks.note.enter()
    qtbot.keyClicks(remarks.note, " and more")
    qtbot.keyClick(remarks.note, Qt.Key.Key_Escape)
    assert remarks.note.text() == "seen before"
    assert not remarks.note.hasFocus()
    assert kept == []


def test_going_elsewhere_keeps_but_a_menu_or_another_window_asks_nothing(
    remarks: Remarks,
) -> None:
    kept: list[object] = []
    remarks.note_kept.connect(kept.append)
    field = remarks.note
    field.setText("typed")
    for reason, expected in (
        (Qt.FocusReason.PopupFocusReason, []),
        (Qt.FocusReason.ActiveWindowFocusReason, []),
        (Qt.FocusReason.MouseFocusReason, ["typed"]),
    ):
        field.focusOutEvent(QFocusEvent(QFocusEvent.Type.FocusOut, reason))
        assert kept == expected
    remarks.keep()
    assert kept == ["typed"]
    remarks.tags.setText("new")
    remarks.keep()
    assert remarks.tags.text() == "new"


def test_the_key_is_shown_while_nothing_is_typed(
    qtbot: QtBot, remarks: Remarks
) -> None:
    field = remarks.note
    filled = field.grab().toImage()
    field.show_text("")
    named = field.grab().toImage()
    field.set_hint("M")
    other = field.grab().toImage()
    assert filled != named != other
    assert field.toolTip().count("(M)") == 1
    narrow = RemarkField("Note", "N", "meaning")
    qtbot.addWidget(narrow)
    narrow.resize(20, 26)
    narrow.grab()


def test_a_long_note_is_in_the_tip_and_is_no_rich_text(remarks: Remarks) -> None:
    remarks.show_remarks("<b>bold</b> " * 20, ())
    assert "&lt;b&gt;bold" in remarks.note.toolTip()
    assert remarks.note.cursorPosition() == 0
