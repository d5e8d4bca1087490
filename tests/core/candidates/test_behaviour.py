"""Restless pixels that behave in known ways."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.candidates.behaviour import (
    BLOCK,
    Behaviour,
    behaviour_of,
    fades,
    jumps,
)

FRAMES, MANY = 10, 400
SIGMA_E = 10.0
NAN = np.nan


def noise(frames: int = FRAMES, pixels: int = MANY, seed: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, SIGMA_E, (frames, pixels))


def expected(values: np.ndarray) -> np.ndarray:
    return np.full(values.shape[1], SIGMA_E**2)


def share(values: np.ndarray, margin: float = 0.0) -> float:
    return float(jumps(values, expected(values), margin).mean())


@pytest.mark.parametrize("frames", [10, 30, 100])
def test_two_and_three_levels_are_found(frames: int) -> None:
    states = np.random.default_rng(6).integers(0, 2, (frames, MANY))
    assert share(noise(frames) + 200 * states) > 0.97
    three = np.random.default_rng(7).integers(-1, 2, (frames, MANY))
    assert share(noise(frames) + 200 * three) > 0.95


def test_more_noise_about_one_level_is_none() -> None:
    assert share(5 * noise(30)) < 0.1
    assert share(5 * noise(100)) == 0
    assert share(5 * noise(30), margin=9) < 0.005


def test_a_bright_level_has_its_shot_noise() -> None:
    high = np.random.default_rng(8).poisson(10_000, (20, MANY))
    high[:10] = 0
    values = high - 0.0 + noise(20)
    assert share(values) == 1


def test_one_value_away_from_all_others_is_an_event_and_no_level() -> None:
    values = noise()
    values[3] += 300
    assert share(values) == 0
    values[7] += 300
    assert share(values) > 0.98
    values[7] = NAN
    assert share(values) == 0


def test_too_few_values_show_no_levels() -> None:
    assert not jumps(np.array([[0.0], [900.0]]), np.ones(1))[0]
    assert not jumps(np.full((5, 1), NAN), np.ones(1))[0]


@pytest.mark.parametrize("age", [0.5, 1.0, 2.0, 3.0])
def test_light_that_falls_as_one_over_the_time_fades(age: float) -> None:
    ghost = 1000 / (np.arange(FRAMES) + age)
    values = noise() + ghost[:, None]
    assert fades(values, expected(values)).mean() > 0.97


def test_the_ghost_of_a_source_in_the_session() -> None:
    values = noise()
    values[4] += 60_000
    values[5:] += (600 / np.arange(1, 6))[:, None]
    assert fades(values, expected(values)).mean() > 0.97
    values[6] += 900  # brighter than what it comes from
    assert fades(values, expected(values)).mean() < 0.05


def test_other_histories_do_not_fade() -> None:
    states = np.random.default_rng(9).integers(0, 2, (FRAMES, MANY))
    for values in (noise(), noise() + 200 * states, 5 * noise()):
        assert fades(values, expected(values)).mean() < 0.01
    rising = noise() + 1000 / np.arange(FRAMES, 0, -1)[:, None]
    assert fades(rising, expected(rising)).mean() < 0.01
    first_half = noise()
    first_half[:5] += 300
    assert fades(first_half, expected(first_half)).mean() == 0


def test_few_values_and_two_events_do_not_fade() -> None:
    values = (1000 / np.array([1.0, 2, 3, 4, NAN]))[:, None]
    assert not fades(values, np.ones(1))[0]
    two = noise()
    two[0] += 1500
    two[1] += 700
    assert fades(two, expected(two)).mean() < 0.01


def test_the_first_explanation_is_the_ghost_and_events_are_left_out() -> None:
    ghost = 3000 / np.arange(1.0, FRAMES + 1)
    blinks = np.tile([0.0, 300.0], FRAMES // 2)
    noisy = 60 * np.random.default_rng(3).normal(0, 1, FRAMES)
    two_stars = np.zeros(FRAMES)
    two_stars[[2, 7]] = 900.0
    values = np.array([ghost, blinks, noisy, two_stars, np.zeros(FRAMES)]).T
    single = np.zeros(values.shape, bool)
    single[[2, 7], 3] = True
    found = behaviour_of(
        values,
        np.full(5, 100.0),
        single=single,
        restless=np.array([True, True, True, False, False]),
        repeated=np.array([True, True, False, True, False]),
        margin=0,
    )
    assert [Behaviour(code).name for code in found] == [
        "PERSISTENCE",
        "TELEGRAPH",
        "NOISY",
        "STEADY",
        "STEADY",
    ]


def test_pixels_are_compared_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    values = noise(pixels=7) + 300 * (np.arange(FRAMES) % 2)[:, None]
    every = np.ones(7, bool)
    args = {
        "single": np.zeros(values.shape, bool),
        "restless": every,
        "repeated": every,
        "margin": 0.0,
    }
    whole = behaviour_of(values, expected(values), **args)
    assert values.size < BLOCK
    monkeypatch.setattr("darkviewer.core.candidates.behaviour.BLOCK", 30)
    np.testing.assert_array_equal(behaviour_of(values, expected(values), **args), whole)
