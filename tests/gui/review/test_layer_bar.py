from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from darkviewer.gui.review.layer_bar import LayerBar

WORDS = {
    "raw": "Raw",
    "master": "Master",
    "residual": "Residual",
    "significance": "Significance",
    "blink": "Blink",
}
KEYS = dict(zip(WORDS, "RMDSB", strict=True))


@pytest.fixture
def bar(qtbot: QtBot) -> LayerBar:
    made = LayerBar()
    qtbot.addWidget(made)
    actions = {name: QAction(words, made) for name, words in WORDS.items()}
    for name, action in actions.items():
        action.setShortcut(KEYS[name])
    made.take(actions, list(WORDS)[:-1], "blink")
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_words_with_keys_where_there_is_room(bar: LayerBar) -> None:
    bar.resize(bar.sizeHint().width(), 27)
    assert [button.text() for button in bar.buttons] == list(WORDS.values())
    assert "".join(button.hint for button in bar.buttons) == "RMDSB"


@pytest.mark.parametrize("width", [2000, 440, 378, 300, 273, 160])
def test_nothing_is_cut_or_overlaps(bar: LayerBar, width: int) -> None:
    bar.resize(width, 27)
    buttons = bar.buttons
    for one, other in pairwise(buttons):
        assert one.geometry().right() < other.geometry().left()
    for button in buttons:
        assert button.width() == button.sizeHint().width()
    assert buttons[-1].geometry().right() <= width - 1


def test_a_narrow_bar_has_the_keys(bar: LayerBar) -> None:
    bar.resize(160, 27)
    assert [button.text() for button in bar.buttons] == list("RMDSB")
    bar.resize(40, 27)  # less than the keys need
    assert bar.buttons[1].text() == "M"
    assert [button.accessibleName() for button in bar.buttons] == list(WORDS.values())
    bar.buttons[0].action.setShortcut("")
    assert bar.buttons[0].text() == "R"  # of the word


def test_a_button_triggers_its_action(bar: LayerBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.buttons[1].action.triggered):
        qtbot.mouseClick(bar.buttons[1], Qt.MouseButton.LeftButton)


def test_empty_it_takes_no_room(qtbot: QtBot) -> None:
    bar = LayerBar()
    qtbot.addWidget(bar)
    assert bar.buttons == []
    assert isinstance(bar, QWidget)
    bar.grab()
