"""Verdicts by frame and pixel of the sensor."""

from __future__ import annotations

import numpy as np

from darkviewer.core.opinions.events import VERDICT, Opinion
from darkviewer.core.review.classes import EVENT, PIXEL
from darkviewer.core.review.finder import Finder
from darkviewer.core.review.queue import Said, build
from darkviewer.core.review.queue_events import events_by_hand
from darkviewer.core.review.sensor_place import SensorPlace
from darkviewer.core.review.verdict import Verdict, Verdicts
from darkviewer.gui.engine.verdict_book import said_of_entries
from tests.helpers.reviews import at_the_desk
from tests.helpers.windows import Driver

# frame, x, y: the last two touch
PLACES = ((0, 5, 5), (1, 5, 5), (1, 9, 9), (0, 20, 20), (0, 21, 21))
QUEUE = build(
    events_by_hand([(n, *at, 9.0 - n) for n, at in enumerate(PLACES)]),
)


def said(*verdicts: Verdict, grid: SensorPlace | None = None) -> dict[int, Said]:
    held = Verdicts(Opinion(VERDICT, one.subject, one.as_value()) for one in verdicts)
    content = {0: "first", 1: "second"}
    finder = Finder(held, QUEUE, content, "cam", grid or SensorPlace())
    return said_of_entries(finder, "eve")


def test_verdicts_are_found_by_frame_within_a_pixel() -> None:
    assert said(Verdict("eve", EVENT, "second", 8, 10, "noise")) == {
        1: Said(frozenset({"noise"}))
    }
    assert said(Verdict("eve", EVENT, "first", 9, 9, "noise")) == {}
    assert said(Verdict("eve", EVENT, "second", 7, 9, "noise")) == {}
    assert said(Verdict("eve", EVENT, "third", 9, 9, "noise")) == {}


def test_what_was_said_of_a_neighbour_is_not_said_of_this_one() -> None:
    number = QUEUE.number_at(20, 20)
    assert said(Verdict("eve", EVENT, "first", 20, 20, "noise")) == {
        number: Said(frozenset({"noise"}))
    }
    assert number in said(Verdict("eve", EVENT, "first", 19, 20, "noise"))
    about_pixel = said(Verdict("eve", PIXEL, "cam", 20, 20, "hot"))
    assert set(about_pixel) == {number}


def test_verdicts_about_a_pixel_hold_in_all_frames() -> None:
    found = said(
        Verdict("eve", PIXEL, "cam", 5, 5, "hot"),
        Verdict("adam", EVENT, "first", 5, 5, "noise"),
    )
    assert found == {0: Said(frozenset({"hot"}), frozenset({"adam"}), differ=True)}


def test_two_reviewers_may_differ_about_the_same_event() -> None:
    own = Verdict("eve", EVENT, "first", 5, 5, "noise")
    number = QUEUE.number_at(5, 5)
    same = said(own, Verdict("ann", EVENT, "first", 5, 5, "noise"))
    assert not same[number].differ
    other = said(own, Verdict("ann", PIXEL, "cam", 5, 5, "hot"))
    assert other[number].differ
    elsewhere = said(own, Verdict("ann", EVENT, "second", 5, 5, "hot"))
    assert not elsewhere[number].differ


def test_a_region_is_found_on_the_sensor() -> None:
    grid = SensorPlace((100, 50), (2, 2))
    one = Verdict("eve", EVENT, "first", 210, 110, "noise")  # (105, 55) in pairs
    assert said(one, grid=grid) == {0: Said(frozenset({"noise"}))}


def test_frames_are_known_by_their_pixels(opened: Driver) -> None:
    at_the_desk(opened)
    book = opened.window.reviewing.book
    assert sorted(book.content) == list(range(opened.workspace.frames.used))
    assert len(set(book.content.values())) == len(book.content)
    assert book.camera == ""  # no header of these frames names one
    assert book.finder.places(0) == (book.content[0],)
    assert np.all([len(one) == 64 for one in book.content.values()])


def test_hashes_are_of_the_frames_that_they_were_read_for(opened: Driver) -> None:
    """A frame is left out meanwhile: others have its number."""
    window, found = opened.window, []
    book = window.reviewing.book
    book.read_first([0, 1], found.append)
    opened.qtbot.waitUntil(lambda: bool(found))
    first, second = found[0][0], found[0][1]
    assert (book.hash_of(0), book.hash_of(1)) == (first, second)
    assert book.hash_of(99) == ""
    used = window.workspace.frames.used
    window.judgements.exclude([window.workspace.frames.infos[0]], "cloud")
    opened.settle()
    opened.qtbot.waitUntil(lambda: window.workspace.frames.used == used - 1)
    assert book.hash_of(0) == second
    book.content.clear()
    book.read_first([1], found.append)
    window.workspace.set_session(None)  # before the answer comes
    opened.qtbot.waitUntil(lambda: len(found) == 2)
    assert book.content == {}
    assert book.hash_of(0) == ""
