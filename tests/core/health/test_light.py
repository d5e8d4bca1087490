"""Star-like sources that frames share."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from darkviewer.core.health.light import bulge, lit_sources
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


Y, X = np.mgrid[0:1:8j, 0:1:16j]
FROM_CORNER = Y**2 + X**2
VIGNETTED = 1 - ((2 * Y - 1) ** 2 + (2 * X - 1) ** 2) / 2


@pytest.mark.parametrize("width", [0.2, 0.4, 0.6, 0.8, 1.0, 2.0])
def test_glow_in_a_corner_never_looks_like_light(width: float) -> None:
    for glow in (
        np.exp(-FROM_CORNER / (2 * width**2)),
        np.exp(-np.sqrt(FROM_CORNER) / width),
    ):
        for turned in (glow, glow[::-1], glow[:, ::-1]):
            assert bulge(1000 + 500 * turned) < 15  # the cells are not quite square


def test_light_is_seen_beside_a_glow() -> None:
    even = np.full((8, 16), 1000.0)
    assert bulge(even) == 0
    light = even + 200 * VIGNETTED
    assert bulge(light) == pytest.approx(200, rel=0.05)
    beside = light + 300 * np.exp(-FROM_CORNER / 0.08)
    assert 100 < bulge(beside) < bulge(light)
    two = light + 300 * (
        np.exp(-FROM_CORNER / 0.08) + np.exp(-FROM_CORNER / 0.08)[::-1]
    )
    assert bulge(two) < 100
