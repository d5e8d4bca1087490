from __future__ import annotations

from threading import Event

import numpy as np
import pytest

from darkviewer.core.calibration.bands import Stack
from darkviewer.core.errors import FrameError
from darkviewer.core.parameters import Parameters
from tests.helpers.frames import memory_frames


def test_frames_that_vanish_are_told_by_number_and_in_the_first_ones_words() -> None:
    frames = memory_frames(np.zeros((4, 3, 5), np.uint16))

    def vanished(name: str) -> None:
        raise FrameError(f"{name} has vanished")

    for index in (1, 3):
        frames[index].before = lambda name=frames[index].name: vanished(name)
    with pytest.raises(FrameError, match=r"^00002.fits has vanished$") as told:
        Stack(frames, Parameters(), Event()).read(0, 2)
    assert sorted(told.value.problems) == [1, 3]
