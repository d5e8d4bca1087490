"""False positives of Gaussian noise alone under the current rule.

The part of the false positives that no better camera would remove.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates.classification import limits_of
from darkviewer.core.candidates.criterion import (
    accepted_by,
    detected_by,
    passes_ratio,
)
from darkviewer.core.candidates.labels import accepts
from darkviewer.core.psf.profile import SIZE, Psf
from darkviewer.core.psf.shape import StampShape, examine_stamps
from darkviewer.core.robust import NEIGHBOURS
from darkviewer.core.vetting.examiner import MATCHED_SIGMA

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.vetting.examiner import Examiner

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
    shape : StampShape
        Their tests.
    weight : float64 array
        Expected number per frame.
    matched : bool
        Found by the matched filter, not by their peaks.
    """

    value_e: Array
    ratio4: Array
    ratio8: Array
    leader8: NDArray[np.bool_]
    shape: StampShape
    weight: Array
    matched: bool = False

    def expected(self, parameters: Parameters) -> tuple[float, float]:
        """Leaders and accepted candidates per frame by the current limits.

        Valid for thresholds down to the floor that was simulated. NaN for another
        detection than that one.
        """
        if self.matched != (parameters.detection == "matched"):
            return np.nan, np.nan
        keep = self._detected(parameters)
        accepted = keep & accepted_by(
            parameters,
            ratio=passes_ratio(parameters, self.ratio4, self.ratio8),
            psf=accepts(self.shape, limits_of(parameters)),
        )
        return float(self.weight[keep].sum()), float(self.weight[accepted].sum())

    def _detected(self, parameters: Parameters) -> NDArray[np.bool_]:
        leader = self.leader8 if parameters.neighbours == 8 else True
        return detected_by(
            parameters,
            above=leader & (self.value_e > parameters.threshold_e),
            significance=self.shape.significance,
            matched=np.ones(len(self.value_e), np.bool_),
        )


def simulate_noise(
    examiner: Examiner, *, floor_e: float, floor_sigma: float = 0.0, seed: int = 1
) -> NoiseAlone:
    """Draw leaders from Gaussian noise, as they are detected, and test them.

    Parameters
    ----------
    examiner : Examiner
        For the levels of the noise over the frame, the detection and the test itself.
    floor_e, floor_sigma : float
        Lowest peak in electrons and in sigmas; the matched filter has its own limit.
    seed : int
        Of the random numbers.
    """
    rng = np.random.default_rng(seed)
    levels = examiner.residual_sigmas()
    if examiner.matched_filter:
        stamps, sigma, pixel_share = _by_light(levels, examiner.options.psf, rng)
    else:
        floor = np.maximum(floor_e / levels, floor_sigma)
        stamps, sigma, pixel_share = _by_peak(levels, floor, rng)
    near = _around(stamps)
    peak = stamps[:, MIDDLE, MIDDLE]
    variance = np.broadcast_to(sigma[:, None, None] ** 2, stamps.shape)
    good = np.ones(stamps.shape, np.bool_)
    pixels = examiner.master.shape[0] * examiner.master.shape[1]
    return NoiseAlone(
        value_e=peak,
        ratio4=near[:, :4].min(1) / peak,
        ratio8=near.min(1) / peak,
        leader8=np.logical_not((near > peak[:, None]).any(1)),
        shape=examine_stamps(stamps, variance, good, examiner.options),
        weight=np.full(len(peak), pixels * pixel_share / SAMPLE),
        matched=examiner.matched_filter,
    )


def _by_peak(
    sigma: Array, floor: Array, rng: np.random.Generator
) -> tuple[Array, Array, float]:
    """Stamps (n, 5, 5) with a peak above a floor in sigmas and above its 4 neighbours.

    With their sigmas (n,), and the part of all pixels that `SAMPLE` draws stand for.
    """
    from scipy.special import ndtr, ndtri

    tail = ndtr(-floor)
    share = float(tail.mean())
    n = SAMPLE if share > 0 else 0  # the floor may be beyond all noise
    level = rng.choice(len(sigma), n, p=tail / tail.sum() if n else None)
    drawn = sigma[level]
    stamps = rng.normal(0, drawn[:, None, None], (n, SIZE, SIZE))
    peak = -drawn * ndtri((1 - rng.random(n)) * tail[level])
    stamps[:, MIDDLE, MIDDLE] = peak
    leader = ~(_around(stamps)[:, :4] > peak[:, None]).any(1)
    return stamps[leader], drawn[leader], share


def _by_light(
    sigma: Array, psf: Psf, rng: np.random.Generator
) -> tuple[Array, Array, float]:
    """The same by the matched filter: the light of a star is drawn, not a peak.

    White noise with a given signal ``w d`` of a unit filter `w` is any white noise
    whose own signal is exchanged for that one.
    """
    from scipy.special import ndtr, ndtri

    share = float(ndtr(-MATCHED_SIGMA))
    n = SAMPLE if np.isfinite(sigma).all() else 0
    drawn = rng.choice(sigma, n)
    around = rng.normal(0, 1, (n, SIZE + 2, SIZE + 2))
    signal = -ndtri((1 - rng.random(n)) * share)
    origin = np.zeros(1)
    unit = psf.fractions(origin, origin, np.full(1, psf.fwhm_px))[0]
    unit /= np.sqrt(np.sum(unit**2))
    squares = np.lib.stride_tricks.sliding_window_view(around, (SIZE, SIZE), (1, 2))
    excess = signal - np.sum(unit * squares[:, 1, 1], (1, 2))
    around[:, 1:-1, 1:-1] += unit * excess[:, None, None]
    beside = np.einsum("nyxij,ij->nyx", squares, unit)
    beside[:, 1, 1] = -np.inf
    leader = signal >= beside.max((1, 2))
    stamps = around[:, 1:-1, 1:-1] * drawn[:, None, None]
    return stamps[leader], drawn[leader], share


def _around(stamps: Array) -> Array:
    """The 4 nearest, then the 4 diagonal neighbours, (n, 8)."""
    near = [stamps[:, MIDDLE + dy, MIDDLE + dx] for dy, dx in NEIGHBOURS]
    return np.stack(near, axis=1)
