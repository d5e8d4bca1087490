"""The noise of a session, measured on some rows of all its frames."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.levels.strips import STRIPS, strips
from darkviewer.core.robust import MAD_TO_SIGMA, known_median
from darkviewer.core.vetting.band import MARGIN, ExaminedBand
from darkviewer.core.vetting.levelled import levelled
from darkviewer.core.vetting.levels import session_levels
from darkviewer.core.vetting.photon_transfer import SessionNoise, fit_photon_transfer
from darkviewer.core.vetting.shrinkage import estimate_prior, lower_weight

if TYPE_CHECKING:
    from darkviewer.core.calibration.bands import Stack
    from darkviewer.core.levels.amplifiers import Amplifiers
    from darkviewer.core.masters.master import Master

__all__ = ["measure_noise"]

Array = NDArray[np.float64]

MOST_FRAMES = 512
"""Evenly spaced ones of more tell a variance well enough, and all would need memory."""

FEWEST_PIXELS = 2000
"""Of an amplifier, for a photon transfer of its own."""

FEWEST_OF_PRIOR = 20_000
"""The same for a prior of its own, which takes the scatter of variances."""

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
    moving = session_levels(stack, master)
    all_frames, stack = len(stack.sources), stack.sampled(MOST_FRAMES)
    some = moving.every(-(-all_frames // MOST_FRAMES))
    levels, variances, excesses, labels, lower = [], [], [], [], []
    columns = np.arange(master.shape[1])
    for top, bottom in strips(master.shape[0]):
        band = ExaminedBand(
            top,
            stack.read(top, bottom),
            master.part(slice(top, bottom)),
            stack.parameters,
            left_out=False,
            saturation_adu=stack.saturation_adu,
            least_deviation=stack.least_deviation,
        )
        if moving.moves:
            band = levelled(band, some)
        levels.append(band.level_e.ravel())
        variances.append(band.variance_e2.ravel())
        excesses.append(_sampled_excess(band))
        lower.append(_lower_weight(band))
        y = np.arange(top, bottom)[:, np.newaxis]
        labels.append(moving.amplifiers.labels(y, columns).ravel())
    level, variance = np.concatenate(levels), np.concatenate(variances)
    label, n_frames = np.concatenate(labels), len(stack.sources)
    step_e = adu_step * stack.parameters.scale
    transfer = fit_photon_transfer(level, variance, n_frames, step_e=step_e)
    structure = MAD_TO_SIGMA * known_median(np.abs(np.concatenate(excesses)))
    noise = SessionNoise(
        transfer,
        max(structure, float(np.sqrt(transfer.floor_e2))),
        float(transfer.variance(known_median(level))),
        levels=moving,
        of_amplifiers=tuple(
            fit_photon_transfer(level[own], variance[own], n_frames, step_e=step_e)
            if own.sum() >= FEWEST_PIXELS
            else transfer
            for own in _each(label, moving.amplifiers)
        ),
    )
    ratio = variance / noise.variance(level, label)
    parts = _each(label, moving.amplifiers)
    return _with_priors(noise, level, ratio, np.concatenate(lower), parts, n_frames)


def _with_priors(
    noise: SessionNoise,
    level: Array,
    ratio: Array,
    lower: Array,
    parts: list[NDArray[np.bool_]],
    n_frames: int,
) -> SessionNoise:
    """With how much pixels differ, in all and in each amplifier."""
    prior = estimate_prior(level, ratio, n_frames, lower)
    priors = tuple(
        estimate_prior(level[own], ratio[own], n_frames, lower[own])
        if own.sum() >= FEWEST_OF_PRIOR
        else prior
        for own in parts
    )
    return replace(noise, prior=prior, priors=priors)


def _lower_weight(band: ExaminedBand) -> Array:
    """See `lower_weight`, of all pixels."""
    highest, lowest = np.full((2, *band.level_e.shape), np.nan)
    for index in range(band.n_frames):
        values = band.shifted(index, None, np.nan)
        np.fmax(highest, values, out=highest)
        np.fmin(lowest, values, out=lowest)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = band.sums.total / band.sums.count
    return lower_weight(highest, lowest, mean).ravel()


def _each(label: NDArray[np.intp], amplifiers: Amplifiers) -> list[NDArray[np.bool_]]:
    """Pixels of every amplifier, where there are several."""
    count = len(amplifiers)
    return [label == index for index in range(count)] if count > 1 else []


def _sampled_excess(band: ExaminedBand) -> Array:
    rows, nx = band.raw.shape[1:]
    inner = np.arange(min(MARGIN, rows // 2), max(rows - MARGIN, rows // 2 + 1))
    step = max(1, inner.size * nx * STRIPS // EXCESS_SAMPLE)
    pixel = np.arange(0, inner.size * nx, step)
    return band.excess_e(band.top + inner[pixel // nx], pixel % nx)
