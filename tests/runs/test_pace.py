"""Frames that arrive are taken together; see `Pace`."""

from __future__ import annotations

import pytest

from darkviewer.runs.pace import Pace


@pytest.mark.parametrize(
    ("arrivals", "due"),
    [
        pytest.param([0, 1, 2], 2 + 2, id="two seconds of quiet"),
        pytest.param([0.5 * n for n in range(100)], 30, id="at most half a minute"),
        pytest.param([7], 9, id="one frame"),
        pytest.param([], None, id="none"),
    ],
)
def test_frames_wait_for_a_pause_but_not_for_long(
    arrivals: list[float], due: float | None
) -> None:
    pace = Pace()
    for now in arrivals:
        pace.arrive(now)
    assert pace.due() == due


def test_a_run_waits_the_longer_the_more_the_last_one_cost() -> None:
    pace = Pace(ended=100.0, cost_s=15.0)
    pace.arrive(101.0)
    assert pace.due() == pytest.approx(100 - 15 + 15 / 0.07)
    pace.arrive(102.0, at_once=True)
    assert pace.due() == 101.0
    pace.leave()
    assert pace.due() is None


def test_the_cost_of_an_arrival_does_not_grow_with_the_night() -> None:
    """A run of 0.05 s per frame, a frame each 2 s: by hand, second by second."""
    pace, now, spent, frames, half = Pace(), 0.0, 0.0, 0, 0.0
    while frames < 2000:
        now, frames = now + 2, frames + 1
        pace.arrive(now)
        due = pace.due()
        if due is not None and due <= now + 2:
            cost = 0.05 * frames
            spent += cost
            pace = Pace(ended=max(due, now) + cost, cost_s=cost)
        if frames == 1000:
            half = spent
    assert spent / 2000 < 0.4
    assert (spent - half) / 1000 < 0.4
