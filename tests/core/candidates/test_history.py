"""Histories of pixels that behave in known ways."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from darkviewer.core.candidates.history import blinking_limit, history, other_event

FRAMES = 10


def described(residual_e: np.ndarray, own_e2: float = 100.0, frames: int = FRAMES):
    column = np.asarray(residual_e, float).reshape(frames, 1)
    return history(
        column,
        np.array([100.0]),
        np.array([own_e2]),
        excess=np.zeros(1),
        saturated=np.zeros((frames, 1), bool),
    )


def test_limit_is_that_of_the_f_distribution() -> None:
    assert blinking_limit(10) == pytest.approx(stats.f.isf(1e-4, 8, 200))
    assert blinking_limit(10) == pytest.approx(4.24, abs=0.01)
    assert blinking_limit(2) == np.inf


def test_a_quiet_pixel() -> None:
    found = described(np.linspace(-15, 15, FRAMES))
    assert found.recurrence[0] == 0
    assert found.variance_ratio[0] == 1
    assert not found.both_ways[0]
    assert not found.frozen[0]


def test_recurrence_counts_frames_strictly_above_five_sigma() -> None:
    values = np.zeros(FRAMES)
    values[[1, 4]] = 50.001
    values[7] = 50
    assert described(values).recurrence[0] == 2


def test_gap_needs_two_values_on_both_sides() -> None:
    blinking = np.array([0, 1, 2, 3, 4, 5, 6, 7, 200, 203])
    assert described(blinking).gap[0] == pytest.approx(19.3)
    assert described(np.array([*range(9), 500])).gap[0] == pytest.approx(0.1)
    with_gaps = np.array([0, 1, 2, 3, np.nan, 5, 6, np.nan, 200, 203.0])
    assert described(with_gaps).gap[0] == pytest.approx(19.4)
    assert described(np.array([0, 1, 900]), frames=3).gap[0] == 0


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


def test_frozen_pixels_need_enough_frames() -> None:
    assert described(np.zeros(FRAMES), own_e2=0).frozen[0]
    assert not described(np.zeros(4), own_e2=0, frames=4).frozen[0]


@pytest.mark.parametrize(
    ("high", "frame", "event"),
    [
        ([], 2, -1),
        ([5], 2, 5),
        ([5], 5, -1),  # the frame itself: nothing is left out
        ([5, 7], 2, -1),  # it blinks
        ([2, 5], 2, -1),
    ],
)
def test_one_event_in_another_frame(high: list[int], frame: int, event: int) -> None:
    values = np.zeros((FRAMES, 1))
    values[high] = 200.0
    values[9] = np.nan
    found = other_event(values, np.array([100.0]), np.array([frame]))
    assert found.tolist() == [event]


def test_the_limit_is_that_of_the_frames_that_count() -> None:
    made = history(
        np.zeros((FRAMES, 2)),
        np.full(2, 100.0),
        np.array([100.0, 9e4]),
        excess=np.zeros(2),
        saturated=np.zeros((FRAMES, 2), bool),
        event=np.array([-1, 4], np.int32),
        without_event_e2=np.array([np.nan, 120.0]),
    )
    np.testing.assert_allclose(made.variance_ratio, [1.0, 1.2])
    expected = [stats.f.isf(1e-4, 8, 200), stats.f.isf(1e-4, 7, 200)]
    np.testing.assert_allclose(made.variance_limit(FRAMES), expected)
