"""The noise measured on a session is the noise that was simulated."""

from __future__ import annotations

import tracemalloc
from threading import Event

import numpy as np
import pytest

from darkviewer.core.calibration.bands import Stack
from darkviewer.core.masters.master import combine_rows
from darkviewer.core.parameters import Parameters
from darkviewer.core.vetting.photon_transfer import SessionNoise
from darkviewer.core.vetting.session_noise import measure_noise
from tests.helpers.frames import memory_frames
from tests.helpers.simulated import GAIN_E, STEP, darks


def measured(raw: np.ndarray, adu_step: int = STEP) -> SessionNoise:
    stack = Stack(memory_frames(raw), Parameters(), Event())
    return measure_noise(stack, combine_rows(raw, "median"), adu_step)


@pytest.mark.parametrize("dark_e", [200, 1300])
def test_variance_is_that_of_poisson_and_of_reading_out(dark_e: float) -> None:
    frames = darks((160, 200), dark_e=dark_e, spread=0.02).frames()
    noise = measured(np.stack([frame.values for frame in frames]))
    expected = dark_e + 1.6**2 + GAIN_E**2 / 12
    assert noise.typical_e2 == pytest.approx(expected, rel=0.06)


@pytest.mark.parametrize("missing", [False, True])
def test_particles_do_not_make_pixels_noisy(missing: bool) -> None:
    """In 2 % of the pixels of four frames, one pixel each."""
    session = darks((160, 200), frames=4, dark_e=30, spread=0)
    rng = np.random.default_rng(9)
    hit = np.flatnonzero(rng.random(160 * 200) < 0.02)
    flat = session.electrons.reshape(4, -1)
    flat[rng.integers(0, 4, hit.size), hit] += rng.uniform(200, 2000, hit.size)
    raw = np.stack([frame.values for frame in session.frames()])
    if missing:
        raw = raw.astype(np.float32)
        raw[0, 40:60] = np.nan
    assert measured(raw).prior.noisy_share == 0


def test_structure_is_what_the_master_varies_by() -> None:
    frames = darks((160, 200), spread=0.05).frames()
    noise = measured(np.stack([frame.values for frame in frames]))
    # 5 % of 1300 e-, and the noise of a median of 10 frames
    master = 1303 * 1.38 / 10
    assert noise.structure_e == pytest.approx(np.hypot(65, master**0.5), rel=0.1)


def test_frames_of_one_value_have_the_noise_of_their_steps() -> None:
    noise = measured(np.full((4, 20, 30), 1600, np.uint16))
    # EMVA 1288: below 0.24 squared steps the steps themselves decide
    assert noise.structure_e == pytest.approx(GAIN_E * 0.24**0.5, rel=1e-6)


def test_frames_without_any_value_are_no_failure() -> None:
    noise = measured(np.full((3, 20, 30), np.nan, np.float32), adu_step=0)
    assert np.isfinite(noise.typical_e2)


def test_memory_does_not_grow_with_the_frames_of_a_long_night() -> None:
    random = np.random.default_rng(3)
    cube = random.integers(14000, 16000, (1200, 64, 64), dtype=np.uint16)
    master = combine_rows(cube, "median")
    peaks = []
    for frames in (600, 600, 1200):  # the first imports what it needs
        stack = Stack(memory_frames(cube[:frames]), Parameters(), Event())
        tracemalloc.start()
        try:
            measure_noise(stack, master, STEP)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[2] < 1.5 * peaks[1]


def test_a_sample_of_many_frames_is_evenly_spaced() -> None:
    frames = memory_frames(np.zeros((10, 1, 1), np.uint16))
    stack = Stack(frames, Parameters(), Event())
    assert stack.sampled(10) is stack
    assert stack.sampled(4).sources == frames[::3]


def test_each_amplifier_has_its_own_scatter_of_variances() -> None:
    """Pixels of the right one differ: variances as scaled inverse chi-squared of 8."""
    rng = np.random.default_rng(6)
    shape = (160, 300)
    sigma = np.full(shape, 12.0)
    sigma[:, 150:] *= np.sqrt(8 / rng.chisquare(8, (160, 150)))
    values = rng.normal(0, 1, (8, *shape)) * sigma + 1000
    values[..., 150:] += 400
    noise = measured(np.rint(values).astype(np.uint16), adu_step=1)
    assert len(noise.amplifiers) == 2
    left, right = noise.priors
    assert left.frames.min() > 100
    assert right.frames.mean() == pytest.approx(8, rel=0.25)
    level, half = np.full(2, noise.levels.pivot_e.mean()), np.ones(2)
    variance, frames = noise.shrunk(level, half, 3 * half, 8, np.array([0, 1]))
    for part, prior in enumerate((left, right)):
        expected = prior.shrunk(level[:1], half[:1], 3 * half[:1], 8)
        assert (variance[part], frames[part]) == (*expected[0], *expected[1])
