from __future__ import annotations

import itertools

from darkviewer.core.opinions.events import EXCLUSION, Opinion, standing


def said(name: str, at: int, *, value: str | None = "x", instead: str = "") -> Opinion:
    return Opinion(
        EXCLUSION,
        "frame",
        None if value is None else {"reason": value},
        instead,
        "ann",
        f"2026-01-01T00:00:0{at}.000000+00:00",
        name,
    )


def reason(opinions: list[Opinion]) -> str | None:
    held = standing(opinions).get((EXCLUSION, "frame"))
    return None if held is None or held.value is None else held.value["reason"]


def test_what_is_said_holds() -> None:
    assert reason([said("a", 1, value="cloud")]) == "cloud"


def test_undo_and_redo_are_events_of_their_own() -> None:
    first = said("a", 1, value="cloud")
    undone = said("b", 2, value=None, instead="a")
    again = said("c", 3, value="cloud", instead="b")
    assert reason([first, undone]) is None
    assert reason([first, undone, again]) == "cloud"


def test_a_clock_set_back_does_not_bring_back_what_was_taken_back() -> None:
    assert reason([said("a", 5), said("b", 1, value=None, instead="a")]) is None


def test_of_two_windows_the_later_holds_in_whatever_order_they_are_read() -> None:
    one, other = said("a", 1, value="cloud"), said("b", 2, value="light")
    undone = said("c", 3, value=None, instead="a")
    for order in itertools.permutations([one, other, undone, one]):
        assert reason(list(order)) == "light"


def test_each_opinion_has_a_name_and_a_time_of_its_own() -> None:
    one, other = Opinion(EXCLUSION, "f", {}), Opinion(EXCLUSION, "f", {})
    assert one.id != other.id
    assert one.at.endswith("+00:00")
    assert one.at <= other.at
