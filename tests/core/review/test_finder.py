"""Verdicts found by frame, camera and place."""

from __future__ import annotations

from darkviewer.core.opinions.events import VERDICT, Opinion
from darkviewer.core.review.classes import EVENT, PIXEL
from darkviewer.core.review.finder import Finder
from darkviewer.core.review.queue import build
from darkviewer.core.review.queue_events import events_by_hand
from darkviewer.core.review.sensor_place import SensorPlace
from darkviewer.core.review.verdict import Verdict, Verdicts


def finder(*verdicts: Verdict, camera: str = "cam") -> Finder:
    held = Verdicts(Opinion(VERDICT, one.subject, one.as_value()) for one in verdicts)
    queue = build(events_by_hand([(1, 0, 5, 5, 9.0), (2, 0, 6, 5, 8.0)]))
    return Finder(held, queue, {0: "first"}, camera, SensorPlace((100, 50)))


def test_by_frame_and_by_camera() -> None:
    event = Verdict("eve", EVENT, "first", 105, 55, "noise")
    pixel = Verdict("ann", PIXEL, "cam", 105, 55, "hot")
    known = finder(event, pixel)
    assert known.of(0, 5, 5) == {"eve": event, "ann": pixel}
    assert known.of(1, 5, 5) == {"ann": pixel}
    assert known.at_place("first", 0, 5, 5) == {"eve": event}
    assert known.places(0) == ("first", "cam")
    assert finder(event, camera="").places(1) == ()


def test_a_neighbour_keeps_its_own() -> None:
    own = Verdict("eve", EVENT, "first", 105, 55, "noise")
    assert finder(own).of(0, 6, 5) == {}
    assert finder(own).of(0, 4, 5) == {}
    beside = Verdict("eve", EVENT, "first", 103, 55, "noise")
    assert finder(beside).of(0, 4, 5) == {"eve": beside}
