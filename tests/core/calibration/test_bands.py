"""Bands of rows: all covered once, within the memory allowed, whatever vanishes."""

from __future__ import annotations

import tracemalloc
from threading import Event
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from darkviewer.core.calibration import bands
from darkviewer.core.calibration.bands import Stack
from darkviewer.core.calibration.pipeline import (
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.errors import FrameError
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from tests.helpers.calibrations import METHODS
from tests.helpers.frames import MemoryFrame, memory_frames


def test_frames_that_vanish_are_told_by_number_and_in_the_first_ones_words() -> None:
    frames = memory_frames(np.zeros((4, 3, 5), np.uint16))

    def vanished(name: str) -> None:
        raise FrameError(f"{name} has vanished")

    for index in (1, 3):
        frames[index].before = lambda name=frames[index].name: vanished(name)
    with pytest.raises(FrameError, match=r"^00002.fits has vanished$") as raised:
        Stack(frames, Parameters(), Event()).read(0, 2)
    assert sorted(raised.value.problems) == [1, 3]


@given(
    st.integers(1, 3000),
    st.integers(1, 10_000),
    st.integers(2, 1000),
    st.sampled_from(["u1", "u2", "f8"]),
    st.integers(20, 31),
    st.integers(1, 8),
)
def test_bands_cover_all_rows_once(
    ny: int, nx: int, frames: int, dtype: str, bits: int, threads: int
) -> None:
    plan = bands.plan_bands(
        (ny, nx),
        n_frames=frames,
        dtype=np.dtype(dtype),
        memory_bytes=2**bits,
        threads=threads,
    )
    rows = [y for band in plan for y in range(band.start, band.stop)]
    assert rows == list(range(ny))
    for band in plan:
        assert band.top == max(band.start - 1, 0)
        assert band.bottom == min(band.stop + 1, ny)


class GeneratedFrame(MemoryFrame):
    """Exists only row by row, so that only the memory of the run counts."""

    @property
    def shape(self) -> tuple[int, int]:
        return (256, 256)

    def read_rows(self, start: int, stop: int) -> NDArray[Any]:
        rng = np.random.default_rng(start)
        return rng.integers(14000, 16000, (stop - start, 256), dtype=np.uint16)


@pytest.mark.parametrize("frames", [20, 60, 200])
@pytest.mark.parametrize("method", METHODS)
def test_memory_stays_within_its_bound(frames: int, method: str) -> None:
    sources = tuple(GeneratedFrame(np.zeros((1, 1), np.uint16)) for _ in range(frames))
    memory = 16 * 2**20  # 200 frames have 25 MiB
    parameters = Parameters(method=method, threshold_e=1000)
    request = CalibrationRequest(1, sources, parameters, memory_bytes=memory, threads=2)
    tracemalloc.start()
    try:
        drive(calibrate(request))
        assert tracemalloc.get_traced_memory()[1] < memory
    finally:
        tracemalloc.stop()
