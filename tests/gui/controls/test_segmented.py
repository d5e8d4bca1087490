"""A choice between a few named values."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.segmented import ActionBar, Segmented


def test_segments_tell_only_what_the_user_chose(qtbot: QtBot) -> None:
    segments = Segmented({4: "4", 8: "8"})
    qtbot.addWidget(segments)
    emitted = []
    segments.value_changed.connect(emitted.append)
    assert segments.value is None
    segments.set_value(4)
    assert (segments.value, emitted) == (4, [])
    segments._buttons[8].click()
    assert (segments.value, emitted) == (8, [8])


def test_a_bar_may_end_in_a_field(qtbot: QtBot) -> None:
    actions = [QAction(text) for text in ("Fit", "1:1")]
    field = QLineEdit()
    bar = ActionBar(actions, tail=field)
    qtbot.addWidget(bar)
    joins = [b.joined for b in bar.findChildren(KeyButton)]
    assert joins == ["right", "both"]
    assert field.parent() is bar


def test_many_choices_take_several_rows(qtbot: QtBot) -> None:
    segments = Segmented({name: name for name in "abcde"}, in_a_row=3)
    qtbot.addWidget(segments)
    segments.show()
    top, below = (segments._buttons[name] for name in "ad")
    place = [button.mapTo(segments, button.rect().topLeft()) for button in (top, below)]
    assert place[0].x() == place[1].x()
    assert place[1].y() > place[0].y() + top.height()
    segments.set_value("a")
    below.click()  # the rows are one choice
    assert segments.value == "d"
    assert not top.isChecked()


def test_other_words_want_other_room_at_once(qtbot: QtBot) -> None:
    """Before any event: whoever chooses the words that fit asks for it."""
    bars = Segmented({"": "each", "event": "event"})
    qtbot.addWidget(bars)
    bars.show()
    short = bars.sizeHint().width()
    bars.set_words("", "as each key says, whatever that is")
    assert bars.sizeHint().width() > 1.5 * short
    bars.set_words("", "each")
    assert bars.sizeHint().width() == short
