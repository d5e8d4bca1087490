from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from darkviewer.core.review.classes import CLASSES, EVENT, PIXEL
from darkviewer.gui.review.verdict_row import AS_EACH_KEY_SAYS, VerdictRow
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES
from tests.helpers.review_entries import enlarge

pytestmark = pytest.mark.usefixtures("dressed")

LEFT = Qt.MouseButton.LeftButton
NAMES = [*(one.name for one in CLASSES), "clear"]


@pytest.fixture
def desk(qtbot: QtBot) -> QWidget:
    """A window of its own would not be narrower than what its layout asks for."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1000, 200)
    made.show()
    return made


@pytest.fixture
def row(desk: QWidget) -> VerdictRow:
    made = VerdictRow(PALETTES["dark"], desk)
    made.resize(840, made.sizeHint().height())
    made.show()
    return made


def test_eight_keys_of_one_size_in_the_order_of_their_digits(row: VerdictRow) -> None:
    assert list(row.keys) == NAMES
    keys = list(row.keys.values())
    assert len({key.size().toTuple() for key in keys}) == 1
    lefts = [key.x() for key in keys]
    assert lefts == sorted(lefts)
    assert row.keys["clear"].geometry().right() <= row.width() - 12
    gap = row.keys["unsure"].x() - row.keys["artefact"].geometry().right()
    assert gap > row.keys["hot"].x() - row.keys["psf-like"].geometry().right()


def test_a_click_gives_and_with_shift_stays(qtbot: QtBot, row: VerdictRow) -> None:
    told: list[object] = []
    row.given.connect(lambda name, stay: told.append((name, stay)))
    row.cleared.connect(lambda stay: told.append(("cleared", stay)))
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.mouseClick(row.keys["hot"], LEFT)
    qtbot.mouseClick(row.keys["unsure"], LEFT, shift)
    qtbot.mouseClick(row.keys["clear"], LEFT)
    assert [name for name, _ in told] == ["hot", "unsure", "cleared"]
    assert [stay for _, stay in told] == [False, True, False]


def test_a_pressed_key_lights_for_a_moment(qtbot: QtBot, row: VerdictRow) -> None:
    row.light("noise")
    assert [n for n, key in row.keys.items() if key.lit] == ["noise"]
    row.light("hot")
    assert [n for n, key in row.keys.items() if key.lit] == ["hot"]
    qtbot.waitUntil(lambda: not any(key.lit for key in row.keys.values()))


def test_scope_stands_in_each_key_and_can_be_overridden(
    qtbot: QtBot, row: VerdictRow
) -> None:
    def scopes() -> list[str]:
        keys = list(row.keys.values())[:-1]
        return [key.accessibleName().rsplit(" ", 1)[1] for key in keys]

    own = [one.scope for one in CLASSES]
    assert scopes() == own
    row.set_scope(PIXEL)
    assert row.scope.value == PIXEL
    assert set(scopes()) == {"pixel"}
    asked: list[str] = []
    row.scope_chosen.connect(asked.append)
    qtbot.mouseClick(row.scope.findChildren(type(row.scope._buttons[EVENT]))[1], LEFT)
    assert asked == [EVENT]
    row.set_scope(AS_EACH_KEY_SAYS)
    assert scopes() == own
    assert "next verdict" in row.scope._buttons[EVENT].toolTip()
    assert row.scope._buttons[PIXEL].hint == "P"


def test_only_a_verdict_that_holds_is_marked(row: VerdictRow) -> None:
    def marked() -> list[str]:
        return [name for name, key in row.keys.items() if key.given]

    assert marked() == []
    row.set_verdict("telegraph")
    assert marked() == ["telegraph"]
    row.set_verdict("")
    assert marked() == []


def test_nothing_of_the_row_moves_with_what_it_shows(row: VerdictRow) -> None:
    parts = [row.scope, row.title, *row.keys.values()]
    before = [part.geometry() for part in parts]
    row.set_verdict("hot")
    row.set_scope(EVENT)
    row.set_advance(False)
    assert row.after.text() == "and stay"
    row.set_advance(True)
    row.setEnabled(False)
    row.set_key("hot", "H")
    row.grab()
    assert [part.geometry() for part in parts] == before


@pytest.mark.parametrize(("width", "face"), [(688, fonts.body), (671, fonts.small)])
def test_words_stay_in_a_window_of_1280_pixels(
    row: VerdictRow, width: int, face: Callable[[], QFont]
) -> None:
    """In one with a border of 8 pixels at each side they are small."""
    row.resize(width, row.height())
    QApplication.processEvents()
    keys = row.keys.values()
    assert all(key.words_fit(key.width(), face()) for key in keys)
    assert {key._face for key in keys} == {face()}
    assert row.keys["clear"].geometry().right() <= width - 12


@pytest.mark.parametrize(("width", "scale"), [(724, 1.0), (724, 2.0), (760, 1.3)])
def test_a_narrow_row_is_complete(row: VerdictRow, width: int, scale: float) -> None:
    enlarge(scale)
    row.follow_text()
    assert row.minimumSizeHint().width() <= width
    row.resize(width, row.sizeHint().height())
    QApplication.processEvents()
    for part in (row.scope, row.title):
        assert part.width() >= part.sizeHint().width()
        assert row.rect().contains(part.geometry())
    last = row.keys["clear"]
    right = last.mapTo(row, last.rect().topRight()).x()
    assert right <= width - 12
    row.set_palette(PALETTES["light"])
    row.grab()
