"""Frames of one value are distinguished from all others."""

from __future__ import annotations

import math

import numpy as np
import pytest

from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.frames.blank import blank_notes, single_values
from darkviewer.core.progress import drive
from tests.helpers.frames import memory_frames


@pytest.mark.parametrize("dtype", ["u1", "u2", "i4", "f4", "f8"])
def test_only_a_constant_frame_has_one_value(dtype: str) -> None:
    cube = np.full((3, 4, 5), 7, dtype)
    cube[1, 3, 4] = 8
    cube[2, 0, 0] = 6
    assert single_values(cube) == (7, None, None)


def test_a_frame_without_a_value() -> None:
    cube = np.full((4, 3, 3), np.nan, np.float32)
    cube[1, 2] = np.inf
    cube[2, 1, 1] = 5
    cube[3] = 5
    cube[3, 2, 2] = np.nan
    found = single_values(cube)
    assert [value is None for value in found] == [False, False, True, True]
    assert math.isnan(found[0])
    assert math.isnan(found[1])


def test_bands_that_are_constant_but_differ_make_an_ordinary_frame() -> None:
    bands = [(1.0, 2.0, None, math.nan, math.nan), (1.0, 3.0, 4.0, math.nan, 1.0)]
    notes = blank_notes(["a", "b", "c", "d", "e"], bands)
    assert [note.split(":")[0] for note in notes] == [
        "a holds nothing but 1 ADU",
        "d holds no value",
    ]


@pytest.mark.parametrize("memory_bytes", [1, 2**29])
def test_a_run_names_them_and_uses_them_all_the_same(memory_bytes: int) -> None:
    cube = np.random.default_rng(5).poisson(900, (5, 40, 6)).astype(np.float64)
    cube[1] = 65535
    cube[3] = np.nan
    request = CalibrationRequest(1, memory_frames(cube), memory_bytes=memory_bytes)
    found = drive(calibrate(request))
    assert [note.split()[0] for note in found.notes] == ["00002.fits", "00004.fits"]
    low, high = found.master.planes[1:3]
    np.testing.assert_array_equal((low + high) / 2, np.nanmedian(cube, axis=0))


def test_an_ordinary_run_has_no_notes() -> None:
    cube = np.random.default_rng(6).poisson(900, (3, 8, 6)).astype(np.uint16)
    assert drive(calibrate(CalibrationRequest(1, memory_frames(cube)))).notes == ()
