"""Light frames of stars with wings, drawn without the engine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from astropy.io import fits
from numpy.typing import NDArray

from benchmarks.events import moffat_star

SIZE = 220
CELL = 36
STARS = (SIZE // CELL) ** 2

Array = NDArray[np.float64]


def sky(seed: int = 1, *, beta: float = 3.0, stars: int = STARS) -> Array:
    """ADU of a frame with lone stars of 2 px FWHM, and as many hot pixels."""
    rng = np.random.default_rng(seed)
    image = np.full((SIZE, SIZE), 200.0)
    light, _, _ = moffat_star(rng, stars, beta=beta)
    flux = np.exp(rng.uniform(np.log(2e4), np.log(1e5), stars))
    for number in range(stars):
        y, x = (CELL * k + CELL // 2 for k in divmod(number, SIZE // CELL))
        image[y - 10 : y + 11, x - 10 : x + 11] += light[number] * flux[number]
        image[y - 16, x - 16] += 9000.0
    return rng.poisson(image) + rng.normal(0, 5, image.shape)


def write_sky(path: Path, seed: int = 1, *, stars: int = STARS) -> Path:
    """The same as a file of whole numbers."""
    values = np.rint(sky(seed, stars=stars)).clip(0, 65535).astype(np.uint16)
    fits.writeto(path, values)
    return path
