"""The best rival of a star as pixels: the eye compares what the BIC compares."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.psf.profile import SIZE
from darkviewer.core.psf.rivals import ALTERNATIVES, best_clouds, best_tracks

__all__ = ["best_rival", "rival_charge"]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

MIDDLE = SIZE // 2


def best_rival(dbic: Array) -> NDArray[np.intp]:
    """Which of `ALTERNATIVES` explains each stamp best, -1 where none was set, (n,).

    Parameters
    ----------
    dbic : array, shape (n, 3)
        See `Comparison`; NaN in stamps that were not examined.
    """
    known = np.isfinite(dbic).all(axis=1)
    best = np.full(len(dbic), -1, np.intp)
    best[known] = dbic[known].argmin(axis=1)
    return best


def rival_charge(
    stamps_e: Array,
    variance_e2: Array,
    good: Mask,
    dbic: Array,
    track_px: Array,
    *,
    profile_error: float = 0.0,
) -> Array:
    """Electrons that the best rival leaves in each pixel, shape (n, 5, 5).

    Parameters
    ----------
    stamps_e, variance_e2, good : arrays, shape (n, 5, 5)
        As given to `compare`.
    dbic, track_px : arrays, shapes (n, 3) and (n,)
        Its result: a track of length 0 is a cloud of charge from one place.
    profile_error : float
        As given to `compare`.

    Returns
    -------
    float64 array
        NaN where there is no rival.
    """
    charge = np.full(stamps_e.shape, np.nan)
    kind = best_rival(dbic)
    d, s2 = np.where(good, stamps_e, 0.0), np.where(good, variance_e2, 1.0)
    for name, of in (("hot", _hot), ("pair", _pair)):
        rows = kind == ALTERNATIVES.index(name)
        charge[rows] = of(d[rows], s2[rows])
    track = kind == ALTERNATIVES.index("track")
    cloud = track & (track_px == 0)
    rows = track & ~cloud
    line = best_tracks(d[rows], s2[rows], good[rows], profile_error=profile_error)
    charge[rows] = line.charge_e
    spots = best_clouds(d[cloud], s2[cloud], good[cloud], profile_error=profile_error)
    charge[cloud] = spots.light_e
    return charge


def _hot(d: Array, _s2: Array) -> Array:
    """All charge in the middle."""
    charge = np.zeros_like(d)
    charge[:, MIDDLE, MIDDLE] = np.maximum(d[:, MIDDLE, MIDDLE], 0)
    return charge


def _pair(d: Array, s2: Array) -> Array:
    """The same, and what the neighbour holds whose own charge explains most."""
    charge = _hot(d, s2)
    near = np.s_[:, MIDDLE - 1 : MIDDLE + 2, MIDDLE - 1 : MIDDLE + 2]
    own, variance = np.maximum(d[near], 0), s2[near]
    gain = own**2 / variance - np.log1p(own / variance)
    gain[:, 1, 1] = -1  # the middle one is not its own neighbour
    y, x = np.divmod(gain.reshape(len(d), 9).argmax(1), 3)
    rows = np.arange(len(d))
    charge[rows, y + MIDDLE - 1, x + MIDDLE - 1] = own[rows, y, x]
    return charge
