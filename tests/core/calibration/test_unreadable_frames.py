"""Frames that cannot be read, at the start or midway."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from darkviewer.core.calibration import bands
from darkviewer.core.calibration.pipeline import (
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.errors import FrameError, SessionError
from darkviewer.core.progress import drive
from tests.helpers.calibrations import assert_same_leaders, noisy_cube, run
from tests.helpers.frames import memory_frames


def unreadable(name: str) -> Any:
    def before() -> None:
        raise FrameError(f"{name} vanished")

    return before


def test_an_unreadable_frame_is_left_out() -> None:
    cube = noisy_cube(5)
    frames = memory_frames(cube)
    frames[1].before = unreadable("00002.fits")
    frames[3].before = unreadable("00004.fits")
    found = drive(calibrate(CalibrationRequest(1, frames)))
    assert [item.name for item in found.skipped] == ["00002.fits", "00004.fits"]
    assert found.skipped[0].reason == "00002.fits vanished"
    assert [item.name for item in found.used] == [
        "00001.fits",
        "00003.fits",
        "00005.fits",
    ]
    alone = run(cube[::2])
    np.testing.assert_array_equal(found.master.planes[1], alone.master.planes[1])
    for mine, yours in zip(found.leaders, alone.leaders, strict=True):
        assert_same_leaders(mine, yours)


def test_a_frame_that_vanishes_midway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bands, "rows_per_band", lambda *_, **__: 5)
    frames = memory_frames(noisy_cube(4))

    def vanish() -> None:
        if len(frames[2].reads) > 3:
            raise FrameError("00003.fits vanished")

    frames[2].before = vanish
    found = drive(calibrate(CalibrationRequest(1, frames)))
    assert found.master.n == len(found.leaders) == 3


@pytest.mark.parametrize(
    ("frames", "bad", "words"),
    [
        (0, 0, "there are no frames and a master dark needs at least two"),
        (1, 0, "00001.fits is the only frame and a master dark needs at least two"),
        (3, 2, "only 1 of 3 frames can be read and a master dark needs at least two"),
    ],
)
def test_too_few_frames(frames: int, bad: int, words: str) -> None:
    sources = memory_frames(noisy_cube(frames))
    for source in sources[:bad]:
        source.before = unreadable(source.name)
    with pytest.raises(SessionError, match=words):
        drive(calibrate(CalibrationRequest(1, sources)))
