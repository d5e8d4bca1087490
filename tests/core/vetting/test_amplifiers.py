"""Amplifiers of simulated sensors: in the master, in the frames, in the noise."""

from __future__ import annotations

from threading import Event

import numpy as np

from darkviewer.core.calibration.bands import Stack
from darkviewer.core.levels.amplifiers import ONE, Amplifiers
from darkviewer.core.masters.master import combine_rows
from darkviewer.core.parameters import Parameters
from darkviewer.core.vetting.amplifiers import find_amplifiers
from darkviewer.core.vetting.levels import sampled_rows
from tests.helpers.frames import memory_frames
from tests.helpers.simulated import Darks, darks


def found(session: Darks) -> Amplifiers:
    raw = np.stack([frame.values for frame in session.frames()])
    return found_in(raw)


def found_in(raw: np.ndarray, given: str = "auto") -> Amplifiers:
    parameters = Parameters(amplifiers=given)
    stack = Stack(memory_frames(raw), parameters, Event())
    master = combine_rows(raw, "median")
    return find_amplifiers(sampled_rows(stack, master), master, parameters)


def cool() -> Darks:
    return darks((140, 300), frames=5, dark_e=100, spread=0.05)


def test_one_amplifier_where_nothing_steps() -> None:
    assert found(cool()) == ONE


def test_quadrants_of_different_offsets() -> None:
    session = cool()
    session.electrons[:, :68, :160] += 30
    session.electrons[:, 68:, 160:] += 60
    assert found(session) == Amplifiers(columns=(160,), rows=(68,))


def test_amplifiers_that_agree_in_the_master_and_drift_apart() -> None:
    session = cool()
    drift = np.array([9, -9, 0, 12, -12])
    session.electrons[:, :, 160:] += drift[:, None, None]
    assert found(session) == Amplifiers(columns=(160,))


def test_amplifiers_that_differ_in_their_gain_alone() -> None:
    session = darks((140, 300), frames=5, spread=0)
    part = session.electrons[:, :, 160:]
    part[:] = 1300 + 2 * (part - 1300)
    assert found(session) == Amplifiers(columns=(160,))


def test_frames_without_values_are_one_amplifier() -> None:
    raw = np.full((3, 140, 300), np.nan, np.float32)
    assert found_in(raw) == ONE


def test_what_is_given_counts_whatever_steps() -> None:
    session = cool()
    session.electrons[:, :, 160:] += 60
    raw = np.stack([frame.values for frame in session.frames()])
    assert found_in(raw) == Amplifiers(columns=(160,))
    assert found_in(raw, "1x1") == ONE
    assert found_in(raw, "1x2") == Amplifiers(rows=(70,))
    assert found_in(raw, "2x2") == Amplifiers(columns=(150,), rows=(70,))
