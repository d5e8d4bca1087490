"""Time of a review without its pauses, and the pace that follows."""

from __future__ import annotations

import pytest

from darkviewer.gui.engine.review_time import Progress, ReviewTime


def test_a_pause_of_more_than_a_minute_does_not_count() -> None:
    now = [0.0]
    spent = ReviewTime(lambda: now[0])
    for at in (10.0, 70.0, 130.1, 140.1):  # gaps of 10, 60, 60.1 and 10 seconds
        now[0] = at
        spent.key()
    assert spent.total_s == pytest.approx(80)
    spent.begin_item()
    now[0] = 145.1
    spent.key()
    assert (spent.item_s, spent.total_s) == (pytest.approx(5), pytest.approx(85))


def test_what_passes_elsewhere_does_not_count() -> None:
    now = [0.0]
    spent = ReviewTime(lambda: now[0])
    spent.pause()
    now[0] = 1.0
    spent.key()
    assert spent.total_s == 0
    now[0] = 3.0
    spent.key()
    assert spent.total_s == 2


def test_the_pace_gives_the_time_that_is_left() -> None:
    # 40 pixels in 10 minutes are 240 an hour; 60 more take a quarter of an hour.
    found = Progress.of(40, 100, 600.0)
    assert (found.minutes, found.per_hour, found.minutes_left) == (10, 240, 15)


def test_one_verdict_makes_no_pace() -> None:
    found = Progress.of(1, 100, 600.0)
    assert (found.minutes, found.per_hour, found.minutes_left) == (10, None, None)
