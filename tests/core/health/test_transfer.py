"""Photon transfer from darks: frames are simulated with a scale that is known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from darkviewer.core.health import transfer
from darkviewer.core.health.transfer import Transfer, measure_transfer
from tests.helpers.frames import memory_frames


def darks(
    e_per_adu: float, *, n: int = 10, size: int = 192, hot: float = 0.03
) -> NDArray[np.uint16]:
    """Poisson dark charge with hot pixels, read noise 3 e-, two amplifiers."""
    rng = np.random.default_rng(7)
    charge = np.full((size, size), 20.0)
    charge[rng.random((size, size)) < hot] += 3000
    charge[charge > 20] *= rng.uniform(0.1, 2, np.count_nonzero(charge > 20))
    offset = np.where(np.arange(size) < size // 2, 800, 1000)
    electrons = rng.poisson(charge, (n, size, size))
    noise = rng.normal(0, 3, electrons.shape)
    return np.rint((electrons + noise) / e_per_adu + offset).astype(np.uint16)


@pytest.mark.parametrize("e_per_adu", [0.25, 0.5, 1.39])
@pytest.mark.parametrize("n", [4, 10])
def test_the_scale_of_the_simulation_is_found(e_per_adu: float, n: int) -> None:
    found = measure_transfer(memory_frames(darks(e_per_adu, n=n)))
    assert found.e_per_adu is not None
    assert abs(found.e_per_adu - e_per_adu) < 4 * found.sigma
    assert found.sigma < 0.15 * e_per_adu
    assert found.noise_adu * e_per_adu == pytest.approx(29**0.5, rel=0.1)


def test_the_line_goes_through_points_of_hot_pixels() -> None:
    """Whose variance is their level over e-/ADU, within errors that say so."""
    found = measure_transfer(memory_frames(darks(0.5)))
    points = found.points
    assert len(points) == transfer.BINS
    levels = [point.level_adu for point in points]
    assert levels == sorted(levels)
    assert sum(point.pixels for point in points) <= found.hot_pixels
    off = [(p.variance_adu2 - p.level_adu / 0.5) / p.sigma_adu2 for p in points]
    assert 0.4 < np.sqrt(np.mean(np.square(off))) < 2
    share = np.sqrt(np.pi / (4 * points[5].pixels))  # of a median, 4 d.o.f.
    expected = share * points[5].level_adu / 0.5
    assert points[5].sigma_adu2 == pytest.approx(expected, rel=0.2)


def test_points_are_known_where_no_line_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "LARGEST_ERROR", 1e-3)
    found = measure_transfer(memory_frames(darks(0.5, n=4, size=96)))
    assert found.e_per_adu is None
    assert len(found.points) >= 2
    assert measure_transfer(memory_frames(darks(0.5, hot=0))).points == ()


def test_drifting_levels_do_not_matter() -> None:
    cube = darks(0.5)
    drifting = cube + (np.arange(len(cube), dtype=np.uint16) * 30)[:, None, None]
    one = measure_transfer(memory_frames(cube))
    other = measure_transfer(memory_frames(drifting))
    assert other.e_per_adu == pytest.approx(one.e_per_adu, rel=0.02)


def test_without_hot_pixels_there_is_no_estimate() -> None:
    found = measure_transfer(memory_frames(darks(0.5, hot=0)))
    assert found.e_per_adu is None
    assert found.noise_adu > 0
    steady = np.repeat(darks(0.5)[:1], 5, axis=0)  # hot, but without any noise
    assert measure_transfer(memory_frames(steady)).e_per_adu is None


def test_too_few_frames_or_no_usable_pixel_tell_nothing() -> None:
    few = measure_transfer(memory_frames(darks(0.5, n=3)))
    assert (few.e_per_adu, few.hot_pixels) == (None, 0)
    cube = darks(0.5, n=4, size=32)
    none = measure_transfer(memory_frames(cube), saturation_adu=10)
    assert (none.e_per_adu, none.hot_pixels) == (None, 0)
    assert isinstance(none, Transfer)
    gaps = measure_transfer(memory_frames(np.full((4, 20, 40), np.nan)))
    assert gaps.e_per_adu is None


def test_particles_in_single_frames_tell_nothing() -> None:
    cube = np.full((4, 64, 64), 1000, np.uint16)
    cube[1::2, ::4, ::4] = 3000  # in frames that pixels are sorted by, and no others
    assert measure_transfer(memory_frames(cube)).e_per_adu is None


def test_glow_is_left_out() -> None:
    """Level and noise of a steep glow are no slope of single pixels."""
    rng = np.random.default_rng(8)
    size = 256
    y, x = np.indices((size, size))
    charge = 50 + 900 * np.exp(-np.hypot(y - size, x - size) / 20)
    hot = rng.random(charge.shape) < 0.005
    charge = charge + hot * rng.uniform(100, 2000, charge.shape)
    cube = rng.poisson(charge, (12, size, size)) + rng.normal(0, 2, (12, size, size))
    raw = np.rint(cube / 0.5 + 500).astype(np.uint16)
    found = measure_transfer(memory_frames(raw))
    assert found.e_per_adu == pytest.approx(0.5, rel=0.2)
    assert abs(found.e_per_adu - 0.5) < 4 * found.sigma


def test_an_uncertain_slope_is_no_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    frames = memory_frames(darks(0.5, n=4, hot=0.004, size=128))
    known = measure_transfer(frames)
    assert known.e_per_adu is not None
    assert known.sigma > 0.1 * known.e_per_adu
    monkeypatch.setattr(transfer, "LARGEST_ERROR", 0.1)
    none = measure_transfer(frames)
    assert (none.e_per_adu, none.hot_pixels) == (None, known.hot_pixels)
