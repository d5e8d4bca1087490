"""Candidates added by hand, and those taken away: no threshold changes them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from darkviewer.core.review.by_hand import ByHand
from darkviewer.core.review.queue import QueueFilter
from darkviewer.core.review.queue_events import ADDED, REMOVED
from darkviewer.core.review.sensor_place import SensorPlace
from darkviewer.gui.engine.hand_layer import events_with
from darkviewer.gui.engine.reviewing import Reviewing
from tests.helpers.captures import HOT, cube, residual_e
from tests.helpers.reviews import at_the_desk, rest
from tests.helpers.windows import Driver


@pytest.fixture
def at(opened: Driver) -> Driver:
    at_the_desk(opened)
    opened.workspace.set_parameter("threshold_e", 250.0)
    settle(opened)
    return opened


@pytest.fixture
def review(at: Driver) -> Reviewing:
    return at.window.reviewing


def settle(at: Driver) -> None:
    at.qtbot.waitUntil(lambda: at.window.examining.idle)
    rest(at)


def pixels(review: Reviewing) -> set[tuple[int, int]]:
    return {(entry.x, entry.y) for entry in review.entries}


def faint_peak(frame: int) -> tuple[int, int]:
    """A pixel far from everything else that is brighter than its neighbours."""
    residual = residual_e(cube(), frame)[25:45, 40:60]
    y, x = np.unravel_index(int(residual.argmax()), residual.shape)
    return int(x) + 40, int(y) + 25


def test_a_click_snaps_to_the_peak_and_survives(at: Driver, review: Reviewing) -> None:
    x, y = faint_peak(0)
    before = pixels(review)
    assert (x, y) not in before
    review.add_by_hand(0, x + 1, y)
    settle(at)
    assert pixels(review) == before | {(x, y)}
    entry = review.current
    assert (entry.x, entry.y, entry.best, entry.by_hand) == (x, y, 0, True)
    assert entry.sigma > 2
    review.give("psf-like", stay=True)
    for threshold in (300.0, 1000.0):
        at.workspace.set_parameter("threshold_e", threshold)
        settle(at)
        assert (x, y) in pixels(review)
    at.window.tasks.calibrate(afresh=True)
    at.settle()
    settle(at)
    number = review.all_entries.number_at(x, y)
    assert review.verdict_of(review.all_entries.entry(number)).name == "psf-like"


def test_what_is_added_in_the_image_is_in_hand_at_the_desk(
    at: Driver, review: Reviewing
) -> None:
    x, y = faint_peak(0)
    at.window.places.go("image")
    at.workspace.set_frame(0)
    at.workspace.pick_pixel(x + 1, y)
    at.press(Qt.Key.Key_Insert)
    settle(at)
    held = at.workspace.pixel_in_hand
    assert (held.x, held.y) == (x, y)
    at.window.places.go("review")
    settle(at)
    assert (review.current.x, review.current.y) == (x, y)


def test_to_add_is_a_step_to_undo(at: Driver, review: Reviewing) -> None:
    before = pixels(review)
    review.add_by_hand(0, *faint_peak(0))
    settle(at)
    at.workspace.history.undo()
    settle(at)
    assert review.all_entries.number_at(*faint_peak(0)) is None
    at.workspace.history.redo()
    settle(at)
    assert pixels(review) == before | {faint_peak(0)}
    review.take_away(review.current)
    settle(at)
    assert review.all_entries.number_at(*faint_peak(0)) is None


def test_what_is_there_already_is_not_added(at: Driver, review: Reviewing) -> None:
    frame, x, y = HOT
    review.next()
    review.add_by_hand(frame, x, y)
    settle(at)
    assert not review.current.by_hand
    assert (review.current.x, review.current.y) == (x, y)
    assert "already" in at.window.status.message.text()


def test_what_is_taken_away_stays_away(at: Driver, review: Reviewing) -> None:
    frame, x, y = HOT
    at.press(Qt.Key.Key_Delete)
    settle(at)
    assert review.current.removed  # it stays in hand, and nothing jumps
    assert "taken out of the queue" in at.window.status.message.text()
    review.next()
    review.set_filter(QueueFilter())
    assert (x, y) not in pixels(review)
    at.workspace.set_parameter("threshold_e", 300.0)
    settle(at)
    assert (x, y) not in pixels(review)
    review.set_filter(QueueFilter({("hand", REMOVED): 1}))
    assert (x, y) in pixels(review)
    review.add_by_hand(frame, x, y)
    settle(at)
    assert not review.current.removed
    at.press(Qt.Key.Key_Delete)
    settle(at)
    at.press(Qt.Key.Key_Delete)
    settle(at)
    assert not review.current.removed


def test_frames_that_are_not_in_the_master_have_none(
    at: Driver, review: Reviewing
) -> None:
    at.workspace.set_session(None)
    review.add_by_hand(0, 5, 5)
    assert "Only frames of the master" in at.window.status.message.text()


def test_the_key_adds_at_the_selected_pixel(at: Driver, review: Reviewing) -> None:
    at.press(Qt.Key.Key_F6)
    at.workspace.set_frame(0)
    at.workspace.pick_pixel(*faint_peak(0))
    at.settle()
    review.book._hashes.clear()  # its frame is read first
    at.press(Qt.Key.Key_Insert)
    settle(at)
    assert "in the queue of the review" in at.window.status.message.text()
    at_the_desk(at)
    assert review.all_entries.number_at(*faint_peak(0)) is not None


def test_in_all_frames_at_once(at: Driver, review: Reviewing) -> None:
    x, y = faint_peak(0)
    at.press(Qt.Key.Key_F6)
    at.workspace.set_frame(0)
    at.workspace.pick_pixel(x, y)
    at.settle()
    at.press(Qt.Key.Key_Insert)  # in this frame, and then in all others
    settle(at)
    at.press(Qt.Key.Key_Insert, Qt.KeyboardModifier.ShiftModifier)
    settle(at)
    assert "in all frames" in at.window.status.message.text()
    at_the_desk(at)
    entry = review.all_entries.entry(review.all_entries.number_at(x, y))
    assert sorted(entry.frames) == list(range(len(cube())))
    review.add_by_hand(0, x, y, everywhere=True)
    settle(at)
    assert "of all frames already" in at.window.status.message.text()
    at.workspace.history.undo()
    settle(at)
    entry = review.all_entries.entry(review.all_entries.number_at(x, y))
    assert entry.frames == (0,)


def test_only_ones_own_are_taken_away_and_only_inside_the_frame(at: Driver) -> None:
    table = at.workspace.candidates
    frame, x, y = (int(column[0]) for column in (table.frame, table.x, table.y))
    held = [
        ByHand("adam", REMOVED, "a", x, y),
        ByHand("adam", ADDED, "a", 3, 4),
        ByHand("eve", ADDED, "a", 3000, 4),
        ByHand("eve", ADDED, "elsewhere", 5, 5),
    ]
    events = events_with(
        table, held, {frame: "a"}, SensorPlace(), "eve", cube().shape[1:]
    )
    assert len(events) == len(table) + 1
    assert not events.removed.any()
    assert (events.x[-1], events.y[-1], events.frame[-1]) == (3, 4, frame)
