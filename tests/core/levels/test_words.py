"""Levels that move are reported, with the frames that were warmer or colder."""

from __future__ import annotations

import numpy as np

from darkviewer.core.levels.amplifiers import Amplifiers
from darkviewer.core.levels.drift import STEADY, SessionLevels
from darkviewer.core.levels.words import level_notes

NAMES = [f"{number:05d}.fits" for number in range(1, 6)]


def levels(slope: np.ndarray, error: float = 0.002) -> SessionLevels:
    level = np.array([[0, 3], [5, 0], [1, 1], [9, 2], [0, 0.5]])
    two = Amplifiers(columns=(100,))
    return SessionLevels(two, level, slope, error, np.zeros(2), 11.0, moves=True)


def test_nothing_is_said_of_steady_levels() -> None:
    assert level_notes(STEADY, NAMES) == ()


def test_levels_without_a_change_of_temperature() -> None:
    (said,) = level_notes(levels(np.zeros(5)), NAMES)
    assert "by 9 e-, against a noise of 11 e-" in said
    assert len(level_notes(levels(np.array([0, 0, 0, 0, 0.009])), NAMES)) == 1
    assert len(level_notes(levels(np.array([0, 0, 0, 0, 0.05]), 0.02), NAMES)) == 1


def test_frames_that_were_warmer_are_named() -> None:
    # 2^(1/6.5) and its inverse: one kelvin up, one down
    up = 2 ** (1 / 6.5) - 1
    _, said = level_notes(levels(np.array([0, up, 0, -up / (1 + up), 0])), NAMES)
    assert "-10.1% to +11.3%" in said
    assert "frame in 00002.fits, 00004.fits: " in said
    assert "by about 2 K" in said
    _, many = level_notes(levels(np.array([-2, -1, 0, 1, 2]) * up), NAMES)
    assert "00001.fits, 00002.fits, 00004.fits and 1 more" in many
