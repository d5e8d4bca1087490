"""How the level of a session moves from frame to frame, and with the temperature.

A level that moves leaves the residual when each row's is subtracted, but not the sample
variances: they become too large, and every sigma with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.levels.amplifiers import ONE, Amplifiers
from darkviewer.core.levels.row_levels import every_so_many, middle_of_rows
from darkviewer.core.levels.slopes import LEAST_SIGMA_E, fit_slopes
from darkviewer.core.robust import known_median

if TYPE_CHECKING:
    from darkviewer.core.levels.sample import LevelSample

__all__ = ["STEADY", "SessionLevels", "measure_levels"]

Array = NDArray[np.float64]

LEAST_INFLATION = 0.02
"""Part of the variance that moving levels must add before they are removed from it."""

HOT_SHARE = 0.01
EVERY = 16
"""All of the highest pixels tell the slope, and one of so many others."""

LEAST_IN_ROWS = 0.05
"""The same for the rows where it is worst: one of twenty."""


@dataclass(frozen=True, slots=True, eq=False)
class SessionLevels:
    """Levels of the frames of a session.

    Attributes
    ----------
    amplifiers : Amplifiers
        Parts of the frame that have levels of their own.
    level_e : float64 array, shape (n, number of amplifiers)
        Median of each frame minus the master.
    slope : float64 array, shape (n,)
        Change with the master's level; 0 where no frame has a significant one.
    slope_error : float
        Standard error of the slopes.
    pivot_e : float64 array, shape (number of amplifiers,)
        Master's level that `level_e` belongs to.
    sigma_e : float
        Of a residual of a typical pixel, without the levels.
    moves : bool
        They must be removed before variances are taken.
    """

    amplifiers: Amplifiers = ONE
    level_e: Array = field(default_factory=lambda: np.zeros((0, 1)))
    slope: Array = field(default_factory=lambda: np.zeros(0))
    slope_error: float = np.inf
    pivot_e: Array = field(default_factory=lambda: np.zeros(1))
    sigma_e: float = 0.0
    moves: bool = False

    def warmer_e(
        self, frame: int, level_e: Array, label: NDArray[np.intp]
    ) -> Array | float:
        """Dark signal of pixels in one frame over that at their level, electrons.

        An offset tells nothing of the dark signal in a level; how levels go with slopes
        does: what drifts besides follows no temperature.

        Parameters
        ----------
        frame : int
            Index of the frame.
        level_e : array
            Of the pixels in the master.
        label : int array
            Amplifiers that they lie in.
        """
        if not self.slope[frame]:
            return 0.0
        off = self.slope - self.slope.mean()
        dark_e = np.maximum(off @ self.level_e / (off @ off), 0.0)
        above = level_e - self.pivot_e[label]
        return np.asarray(self.slope[frame] * (dark_e[label] + above))

    def every(self, step: int) -> SessionLevels:
        """Those of the first and every so many further frames."""
        return replace(self, level_e=self.level_e[::step], slope=self.slope[::step])


STEADY = SessionLevels()
"""Levels that do not move."""


def measure_levels(sample: LevelSample, amplifiers: Amplifiers) -> SessionLevels:
    """Measure levels and slopes on some rows of all frames.

    Where they move the master has been a median of values at different levels, so that
    it is combined again without them and everything is measured once more.

    Parameters
    ----------
    sample : LevelSample
        Evenly spread over the frame.
    amplifiers : Amplifiers
        From `find_amplifiers`.
    """
    found = _measured(sample, amplifiers)
    if not found.moves:
        return found
    better = _against_better(sample, found)
    return replace(_measured(better, amplifiers), moves=True)


def _measured(sample: LevelSample, amplifiers: Amplifiers) -> SessionLevels:
    pivot = _by_amplifier(sample.level_e, sample.y, amplifiers)
    rows = _row_medians(sample, amplifiers)
    thermal = fit_slopes(*_pixels(sample, rows, pivot, amplifiers))
    moved = ((rows - rows.mean(0)) ** 2).sum(0) / max(1, len(rows) - 1)
    added = moved / max(thermal.sigma_e, LEAST_SIGMA_E) ** 2
    own = np.pi / 2 / _fewest_sampled(sample, amplifiers)
    whole, worst = float(added.mean()) - own, float(np.quantile(added, 0.95))
    moves = (
        max(whole, thermal.inflation) > LEAST_INFLATION
        or worst > LEAST_IN_ROWS + 4 * own
    )
    return SessionLevels(
        amplifiers,
        np.stack([_by_amplifier(part, sample.y, amplifiers) for part in rows]),
        thermal.slope,
        thermal.error,
        pivot,
        thermal.sigma_e,
        moves,
    )


def _pixels(
    sample: LevelSample, rows: Array, pivot: Array, amplifiers: Amplifiers
) -> tuple[Array, Array]:
    """The highest pixels and every 16th other: level, and residual without its row."""
    above = sample.level_e - pivot[_labels(sample, amplifiers)]
    known = above[np.isfinite(above)]
    hot = np.quantile(known, 1 - HOT_SHARE) if known.size else np.inf
    chosen = above.ravel() > hot
    chosen[::EVERY] = True
    pixel = np.flatnonzero(chosen)
    y, x = np.divmod(pixel, above.shape[1])
    part = amplifiers.column_index(above.shape[1])[x]
    residual = sample.residual_e.reshape(len(rows), -1)[:, pixel] - rows[:, y, part]
    return above.ravel()[pixel], residual


def _labels(sample: LevelSample, amplifiers: Amplifiers) -> NDArray[np.intp]:
    columns = np.arange(sample.level_e.shape[1])
    return amplifiers.labels(sample.y[:, np.newaxis], columns)


def _against_better(sample: LevelSample, found: SessionLevels) -> LevelSample:
    """The same frames against a master of frames without their levels."""
    rows = _row_medians(sample, found.amplifiers)
    above = sample.level_e - found.pivot_e[_labels(sample, found.amplifiers)]
    steady = sample.residual_e.copy()
    parts = found.amplifiers.column_parts(above.shape[1])
    for frame, slope in enumerate(found.slope):
        for index, part in enumerate(parts):
            steady[frame, :, part] -= rows[frame, :, index, np.newaxis]
            steady[frame, :, part] -= slope * above[:, part]
    change = np.median(steady, 0)
    return replace(
        sample, level_e=sample.level_e + change, residual_e=sample.residual_e - change
    )


def _row_medians(sample: LevelSample, amplifiers: Amplifiers) -> Array:
    """Levels of the rows, (n, r, columns of amplifiers)."""
    parts = amplifiers.column_parts(sample.level_e.shape[1])
    rows = [middle_of_rows(sample.residual_e[:, :, part]) for part in parts]
    return np.stack(rows, -1).astype(np.float64)


def _fewest_sampled(sample: LevelSample, amplifiers: Amplifiers) -> int:
    parts = amplifiers.column_parts(sample.level_e.shape[1])
    widths = [part.stop - part.start for part in parts]
    return min(len(range(0, width, every_so_many(width))) for width in widths)


def _by_amplifier(values: Array, y: NDArray[np.intp], amplifiers: Amplifiers) -> Array:
    """Medians over each amplifier, (number of amplifiers,); 0 without a value.

    Of values per pixel, (r, nx), or per row and columns of amplifiers.
    """
    across = len(amplifiers.columns) + 1
    parts: Sequence[slice] = [slice(index, index + 1) for index in range(across)]
    if values.shape[1] != across:
        parts = amplifiers.column_parts(values.shape[1])
    down = np.searchsorted(amplifiers.rows, y, side="right")
    medians = [
        known_median(values[down == row][:, part])
        for row in range(len(amplifiers.rows) + 1)
        for part in parts
    ]
    return np.array(medians)
