from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darkviewer.core.display.pyramid import Span, build_levels, mostly_white, tile
from darkviewer.core.display.stretch import Stretch

GREY = Stretch("linear", 0.0, 256.0)
"""Grey level = value."""


def block_maximum(image: np.ndarray, block: int) -> np.ndarray:
    ny, nx = (-(-size // block) for size in image.shape)
    return np.array(
        [
            [
                image[y * block : (y + 1) * block, x * block : (x + 1) * block].max()
                for x in range(nx)
            ]
            for y in range(ny)
        ]
    )


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (5, 1), (8, 8), (13, 6)])
def test_levels_hold_the_maximum_of_each_block(shape: tuple[int, int]) -> None:
    image = np.random.default_rng(1).integers(0, 65536, shape).astype(np.uint16)
    levels = build_levels(image)
    assert levels[0] is image
    assert levels[-1].shape == (1, 1)
    for k, level in enumerate(levels):
        assert level.dtype == np.uint16
        assert np.array_equal(level, block_maximum(image, 2**k))


def test_mean_levels_of_whole_blocks() -> None:
    image = np.arange(64, dtype=np.uint16).reshape(8, 8)
    levels = build_levels(image, reduction="mean")
    assert levels[2].dtype == np.float32
    expected = image.reshape(2, 4, 2, 4).mean(axis=(1, 3))
    assert np.array_equal(levels[2], expected)
    assert levels[-1][0, 0] == image.mean()


def test_maxima_ignore_nan_and_stay_nan_only_where_nothing_else_is() -> None:
    image = np.full((4, 4), np.nan, np.float32)
    image[0, 0] = 3
    half = build_levels(image)[1]
    assert half[0, 0] == 3
    assert np.isnan(half[1, 1])


@settings(max_examples=150, deadline=None)
@given(
    st.integers(1, 70),
    st.integers(1, 70),
    st.integers(0, 69),
    st.integers(0, 69),
    st.floats(1.0, 40.0),
)
def test_a_single_hot_pixel_never_vanishes(
    ny: int, nx: int, y: int, x: int, step: float
) -> None:
    image = np.zeros((ny, nx), np.uint16)
    image[y % ny, x % nx] = 200
    spans = [Span(0.0, step, int(np.ceil(size / step))) for size in (nx, ny)]
    grey = tile(build_levels(image), *spans).grey(GREY)
    assert grey.shape == (spans[1].count, spans[0].count)
    # within a screen pixel of where it belongs (twice only where the last one hangs
    # over the border of the image)
    away = np.array([y % ny, x % nx]) / step - np.argwhere(grey == 200)
    assert len(away) >= 1
    assert np.all(np.abs(away) < 2)


@pytest.mark.parametrize("step", [0.1, 0.25, 0.37, 1.0])
def test_enlarged_pixels_are_the_nearest_ones(step: float) -> None:
    image = np.random.default_rng(2).integers(0, 256, (20, 30)).astype(np.uint16)
    x, y = Span(3.4, step, 40), Span(7.9, step, 25)
    grey = tile(build_levels(image), x, y).grey(GREY)
    for row in range(y.count):
        for column in range(x.count):
            at = (
                min(int(7.9 + (row + 0.5) * step), 19),
                min(int(3.4 + (column + 0.5) * step), 29),
            )
            assert grey[row, column] == image[at]


def test_the_tile_of_a_part_equals_that_part_of_the_tile() -> None:
    image = np.random.default_rng(3).normal(100, 30, (200, 300)).astype(np.float32)
    levels = build_levels(image)
    whole = tile(levels, Span(0, 2.5, 120), Span(0, 2.5, 80)).grey(GREY)
    part = tile(levels, Span(50, 2.5, 30), Span(25, 2.5, 20)).grey(GREY)
    assert np.array_equal(part, whole[10:30, 20:50])


def test_mean_tile_of_a_flat_image_is_flat() -> None:
    levels = build_levels(np.full((33, 47), 90, np.uint16), reduction="mean")
    shown = tile(levels, Span(0, 3.3, 14), Span(0, 3.3, 10), reduction="mean")
    assert np.all(shown.grey(GREY) == 90)


@pytest.mark.parametrize(("share", "white"), [(0.0, False), (0.4, False), (0.6, True)])
@pytest.mark.parametrize("step", [0.5, 1.0, 3.0, 600.0])
def test_a_picture_is_white_when_most_of_it_is(
    share: float, white: bool, step: float
) -> None:
    image = np.zeros((301, 400), np.uint16)
    image[:, : round(400 * share)] = 240
    levels = build_levels(image)
    expected = white if step < 400 else share > 0  # one point for all: their maximum
    assert mostly_white(levels, step, GREY) == expected
    assert not mostly_white(levels, step, Stretch("linear", 0.0, 2048.0))


def test_a_picture_of_one_pixel_may_be_white() -> None:
    assert mostly_white((np.array([[255]], np.uint16),), 9.0, GREY)
    assert not mostly_white((np.array([[np.nan]], np.float32),), 9.0, GREY)
