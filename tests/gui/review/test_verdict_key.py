from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from darkviewer.core.review.classes import EVENT, PIXEL
from darkviewer.gui.review.verdict_key import CLEAR, VerdictKey
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES
from tests.helpers.review_entries import enlarge

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def key(qtbot: QtBot) -> VerdictKey:
    made = VerdictKey("hot", "hot", "2", PIXEL)
    qtbot.addWidget(made)
    made.set_palette(PALETTES["dark"])
    made.resize(made.sizeHint())
    made.show()
    return made


def picture(key: VerdictKey) -> QImage:
    return key.grab().toImage()


def test_everything_it_shows_is_in_its_name(key: VerdictKey) -> None:
    assert key.accessibleName() == "hot, about this pixel"
    key.set_scope(EVENT)
    key.set_given(True)
    key.set_key("H")
    assert key.accessibleName() == "hot, about this event, your verdict"
    assert key.toolTip().startswith("hot (H), about this event, your verdict\n")


def test_every_state_looks_different_and_has_one_size(key: VerdictKey) -> None:
    seen, size = [picture(key)], key.sizeHint()
    key.set_given(True)
    seen.append(picture(key))
    key.set_lit(True)
    key.set_lit(True)
    seen.append(picture(key))
    key.set_given(False)
    seen.append(picture(key))
    key.set_lit(False)
    key.setEnabled(False)
    seen.append(picture(key))
    key.set_face(None)
    seen.append(picture(key))
    assert len({bytes(one.constBits()) for one in seen}) == len(seen)
    assert key.sizeHint() == size


def test_what_clears_is_about_nothing_of_its_own(qtbot: QtBot) -> None:
    key = VerdictKey(CLEAR, CLEAR, "0", "")
    qtbot.addWidget(key)
    key.set_palette(PALETTES["light"])
    key.set_scope(EVENT)
    assert key.accessibleName() == "clear"
    assert "Takes your verdict back" in key.toolTip()
    key.grab()


def test_large_text_leaves_digit_and_mark(key: VerdictKey) -> None:
    assert key.words_fit(92, fonts.body())
    assert not key.words_fit(20, fonts.body())
    enlarge(2.0)
    assert not key.words_fit(400, fonts.body())
    assert key.sizeHint().height() < 2 * 56
    key.resize(40, 50)
    key.grab()


def test_enter_presses_it(qtbot: QtBot, key: VerdictKey) -> None:
    pressed: list[bool] = []
    key.clicked.connect(lambda: pressed.append(True))
    for one in (Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_A):
        qtbot.keyClick(key, one)
    assert len(pressed) == 2
