"""Events that are not independent: by frame and by pixel."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from darkviewer.core.candidates.clustering import gathering
from darkviewer.core.candidates.false_positives import false_positives

N, NX = 10, 100


def test_one_frame_with_all_events_is_named_and_makes_the_rate_uncertain() -> None:
    rng = np.random.default_rng(1)
    pixels = rng.choice(1000 * 50, 5090, replace=False) * 2  # none side by side
    found = gathering(
        np.full(5090, 3), pixels % 1000, pixels // 1000 * 3, n_frames=N, nx=1000
    )
    assert found.outlying == (3,)
    assert found.without_outlying == 0
    # Nine frames of 0 and one of 5090: variance over mean is 5090.
    assert found.dispersion > 5090
    rate = false_positives({"": 5090}, found, shape=(9, 9))
    assert rate.per_frame.value == 509
    assert rate.per_frame.low < 20
    assert rate.per_frame.high > 2000


def test_a_telegraph_pixel_in_ten_frames_is_one_source() -> None:
    found = gathering(np.arange(N), np.full(N, 5), np.full(N, 7), n_frames=N, nx=NX)
    assert (found.sources, found.dispersion, found.outlying) == (1, 1, ())
    assert found.of_frame == pytest.approx([0.1] * N)
    assert found.counts == (1,) * N


def test_without_the_outlying_frame_its_own_sources_are_gone() -> None:
    """Two pixels blink in all frames; one frame has 30 sources more."""
    frame = np.concatenate([np.repeat(np.arange(N), 2), np.full(30, 4)])
    x = np.concatenate([np.tile([5, 50], N), np.arange(30) * 3])
    y = np.concatenate([np.full(2 * N, 7), np.full(30, 20)])
    found = gathering(frame, x, y, n_frames=N, nx=NX)
    assert (found.sources, found.outlying) == (32, (4,))
    assert found.without_outlying == pytest.approx(2 / 9)


def test_twice_in_one_frame_is_once() -> None:
    found = gathering([0, 0, 1], [5, 6, 6], [5, 5, 6], n_frames=2, nx=NX)
    assert (found.sources, found.of_frame) == (1, (0.5, 0.5))


def test_sources_are_those_of_a_label_image() -> None:
    rng = np.random.default_rng(3)
    y, x = np.nonzero(rng.random((60, NX)) < 0.12)
    _, expected = ndimage.label(
        np.isin(np.arange(60 * NX), y * NX + x).reshape(60, NX), np.ones((3, 3))
    )
    found = gathering(np.zeros(x.size, int), x, y, n_frames=1, nx=NX)
    assert found.sources == expected


def test_the_edges_of_rows_do_not_touch() -> None:
    found = gathering([0, 0], [NX - 1, 0], [4, 5], n_frames=2, nx=NX)
    assert found.sources == 2


def test_nothing_found_is_nothing_gathered() -> None:
    found = gathering([], [], [], n_frames=4, nx=NX)
    assert (found.sources, found.dispersion, found.outlying) == (0, 1, ())
    alone = gathering([0], [1], [1], n_frames=1, nx=NX)
    assert (alone.dispersion, alone.outlying) == (1, ())
    assert np.isnan(gathering([], [], [], n_frames=0, nx=NX).without_outlying)


@pytest.mark.parametrize(
    ("n", "mean", "dispersion", "seen"),
    [(10, 3, 1, 1), (30, 30, 10, 1), (5, 30, 5, 1), (10, 3, 1, 3), (10, 3, 1, 10)],
)
def test_the_interval_covers(n: int, mean: float, dispersion: float, seen: int) -> None:
    """At least 93 % of 500 sessions, in frames that differ or pixels seen again."""
    rng = np.random.default_rng(4)
    covered = 0
    for _ in range(500):
        per_frame = rng.poisson(mean, n)
        if dispersion > 1:
            chance = 1 / dispersion
            per_frame = rng.negative_binomial(mean / (dispersion - 1), chance, n)
        first = np.repeat(np.arange(n), per_frame)
        frame = np.concatenate([(first + k) % n for k in range(seen)])
        source = np.tile(np.arange(first.size) * 3, seen)
        found = gathering(frame, source, source * 0, n_frames=n, nx=10**6)
        assert found.sources == first.size
        rate = false_positives({"": frame.size}, found, shape=(9, 9)).per_frame
        covered += rate.low <= mean <= rate.high
    assert 0.93 * 500 <= covered <= 0.985 * 500
