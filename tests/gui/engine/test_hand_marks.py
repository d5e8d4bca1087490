"""Marks in the image of what somebody added by hand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from darkviewer.core.opinions.events import BY_HAND
from darkviewer.core.review.by_hand import ByHand
from darkviewer.core.review.queue_events import ADDED
from darkviewer.gui.actions.installed import installed
from darkviewer.gui.engine.hand_marks import HandMarks
from tests.gui.engine.test_hand_layer import faint_peak
from tests.helpers.windows import Driver


@pytest.fixture
def at(opened: Driver) -> Driver:
    opened.press(Qt.Key.Key_F6)
    opened.workspace.set_frame(0)
    opened.settle()
    return opened


@pytest.fixture
def marks(at: Driver) -> HandMarks:
    return at.window.hand_marks


def settle(at: Driver) -> None:
    at.settle()
    at.qtbot.waitUntil(lambda: at.window.examining.idle)
    at.qtbot.waitUntil(lambda: at.window.reviewing.idle)


def on_screen(at: Driver, x: int, y: int) -> QPoint:
    """Where a pixel is in the view."""
    view = at.window.image.view
    scene = QPointF(x + 0.5, y + 0.5)
    return view.mapFromScene(view._view_box.mapViewToScene(scene))


def add(at: Driver, x: int, y: int) -> None:
    at.workspace.pick_pixel(x, y)
    at.press(Qt.Key.Key_Insert)
    settle(at)


def test_the_menu_of_the_right_button_adds_at_the_peak(
    at: Driver, marks: HandMarks
) -> None:
    x, y = faint_peak(0)
    view, right = at.window.image.view.viewport(), Qt.MouseButton.RightButton
    at.window.image.view.zoom_to(x, y)
    QTest.mouseClick(view, right, pos=on_screen(at, x, y))
    menu = installed(at.window).context.open
    (act,) = [
        a for a in menu.actions() if a.text().replace("&", "") == "Add a candidate here"
    ]
    menu.close()
    act.trigger()
    settle(at)
    assert marks.places == ((x, y),)
    at.workspace.history.undo()
    assert marks.places == ()


def test_a_mark_is_of_one_frame_says_what_it_is_and_is_taken_back(
    at: Driver, marks: HandMarks
) -> None:
    x, y = faint_peak(0)
    add(at, x, y)
    view = at.window.image.view
    caption = " ".join(at.window.image.notes.caption.texts)
    assert "1 candidate added by hand: a ring with a dot" in caption
    view.zoom_to(x, y)
    place = on_screen(at, x, y)
    tip = QHelpEvent(QEvent.Type.ToolTip, place, view.mapToGlobal(place))
    QApplication.sendEvent(view.viewport(), tip)
    assert QToolTip.text() == f"{x}, {y}: added by hand, to be judged"
    QToolTip.hideText()
    at.workspace.set_frame(1)
    settle(at)
    at.qtbot.waitUntil(lambda: marks.places == ())
    at.workspace.set_frame(0)
    at.qtbot.waitUntil(lambda: marks.places == ((x, y),))
    at.workspace.pick_pixel(3, 3)
    at.press(Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert "You added nothing at 3, 3" in at.window.status.message.text()
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(view.viewport(), left, pos=place + QPoint(3, 2))
    assert (at.workspace.pixel_in_hand.x, at.workspace.pixel_in_hand.y) == (x, y)
    at.press(Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert marks.places == ()
    at.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    at.qtbot.waitUntil(lambda: marks.places == ((x, y),))


def test_marks_that_are_hidden_cannot_be_clicked(at: Driver) -> None:
    x, y = faint_peak(0)
    add(at, x, y)
    view, item = at.window.image.view, at.window.image.view._marks
    place = QPointF(on_screen(at, x, y))
    assert item.by_hand_at(place) == (x, y)
    assert item.by_hand_at(place + QPointF(60, 0)) is None
    before = view.grab().toImage()
    view.set_markers_visible(False)
    assert item.by_hand_at(place) is None
    assert view.by_hand == 0
    assert view.grab().toImage() != before


def test_those_of_others_are_marked_and_left_alone(
    at: Driver, marks: HandMarks
) -> None:
    x, y = faint_peak(0)
    add(at, x, y)
    (own,) = marks.own_at(0, x, y)
    opinions = at.window.judgements.opinions
    other = ByHand("adam", ADDED, own.place, x + 9, y)
    opinions.say(BY_HAND, other.subject, other.as_value())
    marks.renew()
    assert marks.places == ((x, y), (x + 9, y))
    assert marks.own_at(0, x + 9, y) == ()
    at.workspace.set_session(None)
    assert marks.places == ()


def test_a_frame_that_cannot_be_read_is_not_tried_again(
    at: Driver, marks: HandMarks
) -> None:
    add(at, *faint_peak(0))
    at.workspace.set_frame(1)
    at.workspace.frame_info.path.unlink()
    at.qtbot.waitUntil(lambda: not marks._rest.isActive())
    settle(at)
    assert marks.places == ()
    assert not marks._rest.isActive()


def test_what_was_asked_of_a_session_that_is_closed_is_not_read(
    at: Driver, marks: HandMarks
) -> None:
    add(at, *faint_peak(0))
    at.workspace.set_frame(1)
    at.workspace.set_session(None)
    marks._read()
    assert at.window.judgements.idle
    assert marks.places == ()
