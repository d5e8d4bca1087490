"""A control chart over nights: who enters it, who departs, what begins it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from darkviewer.core.health.baseline import (
    Baseline,
    Seen,
    Typical,
    departure,
    history_of,
)

FIRST = datetime(2024, 5, 1, 22)
NOISE = 10.0


def typical(level: float) -> Typical:
    return Typical(level, NOISE, 500.0)


def night(k: int, level: float, *, hours: float = 0.0, frames: int = 10) -> Seen:
    begin = FIRST + timedelta(days=k, hours=hours)
    return Seen(begin, begin + timedelta(minutes=5), typical(level), frames)


def usual_after(levels: list[float]) -> Baseline | None:
    return history_of([night(k, level) for k, level in enumerate(levels)]).baselines[-1]


def levels_of(baseline: Baseline | None) -> list[float]:
    assert baseline is not None
    return [item.typical.level_adu for item in baseline.nights]


def test_it_speaks_from_five_nights_on_and_looks_back_at_ten() -> None:
    assert usual_after([500, 501, 499, 500]) is None
    assert levels_of(usual_after([500, 501, 499, 500, 502])) == [
        *(500, 501, 499, 500, 502)
    ]
    found = usual_after([float(500 + k % 3) for k in range(14)])
    assert levels_of(found) == [500 + k % 3 for k in range(4, 14)]
    assert found is not None
    assert found.words == "the last 10 nights (2024-05-05 to 2024-05-14)"


def test_a_night_that_departs_is_not_usual() -> None:
    assert levels_of(usual_after([500.0] * 5 + [540.0])) == [500.0] * 5
    assert levels_of(usual_after([500.0] * 5 + [540.0, 501.0])) == [500.0] * 5 + [501]


def test_five_of_them_in_a_row_are_what_is_usual_now() -> None:
    four = [540.0, 541.0, 540.0, 539.0]
    assert levels_of(usual_after([500.0] * 5 + four)) == [500.0] * 5
    assert levels_of(usual_after([500.0] * 5 + four + [500.0] + four)) == [500.0] * 6
    assert levels_of(usual_after([500.0] * 5 + four + [540.0])) == [*four, 540.0]


def test_the_limit_is_half_the_noise_or_what_nights_scatter() -> None:
    quiet, wide = (
        Baseline(history_of([night(k, v) for k, v in enumerate(levels)]).nights)
        for levels in ([500.0] * 7, [500.0, 492, 508, 495, 506, 500, 501])
    )
    close = departure("level_adu", typical(504.9), quiet)
    assert (close.least, close.is_one) == (NOISE / 2, False)
    assert departure("level_adu", typical(494.9), quiet).is_one
    # second largest distance from the median, 8, times the factor for seven nights
    assert departure("level_adu", typical(540), wide).least == pytest.approx(51.2)
    assert not departure("level_adu", typical(540), wide).is_one
    hot = replace(typical(500), hot_per_mpx=751.0)
    assert departure("hot_per_mpx", hot, quiet).is_one
    assert departure("hot_per_mpx", hot, quiet, 0.6).least == pytest.approx(300)


def test_one_odd_night_among_the_first_does_not_widen_the_limit() -> None:
    found = usual_after([500.0, 900.0, 501.0, 499.0, 500.0])
    assert found is not None
    assert departure("level_adu", typical(520), found).is_one


@pytest.mark.parametrize("n", [5, 7, 10])
def test_of_gaussian_nights_one_in_a_thousand_departs(n: int) -> None:
    levels = [0.0] * (n - 2) + [1.0, 1.0]  # the second largest distance is 1
    nights = history_of([night(k, level) for k, level in enumerate(levels)]).nights
    factor = Baseline(nights).usual("level_adu")[1]
    draws = np.random.default_rng(n).normal(0, 1, (100_000, n + 1))
    middle = np.median(draws[:, :n], axis=1, keepdims=True)
    distances = np.abs(draws - middle)
    second = np.sort(distances[:, :n], axis=1)[:, -2]
    assert 50 < np.count_nonzero(distances[:, n] > factor * second) < 150


def test_sessions_of_one_night_are_one_and_a_second_reading_counts_once() -> None:
    history = history_of(
        [
            night(0, 510, hours=3),
            night(0, 500),
            night(0, 700, frames=4),  # while it grew
            night(0, 520, hours=5),
            night(1, 500),
        ]
    )
    assert [item.typical.level_adu for item in history.nights] == [510, 500]


def test_a_night_lasts_as_long_as_its_longest_session() -> None:
    long = replace(night(0, 500), end=FIRST + timedelta(hours=7))
    within, after = night(0, 510, hours=0.5), night(0, 520, hours=9)
    (only,) = history_of([long, within, after]).nights
    assert (only.typical.level_adu, only.end) == (510, after.end)


def test_a_session_is_seen_against_the_nights_before_its_own() -> None:
    seen = [night(k, 500 + k) for k in range(7)]
    history = history_of(seen)
    assert history.before(FIRST) is None
    assert levels_of(history.before(FIRST + timedelta(days=5, hours=1))) == [
        *(500, 501, 502, 503, 504)
    ]
    assert len(levels_of(history.before(FIRST + timedelta(days=99)))) == 7
    assert history_of([]).before(FIRST) is None
