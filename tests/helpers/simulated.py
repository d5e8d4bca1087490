"""Small simulated sessions in memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from darkviewer.core.psf.profile import pixel_fractions
from tests.helpers.frames import MemoryFrame, memory_frames

GAIN_E = 1.39
STEP = 16


@dataclass
class Darks:
    """Electrons of a session that events are put into before it is read out."""

    electrons: np.ndarray
    rng: np.random.Generator

    def star(self, frame: int, x: float, y: float, flux_e: float) -> None:
        column, row = round(x), round(y)
        part = pixel_fractions(x - column, y - row, 2.0, half=6)
        place = np.s_[row - 6 : row + 7, column - 6 : column + 7]
        self.electrons[frame][place] += self.rng.poisson(flux_e * part)

    def frames(self) -> tuple[MemoryFrame, ...]:
        noisy = self.electrons + self.rng.normal(0, 1.6, self.electrons.shape)
        raw = (np.rint(noisy / GAIN_E).clip(0, 4095) * STEP).astype(np.uint16)
        return memory_frames(raw)


def darks(
    shape: tuple[int, int] = (160, 200),
    *,
    frames: int = 10,
    dark_e: float = 1300,
    spread: float = 0.05,
    seed: int = 1,
) -> Darks:
    """Poisson darks with a fixed pattern."""
    rng = np.random.default_rng(seed)
    level = dark_e * np.exp(rng.normal(0, spread, shape))
    return Darks(rng.poisson(level, (frames, *shape)).astype(float), rng)
