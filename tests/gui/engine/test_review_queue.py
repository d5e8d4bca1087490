"""The queue at the desk: built out of the way, and it never jumps."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt

from darkviewer.core.opinions.events import VERDICT
from darkviewer.core.review.queue import DIFFERING
from darkviewer.gui.engine import review_queue
from darkviewer.gui.main_window import MainWindow
from darkviewer.storage.opinions.store import Opinions
from tests.helpers.reviews import at_the_desk, rest
from tests.helpers.windows import Driver, open_window


def order(at: Driver) -> list[tuple[int, int]]:
    return [(entry.x, entry.y) for entry in at.window.reviewing.entries]


@pytest.fixture
def at(opened: Driver) -> Driver:
    return at_the_desk(opened)


def test_a_review_goes_on_where_it_was(at: Driver, qtbot) -> None:
    review = at.window.reviewing
    before = order(at)
    assert len(before) > 6
    for _ in range(2):
        review.give("noise")
    review.next()  # one is passed over
    review.give("noise")
    where = review.current
    left = review.progress
    root = at.workspace.root
    at.window.close()
    again = Driver(open_window(qtbot), qtbot)
    again.open(root)
    at_the_desk(again)
    now = again.window.reviewing
    assert now.current == where
    assert (now.progress.judged, now.progress.total) == (3, left.total)
    assert now.progress.minutes == pytest.approx(left.minutes, abs=0.1)
    assert order(again) == [before[2], *before[4:]]  # what is not judged yet


def test_what_another_window_says_does_not_move_the_list(at: Driver) -> None:
    review = at.window.reviewing
    review.give("noise")
    review.give("noise")
    before, index = order(at), review.index
    judged = review.verdict_of(review.entries[0])
    other = Opinions(who="eve")
    value = judged.as_value() | {"reviewer": "eve"}
    other.say(VERDICT, "eve" + judged.subject, value)
    assert other.close()
    at.qtbot.waitUntil(
        lambda: review.said_of(review.entries.shown[0]).others == {"eve"}
    )
    assert (order(at), review.index) == (before, index)


def test_a_queue_that_is_being_built_begins_with_the_first_that_is_asked_for(
    at: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    review, go_on = at.window.reviewing, threading.Event()
    judged = review.current
    review.give("hot", stay=True)
    value = review.verdict_of(judged).as_value()
    value |= {"reviewer": "eve", "class": "telegraph"}
    build = review_queue.build_queue

    def slow(*what: object) -> object:
        assert go_on.wait(60)
        return build(*what)

    monkeypatch.setattr(review_queue, "build_queue", slow)
    other = Opinions(who="eve")
    other.say(VERDICT, "eve" + review.verdict_of(judged).subject, value)
    assert other.close()
    at.qtbot.waitUntil(lambda: not review.idle)
    review.go(3)
    review.begin_with(DIFFERING)
    go_on.set()
    rest(at)
    assert review.current == judged
    assert len(review.entries) == 1


def test_a_pixel_picked_in_the_image_comes_along(at: Driver) -> None:
    review = at.window.reviewing
    third = review.entries[2]
    review.next()
    second = review.current
    at.press(Qt.Key.Key_F6)
    at.press(Qt.Key.Key_F7)
    assert review.current == second  # nothing was picked meanwhile
    at.press(Qt.Key.Key_F6)
    at.workspace.select_candidate(third.rows[0])
    at.press(Qt.Key.Key_F7)
    assert review.current == third
    at.press(Qt.Key.Key_F6)
    at.workspace.pick_pixel(0, 0)  # nothing is there
    at.press(Qt.Key.Key_F7)
    assert review.current == third


def test_the_selection_of_a_session_decides_where_one_begins(
    opened: Driver,
) -> None:
    table = opened.workspace.candidates
    last = int(table.id[-1])
    opened.workspace.select_candidate(last)
    at_the_desk(opened)
    assert last in opened.window.reviewing.current.rows


def test_beyond_the_ends_nothing_happens(at: Driver) -> None:
    review = at.window.reviewing
    review.previous()
    assert review.index == 0
    review.go(len(review.entries) - 1)
    review.next()
    assert review.index == len(review.entries) - 1
    assert review.active
    assert len(review.all_entries) == len(review.entries)


def test_a_failure_is_told(at: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    window: MainWindow = at.window

    def broken(*_what: object) -> None:
        raise MemoryError

    monkeypatch.setattr("darkviewer.gui.engine.review_queue.build_queue", broken)
    window.reviewing._renew()
    rest(at)
    assert window.status.message.text()
