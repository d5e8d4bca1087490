"""Histories of pixels: the same in parts, stopped between them, and no memory hog."""

from __future__ import annotations

import tracemalloc
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from darkviewer.core.candidates.history import History
from darkviewer.core.errors import Cancelled
from darkviewer.core.vetting import histories as histories_module
from darkviewer.core.vetting.histories import histories
from tests.helpers.bands import examined_band
from tests.helpers.simulated import darks


@pytest.fixture(scope="module")
def cube() -> np.ndarray:
    return np.stack([f.values for f in darks((12, 80), frames=7).frames()])


def past_of_one_pixel(cube: np.ndarray) -> History:
    rows = examined_band(cube)
    frames = np.arange(len(cube))
    at_y, at_x = np.full(len(cube), 6), np.full(len(cube), 40)
    offsets = np.array([rows.frame(k).offset_e for k in frames])
    return histories(rows, frames, at_y, at_x, offsets)


def test_histories_are_the_same_whatever_is_looked_at_together(
    cube: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = past_of_one_pixel(cube)
    monkeypatch.setattr(histories_module, "PAST_VALUES", 15)
    parts = past_of_one_pixel(cube)
    for item in fields(whole):
        mine, expected = getattr(parts, item.name), getattr(whole, item.name)
        np.testing.assert_array_equal(mine, expected, err_msg=item.name)


def test_histories_end_between_two_parts_when_they_are_stopped(
    cube: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, frames, of_parts = examined_band(cube), np.arange(len(cube)), []
    history = histories_module.history

    def stopped(*args: Any, **known: Any) -> History:
        rows.stop.set()
        of_parts.append(known["frame"])
        return history(*args, **known)

    monkeypatch.setattr(histories_module, "history", stopped)
    monkeypatch.setattr(histories_module, "PAST_VALUES", 15)
    with pytest.raises(Cancelled):
        histories(rows, frames, frames * 0 + 6, frames * 0 + 40, np.zeros((7, 12, 1)))
    assert len(of_parts) == 1


def test_memory_for_a_pixel_grows_with_the_frames_not_with_their_square() -> None:
    """4 times the memory for twice the frames, if all were looked at together."""
    random = np.random.default_rng(1)
    cube = random.integers(14000, 16000, (2400, 8, 64), dtype=np.uint16)
    peaks = []
    for frames in (1200, 1200, 2400):  # the first imports what it needs
        rows = examined_band(cube[:frames], left_out=False)
        every = np.arange(frames)
        offsets = np.zeros((frames, 8, 1))
        histories(rows, every[:1], every[:1] + 4, every[:1] + 30, offsets)
        tracemalloc.start()
        try:
            histories(rows, every, np.full(frames, 4), np.full(frames, 30), offsets)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[2] < 2 * peaks[1]
