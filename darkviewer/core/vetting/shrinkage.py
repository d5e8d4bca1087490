"""How much pixels of one level differ in their noise, and what that makes of one pixel.

The variances of pixels of one level scatter around the photon transfer: by the few
frames alone on a perfect sensor, by more where pixels differ. How much more says how
far a pixel's own variance is believed (Smyth 2004), robustly against the few pixels
that are much noisier than the rest (Phipson et al. 2016): these have their own prior.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from darkviewer.core.psf.moderated import repeated

__all__ = [
    "MOST_FRAMES",
    "PRIOR_FRAMES",
    "UNKNOWN",
    "Prior",
    "estimate_prior",
    "lower_weight",
    "prior_frames",
]

Array = NDArray[np.float64]

PRIOR_FRAMES = 20.0
"""d0 where too few pixels are known to estimate it."""

FEWEST_PIXELS = 2000
"""Pixels from which d0 is estimated."""

PIXELS_PER_LEVEL = 40_000
"""Pixels from which a level gets a d0 of its own; fewer would scatter too much."""

MOST_LEVELS = 4
MOST_FRAMES = 1e4
"""d0 of a sensor whose pixels do not differ: practically endless."""

FEWEST_FRAMES = 1.0
SURE = 3.0
"""Standard errors by which the scatter must exceed that of equal pixels."""

TRIMMED = (0.1, 0.9)
"""Quantiles to which variances are winsorised: blinking and noisy pixels are above."""

NOISY_FRAMES = 4.0
"""d0 of the pixels that are much noisier than the rest."""

LEAST_NOISY = 3.0
"""Their variance over that of the others, at least."""

FEWEST_NOISY = 20
"""Noisy pixels among those measured from which they count as a kind of their own."""

MOST_NOISY = 0.2
"""Part of the pixels that can be called so."""

MOST_PASSES = 50

LEAST_TAIL = 0.5
"""Less of d0 would be the work of noisy pixels."""

_GRID = np.geomspace(FEWEST_FRAMES, MOST_FRAMES, 60)
_MIDDLES = (np.arange(400) + 0.5) / 400


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """What is believed of the variance of a pixel before its own is looked at.

    In units of the photon transfer's variance it is `scale` with `frames` degrees of
    freedom (scaled inverse chi-squared), at each of some levels; a small part of all
    pixels is noisier.

    Attributes
    ----------
    levels_e : array, shape (k,)
        Ascending levels of the master, electrons.
    frames : array, shape (k,)
        d0, see `prior_frames`.
    scale : array, shape (k,)
        Over the photon transfer.
    noisy_share, noisy_scale : float
        Part of the pixels that are much noisier, and their scale (4 degrees of freedom)
        over that of the others.
    tail : float
        Part of d0 that the upper tail of the variances has, see `upper_part`.
    """

    levels_e: Array
    frames: Array
    scale: Array
    noisy_share: float = 0.0
    noisy_scale: float = LEAST_NOISY
    tail: float = 1.0

    def at(self, level_e: ArrayLike) -> tuple[Array, Array]:
        """d0 and scale of pixels of some levels; between the levels by 1 / d0."""
        level = np.asarray(level_e, np.float64)
        scale = self._between(level, self.scale)
        if len(self.frames) == 1:
            return np.broadcast_to(self.frames, level.shape), scale
        share = repeated(self._between(level, 1 / self.frames))
        return np.broadcast_to(1 / share, level.shape), scale

    def _between(self, level_e: Array, values: Array) -> Array:
        if np.all(values == values[0]):
            return np.broadcast_to(values[0], level_e.shape)
        return np.asarray(np.interp(level_e, self.levels_e, values))

    def shrunk(
        self, level_e: Array, expected_e2: Array, own_e2: Array, count: ArrayLike
    ) -> tuple[Array, Array]:
        """Variance of pixels and how many frames' worth of knowledge it is.

        ``(d0 s0^2 + d v_own) / (d0 + d)`` and ``d0 + d``; of a pixel that may be one
        of the noisy ones the mean of both kinds by their probabilities.

        Parameters
        ----------
        level_e, expected_e2 : array
            Level in the master and the photon transfer's variance there.
        own_e2 : array
            From `left_out_variance`; NaN where unknown.
        count : int or array
            Frames with a value, the examined one included: d is two less.
        """
        dof, own = np.maximum(repeated(count) - 2, 0), own_e2
        known = np.isfinite(own_e2)
        if not known.all():
            dof, own = np.where(known, dof, 0), np.where(known, own_e2, 0.0)
        frames, scale = (repeated(values) for values in self.at(level_e))
        usual = scale * expected_e2
        variance = np.asarray(frames * usual)
        variance += dof * own
        frames = np.asarray(frames + dof)
        variance /= frames
        frames = np.broadcast_to(frames, variance.shape)
        if self.noisy_share > 0:
            frames = self._raise_noisy(variance, frames, usual, own, dof)
        return variance, frames

    def _raise_noisy(
        self, variance: Array, frames: Array, usual: Array, own: Array, dof: Array
    ) -> Array:
        """Where a pixel may be noisy, in place; returns the frames' worth."""
        near = np.flatnonzero((own > LEAST_NOISY / 2 * usual) & (dof > 0))
        if not near.size:
            return frames
        ratio = own.ravel()[near] / usual.ravel()[near]
        d, known = _taken(dof, near), _taken(repeated(frames), near)
        first = variance.ravel()[near]
        chance = _noisy_chance(ratio, d, known - d, self.noisy_share, self.noisy_scale)
        second = usual.ravel()[near] * _mean_of(
            ratio, d, NOISY_FRAMES, self.noisy_scale
        )
        mixed = first + chance * (second - first)
        scatter = (1 - chance) * 2 / known * first**2
        scatter += chance * 2 / (NOISY_FRAMES + d) * second**2
        scatter += chance * (1 - chance) * (second - first) ** 2
        variance.ravel()[near] = mixed
        raised = np.array(frames)
        raised.ravel()[near] = np.maximum(2 * mixed**2 / scatter, FEWEST_FRAMES)
        return raised


def _taken(values: Array, places: NDArray[np.intp]) -> Array:
    """Values at some places, or the one that all of them have."""
    return values.ravel()[places] if values.ndim else values


UNKNOWN = Prior(np.zeros(1), np.full(1, PRIOR_FRAMES), np.ones(1))
"""Where too few pixels are known."""


def estimate_prior(
    level_e: Array, ratio: Array, n_frames: int, weight: Array | None = None
) -> Prior:
    """Estimate d0 on the pixels of a session, in up to four levels.

    Parameters
    ----------
    level_e : array
        Master of many pixels, electrons.
    ratio : array, same shape
        Their sample variances over all frames in units of the photon transfer's.
    n_frames : int
        Frames of the session.
    weight : array, same shape
        Of each among the noisy ones, see `lower_weight`; half of each by default.
    """
    known = np.isfinite(level_e) & np.isfinite(ratio)
    level, ratio, dof = level_e[known], ratio[known], n_frames - 1
    half = np.full(len(level), 0.5) if weight is None else weight[known]
    if len(level) < FEWEST_PIXELS or np.mean(ratio > 0) < 1 - TRIMMED[0] / 2:
        return UNKNOWN
    order = np.argsort(level, kind="stable")
    kinds = min(MOST_LEVELS, max(1, len(order) // PIXELS_PER_LEVEL))
    groups = np.array_split(order, kinds)
    frames = np.array([prior_frames(ratio[own], dof) for own in groups])
    # The photon transfer took chi-squared for the median; of few frames a level itself
    # goes with the variance, so that a scale of its own would follow chance.
    typical = np.array([MOST_FRAMES])
    scale = _quantile(dof, typical, 0.5) / _quantile(dof, frames, 0.5)
    usual = np.concatenate(
        [ratio[own] / one for own, one in zip(groups, scale, strict=True)]
    )
    together = float(1 / np.mean(1 / frames))
    share, noisy = _noisy_part(usual, half[order], dof, together)
    levels = np.array([np.median(level[own]) for own in groups])
    tail = upper_part(usual, dof, together, share)
    return Prior(levels, frames, scale, share, noisy, tail)


def lower_weight(highest: Array, lowest: Array, mean: Array) -> Array:
    """1 for pixels that scatter further down than up, 0 for others, 1/2 in between.

    Noise does both alike, but light only raises a value: these are half of the noisy
    pixels, and hardly any that were hit by a particle or a star in some frame.

    Parameters
    ----------
    highest, lowest, mean : array
        Of the values of each pixel over the frames.
    """
    with np.errstate(invalid="ignore"):
        return np.asarray((1 - np.sign(highest + lowest - 2 * mean)) / 2)


def prior_frames(ratio: Array, dof: int) -> float:
    """d0: what the scatter of ln v over that of equal pixels says (Smyth 2004).

    The scatter of winsorised values is set against that of F(dof, d0), winsorised
    alike; 10 000 where it is not above that of chi-squared by 2 of its errors.

    Parameters
    ----------
    ratio : array
        Sample variances of pixels of one level, in any unit.
    dof : int
        Of each.
    """
    logs = np.log(np.maximum(ratio, 1e-300))
    logs = np.clip(logs, *np.quantile(logs, TRIMMED))
    squares = (logs - logs.mean()) ** 2
    scatter, error = squares.mean(), squares.std() / np.sqrt(len(logs))
    expected = _expected_scatter(dof)
    if scatter < expected[-1] + SURE * error:
        return MOST_FRAMES
    return float(np.interp(-scatter, -expected, _GRID))


def upper_part(ratio: Array, dof: int, frames: float, noisy_share: float) -> float:
    """How much heavier the upper tail is than that of F(dof, d0): a part of d0.

    Read noise scatters unevenly, with more very noisy pixels than very quiet ones.
    From the 90 % quantile over the median; never above 1.

    Parameters
    ----------
    ratio : array
        Sample variances of pixels in units of their levels'.
    dof : int
        Of each.
    frames : float
        d0.
    noisy_share : float
        Part of the pixels that are much noisier, and above the quantile.
    """
    middle, high = np.quantile(ratio, np.array([0.5, 0.9]) * (1 - noisy_share))
    found = np.log(high / middle)
    expected = np.log(_quantile(dof, _GRID, 0.9) / _quantile(dof, _GRID, 0.5))
    upper = float(np.interp(-found, -expected, _GRID))
    return float(np.clip(upper / frames, LEAST_TAIL, 1))


@cache
def _expected_scatter(dof: int) -> Array:
    """Of the winsorised ln v, for each d0 of the grid, descending."""
    shares = np.clip(_MIDDLES, *TRIMMED)
    return np.asarray(np.log(_quantile(dof, _GRID[:, None], shares)).var(1))


def _quantile(dof: float, frames: Array, share: float | Array) -> Array:
    """Of F(dof, frames)."""
    from scipy.special import fdtri

    return np.asarray(fdtri(dof, frames, share))


def _mean_of(ratio: Array, dof: float | Array, frames: float, scale: float) -> Array:
    return np.asarray((frames * scale + dof * ratio) / (frames + dof))


def _log_density(
    ratio: Array, dof: float | Array, frames: float | Array, scale: float
) -> Array:
    """Of the logarithm of a sample variance, without a term of `dof` and `ratio`."""
    from scipy.special import betaln

    d, d0 = np.asarray(dof, np.float64), np.asarray(frames, np.float64)
    share = d / d0 / scale
    log = d / 2 * np.log(share) - betaln(d / 2, d0 / 2)
    return np.asarray(log - (d + d0) / 2 * np.log1p(share * ratio))


def _noisy_chance(
    ratio: Array, dof: float | Array, frames: float | Array, share: float, scale: float
) -> Array:
    """Probability that a pixel with a sample variance is one of the noisy ones."""
    noisy = _log_density(ratio, dof, NOISY_FRAMES, scale)
    usual = _log_density(ratio, dof, frames, 1.0)
    odds = share / (1 - share) * np.exp(np.clip(noisy - usual, -300, 300))
    return np.asarray(odds / (1 + odds))


def _noisy_part(
    ratio: Array, weight: Array, dof: int, frames: float
) -> tuple[float, float]:
    """Share and scale of the noisy pixels, by expectation and maximisation.

    They are twice those among the pixels that have a weight, see `lower_weight`.
    """
    edges = np.linspace(-8.0, 12.0, 401)
    logs = np.log(np.maximum(ratio, 1e-300))
    counts, _ = np.histogram(np.clip(logs, *edges[[0, -1]]), edges, weights=weight)
    middle = np.exp((edges[1:] + edges[:-1]) / 2)
    share, scale, whole = 0.01, 3 * LEAST_NOISY, max(float(counts.sum()), 1.0)
    for _ in range(MOST_PASSES):
        chance = counts * _noisy_chance(middle, dof, frames, share, scale)
        total = max(float(chance.sum()), 1e-9)
        inverse = chance / _mean_of(middle, dof, NOISY_FRAMES, scale)
        share = min(total / whole, MOST_NOISY)
        scale = max(total / max(float(inverse.sum()), 1e-9), LEAST_NOISY)
    of_all = 2 * share * whole / len(ratio)
    return (min(of_all, MOST_NOISY) if 2 * total >= FEWEST_NOISY else 0.0), scale
