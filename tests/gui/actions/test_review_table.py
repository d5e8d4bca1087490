"""The keys of the review: at the desk they give verdicts, elsewhere what they did."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from darkviewer.core.review.classes import CLASSES
from darkviewer.gui.actions.installed import installed
from darkviewer.gui.actions.menus import keys_at, user_of
from tests.helpers.reviews import at_the_desk
from tests.helpers.windows import Driver

K, M = Qt.Key, Qt.KeyboardModifier
KEYS = {
    **{str(number): getattr(K, f"Key_{number}") for number in range(1, 7)},
    "U": K.Key_U,
}


@pytest.mark.parametrize("held", [M.NoModifier, M.KeypadModifier, M.ShiftModifier])
def test_each_key_gives_its_verdict(opened: Driver, held: M) -> None:
    at_the_desk(opened)
    review = opened.window.reviewing
    assert len(review.entries) > len(CLASSES)
    for known in CLASSES:
        entry, index = review.current, review.index
        opened.press(KEYS[known.key], held)
        assert review.verdict_of(entry).name == known.name
        assert review.index == index + (held != M.ShiftModifier)
    review.go(0)
    opened.press(K.Key_0, held & M.KeypadModifier)
    assert not review.judged_now


def test_keys_move_through_the_queue(opened: Driver) -> None:
    at_the_desk(opened)
    review = opened.window.reviewing
    for key, index in ((K.Key_J, 1), (K.Key_Down, 2), (K.Key_K, 1), (K.Key_Up, 0)):
        opened.press(key)
        assert review.index == index
    own = review.current.best
    opened.press(K.Key_Right)
    assert review.frame == own + 1
    opened.press(K.Key_PageUp)
    assert review.frame == own
    opened.press(K.Key_Left)
    opened.press(K.Key_PageDown)
    assert review.frame == own
    opened.press(K.Key_Left)
    opened.press(K.Key_Home)
    assert review.frame == own
    opened.press(K.Key_P)
    assert review.scope == "event"
    opened.press(K.Key_H)
    assert review.blind


def test_undo_has_no_end(opened: Driver) -> None:
    at_the_desk(opened)
    review = opened.window.reviewing
    for _ in range(4):
        opened.press(K.Key_5)
    opened.settle()
    for index in (3, 2, 1, 0):
        opened.press(K.Key_Z, M.ControlModifier)
        assert (review.index, review.judged_now) == (index, False)
    opened.settle()
    for index in range(4):
        opened.press(K.Key_Z, M.ControlModifier | M.ShiftModifier)
        assert (review.index, review.judged_now) == (index, True)


def test_elsewhere_they_do_what_they_did(opened: Driver) -> None:
    window = opened.window
    exclude, unsure = (
        window.actions_by_name[name] for name in ("take_back", "verdict_unsure")
    )
    assert exclude.shortcut() == QKeySequence("U")
    assert not unsure.isEnabled()
    at_the_desk(opened)
    assert exclude.shortcut().isEmpty()
    assert unsure.isEnabled()
    assert not window.actions_by_name["exclude"].isEnabled()
    opened.press(K.Key_F6)
    assert exclude.shortcut() == QKeySequence("U")
    assert not unsure.isEnabled()
    assert window.reviewing.log == []


def test_ctrl_d_leads_to_the_desk_and_return_to_the_image(opened: Driver) -> None:
    opened.press(K.Key_D, M.ControlModifier)
    assert opened.window.places.current == "review"
    at_the_desk(opened)
    opened.press(K.Key_Return)
    assert opened.window.places.current == "image"
    assert opened.window.image.hasFocus()


def test_a_key_belongs_to_one_row_of_each_place(opened: Driver) -> None:
    keys = installed(opened.window).keys
    assert user_of("U", keys, "review").name == "verdict_unsure"
    assert user_of("U", keys, "").name == "take_back"
    assert keys_at("image", keys)["take_back"] == "U"
    assert keys_at("review", keys)["take_back"] == ""
    assert keys_at("review", keys)["next_frame"] == "Right"
