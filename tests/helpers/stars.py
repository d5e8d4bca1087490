"""A capture for the PSF test: a star, a lone pixel and a blinking one in noise."""

from __future__ import annotations

import numpy as np

from darkviewer.gui.workspace import Workspace
from tests.helpers.captures import HOT, LEVEL, NX, NY, SCALE, STAR, id_of

FRAMES = 6
BLINKER = (50, 20)  # x, y of a pixel that is high in frames 0, 2 and 4


def darks() -> np.ndarray:
    """Raw ADU: noise of 40 e-, a star of 8000 e-, a lone pixel and a blinking one."""
    rng = np.random.default_rng(7)
    raw = LEVEL + rng.normal(0, 40, (FRAMES, NY, NX)) / SCALE
    frame, x, y = STAR
    dy, dx = np.mgrid[-4:5, -4:5]
    sigma = 2.0 / 2.3548
    profile = np.exp(-(dx**2 + dy**2) / 2 / sigma**2)  # sampled in the pixel's middle
    star = 8000 * profile / profile.sum()
    raw[frame, y - 4 : y + 5, x - 4 : x + 5] += rng.poisson(star) / SCALE
    frame, x, y = HOT
    raw[frame, y, x] += 1500 / SCALE
    raw[::2, BLINKER[1], BLINKER[0]] += 900 / SCALE
    return np.rint(raw).astype(np.uint16)


def row_of(workspace: Workspace, frame: int, x: int, y: int) -> int:
    """Row of a pixel in the table of candidates."""
    return int(np.flatnonzero(workspace.candidates.id == id_of(frame, x, y))[0])
