"""Shares of injected stars that a criterion keeps, against flux and false positives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates.false_positives import wilson_interval
from darkviewer.core.parameters import Parameters
from darkviewer.core.robust import MAD_TO_SIGMA

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import Selection
    from darkviewer.core.injection.recovery import Recovery

__all__ = [
    "Completeness",
    "Roc",
    "completeness",
    "flux_of_share",
    "roc",
    "uniformity",
    "unselected_p",
]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

FEW_MISSED = 0.95
"""Detected part from which on detection does not select by luck."""


@dataclass(frozen=True, slots=True, eq=False)
class Completeness:
    """One row per injected flux; stars on unusable pixels are left out.

    Attributes
    ----------
    flux_e : float64 array, shape (m,)
        Ascending.
    injected, recovered : int64 array
        Numbers of stars.
    share, low, high : float64 array
        Recovered over injected with its Wilson interval.
    flux_bias, flux_scatter : float64 array
        Median of fitted over injected flux minus 1, and 1.4826 x MAD; NaN below 2.
    place_rms_px : float64 array
        Root mean square distance of fitted from true place along one axis.
    f50_e, f90_e : float
        Flux at which half (nine tenths) are recovered; NaN if never.
    lost : float
        Part of all injected stars that fell on unusable pixels.
    """

    flux_e: Array
    injected: NDArray[np.int64]
    recovered: NDArray[np.int64]
    share: Array
    low: Array
    high: Array
    flux_bias: Array
    flux_scatter: Array
    place_rms_px: Array
    f50_e: float
    f90_e: float
    lost: float


def completeness(
    recovery: Recovery, recovered: Mask, *, level: float = 0.95
) -> Completeness:
    """Count by flux.

    Parameters
    ----------
    recovery : Recovery
        All injected stars.
    recovered : bool array, shape (n,)
        Which of them a criterion keeps: ``recovery.by_ratio(...)`` and the like.
    level : float
        Of the Wilson intervals.
    """
    usable = ~recovery.lost
    flux, group = np.unique(recovery.flux_e, return_inverse=True)
    m = len(flux)
    injected = np.bincount(group[usable], minlength=m)
    kept = usable & recovered
    hits = np.bincount(group[kept], minlength=m)
    share = hits / np.maximum(injected, 1)
    low, high = wilson_interval(hits, injected, level=level)
    accuracy = np.array([_accuracy(recovery, kept & (group == k)) for k in range(m)])
    bias, scatter, place = accuracy.reshape(m, 3).T
    return Completeness(
        flux,
        injected,
        hits,
        share,
        low,
        high,
        flux_bias=bias,
        flux_scatter=scatter,
        place_rms_px=place,
        f50_e=flux_of_share(flux, share, 0.5),
        f90_e=flux_of_share(flux, share, 0.9),
        lost=float(recovery.lost.mean()) if len(recovery) else 0.0,
    )


def _accuracy(recovery: Recovery, rows: Mask) -> tuple[float, float, float]:
    """Bias and scatter of the flux, rms of the place."""
    shape = recovery.shape
    rows = rows & np.isfinite(shape.flux_e)
    if rows.sum() < 2:
        return np.nan, np.nan, np.nan
    relative = shape.flux_e[rows] / recovery.flux_e[rows] - 1
    bias = np.median(relative)
    scatter = MAD_TO_SIGMA * np.median(np.abs(relative - bias))
    dx = recovery.leader_dx[rows] + shape.dx[rows]
    dy = recovery.leader_dy[rows] + shape.dy[rows]
    return float(bias), float(scatter), float(np.sqrt(np.mean(dx**2 + dy**2) / 2))


def flux_of_share(flux_e: Array, share: Array, wanted: float) -> float:
    """Flux at which a share is reached for good, linear in the logarithm of flux.

    The shares are made to rise first (pooling neighbours that fall), so that noise
    gives no second answer. NaN if the share is not reached, or already exceeded at the
    faintest flux.
    """
    rising = _rising(share)
    if not len(rising) or rising[-1] < wanted or rising[0] > wanted:
        return np.nan
    above = int(np.searchsorted(rising, wanted))
    if above == 0 or rising[above] == wanted:
        return float(flux_e[above])
    part = (wanted - rising[above - 1]) / (rising[above] - rising[above - 1])
    low, high = np.log(flux_e[above - 1]), np.log(flux_e[above])
    return float(np.exp(low + part * (high - low)))


def _rising(values: Array) -> Array:
    """Least-squares fit that never falls (pool adjacent violators)."""
    pools: list[list[float]] = []  # mean, number
    for value in values:
        pools.append([float(value), 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, number = pools.pop()
            total = pools[-1][0] * pools[-1][1] + mean * number
            pools[-1] = [
                total / (pools[-1][1] + number),
                pools[-1][1] + number,
            ]
    means, numbers = np.array(pools).reshape(-1, 2).T
    return np.repeat(means, numbers.astype(np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Roc:
    """Stars kept against false positives while one limit moves.

    Attributes
    ----------
    limit : float64 array, shape (m,)
        Values of the limit.
    completeness : float64 array
        Share of the injected stars that are recovered.
    false_per_frame : float64 array
        Accepted leaders of the session per frame: all of them false.
    """

    limit: Array
    completeness: Array
    false_per_frame: Array


def roc(
    recovery: Recovery,
    selection: Selection,
    parameters: Parameters,
    *,
    vary: str,
    limits: Sequence[float],
) -> Roc:
    """Move one limit and count both sides.

    Parameters
    ----------
    recovery : Recovery
        Injected stars, of all fluxes that shall count.
    selection : Selection
        The session's own leaders with their tests.
    parameters : Parameters
        Criterion and all other limits.
    vary : str
        Name of the parameter that moves: ``"p_min"``, ``"dbic_min"``, ``"ratio"``.
    limits : sequence of float
        Its values.
    """
    usable = ~recovery.lost
    shares, false = [], []
    for limit in limits:
        moved = Parameters(**{**parameters.as_dict(), vary: limit})
        found = recovery.recovered(moved)[usable]
        shares.append(found.mean() if found.size else np.nan)
        false.append(selection.table(moved).candidates.mean())
    return Roc(np.array(limits, np.float64), np.array(shares), np.array(false))


def unselected_p(recovery: Recovery, parameters: Parameters) -> Array:
    """p-values of true stars that nothing has selected: the test's own health check.

    Of all stars that detection finds, whether or not the PSF test accepts them (it
    looks at p), and of fluxes at which detection misses fewer than 5 % (near the
    threshold only stars with favourable noise are found).

    Parameters
    ----------
    recovery : Recovery
        All injected stars.
    parameters : Parameters
        For the detection.
    """
    usable = ~recovery.lost
    found = usable & recovery.detected(parameters)
    flux, group = np.unique(recovery.flux_e, return_inverse=True)
    hits, injected = (
        np.bincount(group[rows], minlength=len(flux)) for rows in (found, usable)
    )
    bright = hits >= FEW_MISSED * np.maximum(injected, 1)
    p = recovery.shape.p[found & bright[group]]
    return np.asarray(p[np.isfinite(p)])


def uniformity(p: Array) -> tuple[float, float]:
    """Kolmogorov-Smirnov distance of p-values from uniform, and its 95 % bound."""
    ordered = np.sort(p[np.isfinite(p)])
    n = len(ordered)
    if not n:
        return np.nan, np.nan
    steps = np.arange(n + 1) / n
    distance = max((steps[1:] - ordered).max(), (ordered - steps[:-1]).max())
    return float(distance), float(1.358 / np.sqrt(n))
