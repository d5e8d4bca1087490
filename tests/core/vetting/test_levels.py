"""What stands for a session: some rows of every frame."""

from __future__ import annotations

from threading import Event

import numpy as np
import pytest

from darkviewer.core.calibration.bands import Stack
from darkviewer.core.levels.amplifiers import Amplifiers
from darkviewer.core.masters.master import combine_rows
from darkviewer.core.parameters import Parameters
from darkviewer.core.vetting import levels
from darkviewer.core.vetting.levels import sampled_rows, session_levels
from tests.helpers.frames import memory_frames
from tests.helpers.simulated import darks


def cube(shape: tuple[int, int] = (140, 200)) -> np.ndarray:
    session = darks(shape, frames=5, dark_e=100)
    return np.stack([frame.values for frame in session.frames()])


def stack_of(raw: np.ndarray) -> Stack:
    return Stack(memory_frames(raw), Parameters(), Event())


def test_the_rows_are_those_of_the_frames() -> None:
    raw = cube()
    sample = sampled_rows(stack_of(raw), combine_rows(raw, "median"))
    assert len(sample.y) == 4 * 8
    electrons = raw * Parameters().scale
    master = np.median(electrons, 0)
    np.testing.assert_array_equal(sample.level_e, master[sample.y])
    np.testing.assert_allclose(
        sample.residual_e, (electrons - master)[:, sample.y], atol=1e-3
    )


def test_many_frames_take_no_more_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = cube()
    monkeypatch.setattr(levels, "SAMPLED_BYTES", 1000)
    sample = sampled_rows(stack_of(raw), combine_rows(raw, "median"))
    assert len(sample.y) == 8


def test_values_that_are_none_are_left_out() -> None:
    raw = cube().astype(np.float32)
    raw[:, 7] = np.inf
    raw[2, :, 50] = np.nan
    found = session_levels(stack_of(raw), combine_rows(raw, "median"))
    assert not found.moves


def test_amplifiers_and_levels_of_a_session() -> None:
    raw = cube()
    drift = np.array([0, 40, -60, 80, 20]) * 16
    raw[:, :, 100:] += drift.astype(np.uint16)[:, None, None]
    found = session_levels(stack_of(raw), combine_rows(raw, "median"))
    assert found.amplifiers == Amplifiers(columns=(100,))
    assert found.moves
    np.testing.assert_allclose(found.level_e[:, 0], 0, atol=2)
    expected = (drift - 20 * 16) * Parameters().scale
    np.testing.assert_allclose(found.level_e[:, 1], expected, atol=3)


def test_the_frames_of_a_long_session_are_measured_in_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = darks((80, 200), frames=9, dark_e=100)
    raw = np.stack([frame.values for frame in session.frames()])
    monkeypatch.setattr(levels, "MOST_FRAMES", 5)
    steady = session_levels(stack_of(raw), combine_rows(raw, "median"))
    assert not steady.moves
    np.testing.assert_array_equal(steady.level_e, np.zeros((9, 1)))
    drift = np.arange(-4, 5) * 100
    raw = (raw + drift[:, None, None]).astype(np.uint16)
    found = session_levels(stack_of(raw), combine_rows(raw, "median"))
    assert found.moves
    expected = drift * Parameters().scale
    np.testing.assert_allclose(found.level_e[:, 0], expected, atol=1.5)
    assert found.every(4).level_e.tolist() == found.level_e[[0, 4, 8]].tolist()
