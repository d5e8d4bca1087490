"""What a light table is given: pixels that the tests know."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.display.cutout import Cutout, cutout
from darkviewer.core.vetting.dossier import Dossier
from darkviewer.gui.frames_on_show import FramesOnShow
from darkviewer.gui.review.plan import SIDE
from darkviewer.gui.review.sight import Sight
from darkviewer.gui.review.tones import Limits
from darkviewer.gui.style.theme import PALETTES

LIMITS = Limits(black=-90.0, white=910.0, sigma=30.0)


def ten_frames(*, left_out: int = 0) -> FramesOnShow:
    """Ten frames in file order; the last ones are not in the master."""
    names = tuple(f"{n:05}.fits" for n in range(1, 11))
    used = 10 - left_out
    reasons = ("a door was open",) * left_out
    return FramesOnShow(
        names, (None,) * 10, used, reasons, by_hand=left_out, order=tuple(range(10))
    )


def square(values: NDArray[np.float64]) -> Cutout:
    """All of it inside the frame."""
    middle = len(values) // 2
    return cutout(values, middle, middle, len(values))


def ramp(frame: int) -> Cutout:
    """Another value in every pixel, and in every frame."""
    return square(np.arange(SIDE * SIDE, dtype=float).reshape(SIDE, SIDE) + 10 * frame)


def sight(known: Dossier | None = None, **other: Any) -> Sight:
    """A pixel in frame 3 of ten whose surroundings are ramps."""
    x, y = (20, 20) if known is None else (known.x, known.y)
    made = Sight(
        x,
        y,
        3,
        ten_frames(),
        {(frame, "residual"): ramp(frame) for frame in range(10)},
        PALETTES["dark"],
        limits=LIMITS,
        dossier=known,
    )
    return replace(made, **other)
