"""The noise of an examination in plain numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates.false_positives import Rate, poisson_interval
from darkviewer.core.candidates.measured_noise import MeasuredNoise, Table

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.vetting.noise_leaders import NoiseLeaders
    from darkviewer.core.vetting.session import Examination

__all__ = ["measured_noise"]


def measured_noise(
    examination: Examination, parameters: Parameters, drawn: NoiseLeaders | None = None
) -> MeasuredNoise:
    """What was measured of a session's noise, by the current limits.

    Parameters
    ----------
    examination : Examination
        It `answers` the parameters.
    parameters : Parameters
        The rule.
    drawn : NoiseLeaders, optional
        From `simulate_noise`, for what is expected.
    """
    noise = examination.examiner.noise
    null, n_frames = noise.null, len(examination.leaders)
    leaders, accepted = examination.negatives.counted(parameters, n_frames)
    return MeasuredNoise(
        tuple(leaders.tolist()),
        tuple(accepted.tolist()),
        examination.negatives.lump,
        None if drawn is None else _expected(drawn, parameters),
        _table(null.z_width),
        _table(null.z_error),
        _table(null.signal_width),
        _table(null.signal_error),
        _table(null.correlation),
        tuple(null.correlation_error.tolist()),
        null.parts.names(examination.examiner.master.shape),
        tuple(tuple(prior.frames.tolist()) for prior in noise.priors or (noise.prior,)),
    )


def _expected(drawn: NoiseLeaders, parameters: Parameters) -> Rate | None:
    """Accepted per frame, with the interval of so many draws."""
    value = drawn.expected(parameters)[1]
    if not np.isfinite(value):
        return None
    weight = float(drawn.weight.max(initial=0.0))
    if weight == 0:
        return Rate(0.0, 0.0, 0.0)
    return Rate(value, *poisson_interval(value, dispersion=weight))


def _table(values: NDArray[np.float64]) -> Table:
    return tuple(tuple(row) for row in values.tolist())
