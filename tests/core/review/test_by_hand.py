"""Candidates that people added or took away, as opinions keep them."""

from __future__ import annotations

import pytest

from darkviewer.core.opinions.events import BY_HAND, VERDICT, Opinion
from darkviewer.core.review.by_hand import ByHand, read_by_hand
from darkviewer.core.review.queue_events import ADDED, REMOVED

ONE = ByHand("eve", ADDED, "abc", 7, 8, 12.5)


@pytest.mark.parametrize("one", [ONE, ByHand("eve", REMOVED, "abc", 7, 8)])
def test_what_is_kept_is_read_again(one: ByHand) -> None:
    assert read_by_hand([Opinion(BY_HAND, one.subject, one.as_value())]) == [one]


@pytest.mark.parametrize(
    "change",
    [{"what": "moved"}, {"x": "7"}, {"y": 1.5}, {"place": None}, {"reviewer": 3}],
)
def test_what_cannot_be_read_is_passed_over(change: dict[str, object]) -> None:
    damaged = Opinion(BY_HAND, "s", ONE.as_value() | change)
    other = Opinion(VERDICT, "s", ONE.as_value())
    gone = Opinion(BY_HAND, "s", None)
    assert read_by_hand([damaged, other, gone]) == []


def test_persons_and_places_are_told_apart() -> None:
    others = (
        ByHand("adam", ADDED, "abc", 7, 8),
        ByHand("eve", ADDED, "abd", 7, 8),
        ByHand("eve", ADDED, "abc", 8, 8),
    )
    assert len({ONE.subject, *(one.subject for one in others)}) == 4
