"""Frames in memory, calibrated."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.calibration.pipeline import (
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.detection.leaders import Leaders
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from tests.helpers.frames import memory_frames

METHODS = ["median", "average", "clipped"]


def run(cube: NDArray[Any], parameters: Parameters | None = None, **more: Any) -> Any:
    parameters = parameters or Parameters()
    request = CalibrationRequest(1, memory_frames(cube), parameters, **more)
    return drive(calibrate(request))


def noisy_cube(n: int = 5, shape: tuple[int, int] = (60, 40), seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    cube = rng.normal(15000, 900, (n, *shape))
    cube[rng.random(cube.shape) < 0.01] += 20_000
    return cube.astype(np.uint16)


def assert_same_leaders(one: Leaders, other: Leaders) -> None:
    for name in Leaders.__slots__:
        mine, yours = getattr(one, name), getattr(other, name)
        if name.startswith("lowest"):
            known = getattr(one, name.replace("lowest", "neighbours")) > 0
            mine, yours = mine[known], yours[known]
        np.testing.assert_array_equal(mine, yours, err_msg=name)
