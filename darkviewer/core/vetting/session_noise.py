"""The noise of a session, measured on some rows of all its frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.levels.strips import STRIPS, strips
from darkviewer.core.robust import MAD_TO_SIGMA
from darkviewer.core.vetting.amplifiers import find_amplifiers
from darkviewer.core.vetting.band import MARGIN, ExaminedBand
from darkviewer.core.vetting.photon_transfer import SessionNoise, fit_photon_transfer
from darkviewer.core.vetting.shrinkage import estimate_prior

if TYPE_CHECKING:
    from darkviewer.core.calibration.bands import Stack
    from darkviewer.core.masters.master import Master

__all__ = ["measure_noise"]

Array = NDArray[np.float64]

MOST_FRAMES = 512
"""Evenly spaced ones of more tell a variance well enough, and all would need memory."""

EXCESS_SAMPLE = 20_000
"""Pixels whose surroundings are looked at for the structure of the master."""


def measure_noise(stack: Stack, master: Master, adu_step: int) -> SessionNoise:
    """Measure on evenly spaced strips of rows, the same whatever the bands.

    Parameters
    ----------
    stack : Stack
        All frames; at most MOST_FRAMES of them are read.
    master : Master
        Of the whole frame.
    adu_step : int
        For the floor of the variance; 0 when unknown.
    """
    stack = stack.sampled(MOST_FRAMES)
    levels, variances, excesses = [], [], []
    for top, bottom in strips(master.shape[0]):
        band = ExaminedBand(
            top,
            stack.read(top, bottom),
            master.part(slice(top, bottom)),
            stack.parameters,
            left_out=False,
            saturation_adu=stack.saturation_adu,
        )
        levels.append(band.level_e.ravel())
        variances.append(band.variance_e2.ravel())
        excesses.append(_sampled_excess(band))
    level = np.concatenate(levels)
    variance = np.concatenate(variances)
    n_frames = len(stack.sources)
    step_e = adu_step * stack.parameters.scale
    transfer = fit_photon_transfer(level, variance, n_frames, step_e=step_e)
    prior = estimate_prior(level, variance / transfer.variance(level), n_frames)
    typical = float(transfer.variance(_median(level)))
    structure = MAD_TO_SIGMA * _median(np.abs(np.concatenate(excesses)))
    least = float(np.sqrt(transfer.floor_e2))
    amplifiers = find_amplifiers(stack, master)
    return SessionNoise(transfer, max(structure, least), typical, amplifiers, prior)


def _median(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else 0.0


def _sampled_excess(band: ExaminedBand) -> Array:
    rows, nx = band.raw.shape[1:]
    inner = np.arange(min(MARGIN, rows // 2), max(rows - MARGIN, rows // 2 + 1))
    step = max(1, inner.size * nx * STRIPS // EXCESS_SAMPLE)
    pixel = np.arange(0, inner.size * nx, step)
    return band.excess_e(band.top + inner[pixel // nx], pixel % nx)
