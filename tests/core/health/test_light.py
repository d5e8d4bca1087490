"""Star-like sources that frames share."""

from __future__ import annotations

from typing import Any

import numpy as np

from darkviewer.core.health.light import lit_sources
from tests.helpers.frames import memory_frames


def darks(n: int = 5) -> Any:
    return np.random.default_rng(9).normal(500, 5, (n, 128, 128)).round()


def star(x: float, y: float, peak: float = 2000) -> Any:
    rows, columns = np.mgrid[:128, :128]
    return peak * np.exp(-((rows - y) ** 2 + (columns - x) ** 2) / 1.5)


def test_stars_in_all_frames_are_counted() -> None:
    cube = darks() + star(30, 20) + star(80.4, 60.3) + star(100, 110)
    assert lit_sources(memory_frames(cube)) == 3


def test_a_star_in_one_frame_or_a_hot_pixel_is_not() -> None:
    cube = darks()
    cube[1] += star(30, 20)
    cube[:, 50, 50] += 2000
    cube[:, 90, 90:92] += 2000
    assert lit_sources(memory_frames(cube)) == 0


def test_nothing_can_be_said_of_two_frames_tiny_ones_or_noise_alone() -> None:
    assert lit_sources(memory_frames(darks(2))) == 0
    assert lit_sources(memory_frames(darks()[:, :6, :6])) == 0
    bright = darks()
    bright[:, ::3, ::3] += 5000
    assert lit_sources(memory_frames(bright)) == 0
