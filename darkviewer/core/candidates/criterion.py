"""The one rule that makes a pixel a leader and a leader a candidate.

For the session's own pixels, for injected stars and for simulated noise alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters

__all__ = ["RULE_VERSION", "accepted_by", "detected_by", "passes_ratio"]

RULE_VERSION = 1
"""Of the rules here and in the PSF test; rises when they accept something else."""

Mask = NDArray[np.bool_]
Array = NDArray[np.float64]


def detected_by(
    parameters: Parameters,
    *,
    above: Mask,
    significance: Array | None = None,
    matched: Mask | None = None,
) -> Mask:
    """Mask of the detected pixels.

    Parameters
    ----------
    parameters : Parameters
        Detection and threshold in sigmas.
    above : bool array, shape (n,)
        Peaks strictly above the threshold in electrons.
    significance : float64 array, optional
        Residual over its own sigma, to be strictly above the threshold in sigmas if
        that is not 0; without it that threshold cannot be asked for.
    matched : bool array, optional
        Found by the matched filter, which has its own limit; without it peaks count
        whatever the detection.
    """
    if matched is not None and parameters.detection == "matched":
        return matched
    if significance is None or parameters.threshold_sigma <= 0:
        return above
    return np.asarray(above & (significance > parameters.threshold_sigma))


def passes_ratio(parameters: Parameters, ratio4: Array, ratio8: Array) -> Mask:
    """Leaders none of whose neighbours is below ratio times the leader.

    In float64; on a tie the table of candidates, which compares exactly, decides.

    Parameters
    ----------
    parameters : Parameters
        Ratio and number of neighbours.
    ratio4, ratio8 : float64 array, shape (n,)
        Smallest of the 4 (8) neighbours over the leader; NaN without any: passes.
    """
    share = ratio8 if parameters.neighbours == 8 else ratio4
    return ~(share < parameters.ratio)


def accepted_by(parameters: Parameters, *, ratio: Mask, psf: Mask) -> Mask:
    """Which leaders are candidates, by the criterion chosen.

    Parameters
    ----------
    parameters : Parameters
        The criterion.
    ratio, psf : bool array, shape (n,)
        Leaders that pass the neighbour ratio, and the PSF test.
    """
    chosen = {"ratio": ratio, "psf": psf, "both": ratio & psf}
    return chosen[parameters.criterion]
