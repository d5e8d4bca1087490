"""Leaders that noise made, drawn or in negative frames, under the current rule."""

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

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.psf.shape import StampShape

__all__ = ["NoiseLeaders"]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class NoiseLeaders:
    """Leaders made of nothing but noise, each standing for `weight` of them.

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
        How many each stands for; of drawn ones, per frame.
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
        keep, accepted = self.passing(parameters)
        return float(self.weight[keep].sum()), float(self.weight[accepted].sum())

    def passing(self, parameters: Parameters) -> tuple[Mask, Mask]:
        """Which of them are leaders by the current limits, and which are accepted."""
        leader = self.leader8 if parameters.neighbours == 8 else True
        keep = detected_by(
            parameters,
            above=leader & (self.value_e > parameters.threshold_e),
            significance=self.shape.significance,
            matched=np.ones(len(self.value_e), np.bool_),
        )
        accepted = keep & accepted_by(
            parameters,
            ratio=passes_ratio(parameters, self.ratio4, self.ratio8),
            psf=accepts(self.shape, limits_of(parameters)),
        )
        return keep, accepted
