"""Histories of pixels that behave in known ways."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from darkviewer.core.candidates.behaviour import Behaviour
from darkviewer.core.candidates.history import (
    History,
    UsualNoise,
    history,
    lit_around,
    restless_limit,
    single_events,
    too_still,
)

FRAMES = 10
ALIKE = UsualNoise(np.array([200.0]), np.ones(1))


def described(
    residual_e: Any,
    own_e2: float = 100.0,
    *,
    frame: int = 0,
    lit: tuple[int, ...] = (),
    usual: UsualNoise = ALIKE,
    step_e: float = 0.0,
) -> History:
    column = np.asarray(residual_e, float)[:, None]
    around = np.zeros(column.shape, bool)
    around[list(lit)] = True
    return history(
        column,
        np.array([100.0]),
        np.array([own_e2]),
        frame=np.array([frame]),
        lit=around,
        usual=usual,
        excess=np.zeros(1),
        saturated=np.zeros(column.shape, bool),
        unchanging=np.array([own_e2 == 0]),
        step_e=step_e,
    )


def high_in(*frames: int, by: float = 200.0) -> np.ndarray:
    values = np.tile([4.0, -7.0], FRAMES // 2)
    values[list(frames)] += by
    return values


def test_limit_is_that_of_the_f_distribution() -> None:
    assert restless_limit(9, ALIKE)[0] == pytest.approx(stats.f.isf(1e-4, 8, 200))
    assert restless_limit(9, ALIKE)[0] == pytest.approx(4.24, abs=0.01)
    assert restless_limit(1, ALIKE)[0] == np.inf
    differing = UsualNoise(np.array([30.0, 1e4]), np.array([0.9, 1.1]))
    expected = [0.9 * stats.f.isf(1e-4, 8, 30), 1.1 * stats.f.isf(1e-4, 8, 1e4)]
    np.testing.assert_allclose(restless_limit(9, differing), expected)


def test_levels_have_to_beat_the_share_of_noisy_pixels() -> None:
    assert ALIKE.margin == 0
    few, many = (UsualNoise(np.ones(1), np.ones(1), share) for share in (5e-5, 1e-2))
    assert few.margin == 0
    assert many.margin == pytest.approx(2 * np.log(100))


def test_a_quiet_pixel() -> None:
    found = described(np.linspace(-15, 15, FRAMES))
    assert found.recurrence[0] == 0
    assert found.variance_ratio[0] == 1
    assert found.behaviour[0] == Behaviour.STEADY
    assert not found.both_ways[0]
    assert not found.frozen[0]


def test_recurrence_counts_frames_strictly_above_five_sigma() -> None:
    values = np.zeros(FRAMES)
    values[[1, 4]] = 50.001
    values[7] = 50
    assert described(values).recurrence[0] == 2
    assert described(values).alone[0] == 2
    assert described(values, lit=(4,)).alone[0] == 1


def test_gap_needs_two_values_on_both_sides() -> None:
    blinking = np.array([0, 1, 2, 3, 4, 5, 6, 7, 200, 203])
    assert described(blinking).gap[0] == pytest.approx(19.3)
    assert described(np.array([*range(9), 500])).gap[0] == pytest.approx(0.1)
    with_gaps = np.array([0, 1, 2, 3, np.nan, 5, 6, np.nan, 200, 203.0])
    assert described(with_gaps).gap[0] == pytest.approx(19.4)
    assert described(np.array([0, 1, 900])).gap[0] == 0


@pytest.mark.parametrize(
    ("values", "levels"),
    [
        ([0, 0, 80, 0, 0, 0, -80, 0, 0, 0], 3),
        ([0, 0, 80, 0, 80, 0, 0, 0, 0, 0], 2),
        ([-80, 80, 80, -80, 80, -80, 80, -80, 80, -80], 2),  # the master is midway
        ([0, 0, 80, 0, 0, 0, 0, 0, 0, 0], 0),  # an event
        ([0, 40, 80, 10, 50, 20, 30, 0, 60, 70], 0),
    ],
)
def test_levels(values: list[float], levels: int) -> None:
    assert described(np.array(values, float)).levels[0] == levels


@pytest.mark.parametrize("frame", [2, 5, 9])
def test_a_pixel_that_blinks_is_telegraph_in_every_frame(frame: int) -> None:
    found = described(high_in(2, 5, 8), own_e2=5000.0, frame=frame)
    assert found.behaviour[0] == Behaviour.TELEGRAPH
    assert found.events[0] == 0


def test_a_large_variance_about_one_level_is_noisy() -> None:
    values = np.array([-90.0, 20, 44, -35, 70, -60, 10, -15, 40, -5])
    found = described(values, own_e2=float(values[1:].var(ddof=1)))
    assert found.variance_ratio[0] > found.variance_limit[0]
    assert found.behaviour[0] == Behaviour.NOISY


@pytest.mark.parametrize("frame", range(FRAMES))
def test_an_event_says_nothing_of_the_other_frames(frame: int) -> None:
    found = described(high_in(5), own_e2=5000.0 if frame != 5 else 30.0, frame=frame)
    assert found.behaviour[0] == Behaviour.STEADY
    elsewhere = frame != 5
    assert found.events[0] == elsewhere
    assert found.event[0] == (5 if elsewhere else -1)
    quiet = np.delete(high_in(5), sorted({5, frame}))
    if elsewhere:
        assert found.variance_ratio[0] == pytest.approx(quiet.var(ddof=1) / 100)
        assert found.variance_limit[0] == restless_limit(8, ALIKE)[0]


@pytest.mark.parametrize("frame", range(FRAMES))
def test_stars_on_one_pixel_in_several_frames_are_events(frame: int) -> None:
    found = described(high_in(1, 5, 6), own_e2=9e3, frame=frame, lit=(1, 5, 6))
    assert found.recurrence[0] == 3
    assert found.alone[0] == 0
    assert found.behaviour[0] == Behaviour.STEADY
    assert found.events[0] == 3 - (frame in (1, 5, 6))
    assert found.event[0] == -1


def test_a_star_and_one_other_event_stay_what_they_are() -> None:
    for frame in (2, 7):
        found = described(high_in(2, 7), own_e2=4e3, frame=frame, lit=(2,))
        assert found.behaviour[0] == Behaviour.STEADY


def test_a_star_on_a_blinking_pixel_does_not_hide_it() -> None:
    found = described(high_in(1, 2, 5, 8), own_e2=6e3, frame=2, lit=(2,))
    assert found.behaviour[0] == Behaviour.TELEGRAPH


def test_a_ghost_fades() -> None:
    ghost = 2000 / np.arange(1.0, FRAMES + 1)
    values = ghost - np.median(ghost) + high_in()
    for lit in ((), (0, 1, 2, 3)):
        found = described(values, own_e2=4e5, frame=1, lit=lit)
        assert found.behaviour[0] == Behaviour.PERSISTENCE


def test_single_events_are_all_with_light_and_the_only_one_without() -> None:
    values = np.array([[0, 900, 900, np.nan], [900, 900, 900, 900]]).T
    lit = np.zeros(values.shape, bool)
    lit[2] = True
    found = single_events(values, np.full(2, 100.0), lit)
    assert found[:, 0].tolist() == [False, True, True, False]
    assert found[:, 1].tolist() == [False, False, True, False]


STAR = np.array([[57.0, 106, 57], [106, 197, 106], [57, 106, 57]])


@pytest.mark.parametrize(
    ("stamp", "lit"),
    [
        (STAR, True),
        (np.where(np.eye(3) + np.eye(3)[::-1] == 1, STAR, 0), False),  # an X
        (np.array([[0, 0, 0], [0, 900.0, 0], [0, 0, 0]]), False),
        (np.array([[0, 0, 0], [0, 900.0, 700], [0, 0, 0]]), False),  # a pair
        (np.array([[0, 800, 0], [0, 900.0, 0], [0, 700, 0]]), True),  # a track
        (np.where(np.arange(3) == 2, np.nan, STAR), True),  # at the border
        (STAR / 20, False),  # lost in the noise
        (STAR - 200, False),
    ],
)
def test_light_around_a_pixel(stamp: np.ndarray, lit: bool) -> None:
    assert lit_around(stamp, np.full((3, 3), 100.0)) == lit


@pytest.mark.parametrize(
    ("sigma_e", "step_e", "values", "frozen"),
    [
        (10.0, 1.0, 9, True),
        (10.0, 1.0, 4, False),  # one of 30 000 pixels by chance
        (100.0, 1.0, 4, True),
        (1e4, 1.0, 3, False),  # too few frames
        (3.4, 1.39, 9, True),
        (3.4, 1.39, 4, False),  # one of 2000 pixels by chance
        (1.0, 5.0, 9, False),  # a coarse converter
        (1.0, 8.0, 99, False),
        (2.5, 5.0, 99, True),
        (10.0, 0.0, 9, True),
    ],
)
def test_values_that_agree_where_noise_would_change_them(
    sigma_e: float, step_e: float, values: int, frozen: bool
) -> None:
    variance = np.array([sigma_e**2 + step_e**2 / 12])
    still = too_still(np.ones(1, bool), variance, step_e=step_e, values=values)
    assert still[0] == frozen
    assert not too_still(np.zeros(1, bool), variance, step_e=step_e, values=values)[0]


def test_frozen_is_what_is_too_still() -> None:
    assert described(np.zeros(FRAMES), own_e2=0.0).frozen[0]
    assert not described(np.zeros(4), own_e2=0.0).frozen[0]
    assert not described(np.zeros(FRAMES), own_e2=0.0, step_e=30.0).frozen[0]
