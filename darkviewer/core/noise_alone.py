"""What Gaussian noise alone would bring past the current rule: no sensor, no sky.

The part of the false positives that no better camera would remove.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.judgement import Judgement, judge
from darkviewer.core.labels import accepts
from darkviewer.core.psf import SIZE
from darkviewer.core.verdicts import limits_of

if TYPE_CHECKING:
    from darkviewer.core.examiner import Examiner
    from darkviewer.core.parameters import Parameters

__all__ = ["NoiseAlone", "simulate_noise"]

Array = NDArray[np.float64]

SAMPLE = 4000
MIDDLE = SIZE // 2


@dataclass(frozen=True, slots=True, eq=False)
class NoiseAlone:
    """Leaders made of nothing but noise, each standing for `weight` of a frame's.

    Attributes
    ----------
    value_e : float64 array, shape (n,)
        Their peaks.
    ratio4, ratio8 : float64 array
        Smallest neighbour over the peak.
    leader8 : bool array
        Not below any of 8 neighbours.
    shape : Judgement
        Their tests.
    weight : float64 array
        Expected number per frame.
    """

    value_e: Array
    ratio4: Array
    ratio8: Array
    leader8: NDArray[np.bool_]
    shape: Judgement
    weight: Array

    def expected(self, parameters: Parameters) -> tuple[float, float]:
        """Leaders and accepted candidates per frame by the current limits.

        Valid for thresholds down to the floor that was simulated. Not known for the
        matched filter: NaN.
        """
        if parameters.detection == "matched":
            return np.nan, np.nan
        keep = self.value_e > parameters.threshold_e
        if parameters.threshold_sigma > 0:
            keep &= self.shape.significance > parameters.threshold_sigma
        if parameters.neighbours == 8:
            keep &= self.leader8
        share = self.ratio8 if parameters.neighbours == 8 else self.ratio4
        ratio = ~(share < parameters.ratio)
        star = accepts(self.shape, limits_of(parameters))
        chosen = {"ratio": ratio, "psf": star, "both": ratio & star}
        accepted = keep & chosen[parameters.criterion]
        return float(self.weight[keep].sum()), float(self.weight[accepted].sum())


def simulate_noise(examiner: Examiner, *, floor_e: float, seed: int = 1) -> NoiseAlone:
    """Draw leaders above a floor from Gaussian noise and test them.

    Parameters
    ----------
    examiner : Examiner
        For the levels of the noise over the frame and the test itself.
    floor_e : float
        Lowest peak in electrons.
    seed : int
        Of the random numbers.
    """
    from scipy.special import ndtr, ndtri

    rng = np.random.default_rng(seed)
    sigma = examiner.residual_sigmas()
    tail = ndtr(-floor_e / sigma)
    pixels = examiner.master.shape[0] * examiner.master.shape[1]
    exceedances = pixels * float(tail.mean())
    n = SAMPLE if exceedances > 0 else 0  # the floor may be beyond all noise
    drawn = rng.choice(sigma, n, p=tail / tail.sum() if n else None)
    stamps = rng.normal(0, drawn[:, None, None], (n, SIZE, SIZE))
    share = 1 - rng.random(n)  # never 0
    peak = -drawn * ndtri(share * ndtr(-floor_e / drawn))
    stamps[:, MIDDLE, MIDDLE] = peak
    near = _around(stamps)
    leader = np.flatnonzero(~(near[:, :4] > peak[:, None]).any(1))
    stamps, near, peak = stamps[leader], near[leader], peak[leader]
    variance = np.broadcast_to(drawn[leader, None, None] ** 2, stamps.shape)
    good = np.ones(stamps.shape, np.bool_)
    return NoiseAlone(
        value_e=peak,
        ratio4=near[:, :4].min(1) / peak,
        ratio8=near.min(1) / peak,
        leader8=np.logical_not((near > peak[:, None]).any(1)),
        shape=judge(stamps, variance, good, examiner.options),
        weight=np.full(len(peak), exceedances / SAMPLE),
    )


def _around(stamps: Array) -> Array:
    """The 4 nearest, then the 4 diagonal neighbours, (n, 8)."""
    steps = [(-1, 0), (0, 1), (1, 0), (0, -1), (-1, -1), (-1, 1), (1, -1), (1, 1)]
    return np.stack([stamps[:, MIDDLE + y, MIDDLE + x] for y, x in steps], axis=1)
