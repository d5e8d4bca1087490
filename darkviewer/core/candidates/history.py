"""History of a pixel from frame to frame: quiet, hot, blinking, frozen or saturated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from darkviewer.core.candidates.behaviour import behaviour_of

__all__ = [
    "HIGH_SIGMA",
    "History",
    "UsualNoise",
    "history",
    "lit_around",
    "restless_limit",
    "single_events",
    "too_still",
    "variance_of",
]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

HIGH_SIGMA = 5.0
"""A frame counts as high (low) when the pixel is this far above (below) its master."""

FEWEST_FOR_FROZEN = 5
"""Frames without any change from which on a pixel counts as no pixel at all."""

BY_CHANCE = 1e-5
"""Chance, at most, with which a true pixel does not change either."""

FALSE_SHARE = 1e-4
"""Part of the pixels without fault that exceeds the limit of the variance."""

LIT_SHARE = 0.4
"""Light of the three fainter neighbours over the pixel's, from which on there is light
around it: a star of 2 px has 1.3 to 1.6, whatever its place in the pixel, a blinking
pixel nothing."""

LIT_SIGMA = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class UsualNoise:
    """How the variances of pixels without fault scatter.

    Attributes
    ----------
    frames : array, shape (n,)
        d0: the variance itself differs from pixel to pixel like the inverse of a
        chi-squared with so many degrees of freedom (Smyth 2004).
    scale : array, shape (n,)
        Its scale over the photon transfer's variance.
    noisy_share : float
        Part of the pixels that are much noisier than that.
    """

    frames: Array
    scale: Array
    noisy_share: float = 0.0

    @property
    def margin(self) -> float:
        """By how much levels must explain a restless pixel better than noise.

        The prior odds: with no more noisy pixels than `FALSE_SHARE`, none.
        """
        return max(0.0, 2 * float(np.log(max(self.noisy_share, 1e-9) / FALSE_SHARE)))


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """One row per examined pixel and frame.

    Attributes
    ----------
    recurrence : int32 array, shape (n,)
        Frames in which the pixel is more than 5 sigma above its master, sigma being
        the photon transfer's.
    alone : int32 array
        Those of them in which there is no light around it: all of a blinking pixel,
        none of a star.
    variance_ratio : float64 array
        Sample variance over the other frames in units of the photon transfer's,
        events in them left out. NaN below 3 frames.
    variance_limit : float64 array
        What that of a pixel without fault exceeds once in 10 000; see
        `restless_limit`.
    events : int32 array
        Other frames that were left out: events explain themselves and say nothing of
        the frame examined.
    event : int32 array
        That frame where it is only one, else -1.
    behaviour : int8 array
        See `Behaviour`.
    gap : float64 array
        Widest gap in the sorted values with two values on either side, in sigmas;
        0 below 4 frames.
    both_ways : bool array
        Some frame above 5 sigma, some below -5 and some in between.
    frozen : bool array
        All other frames agree to the last bit, which chance cannot explain.
    excess : float64 array
        Master minus the median of the 7x7 pixels around, in robust sigmas of that
        difference over the frame.
    saturated : float64 array
        Part of the frames in which the pixel is saturated.
    """

    recurrence: NDArray[np.int32]
    alone: NDArray[np.int32]
    variance_ratio: Array
    variance_limit: Array
    events: NDArray[np.int32]
    event: NDArray[np.int32]
    behaviour: NDArray[np.int8]
    gap: Array
    both_ways: Mask
    frozen: Mask
    excess: Array
    saturated: Array

    @property
    def levels(self) -> NDArray[np.int8]:
        """Levels between which a telegraph pixel jumps, shape (n,); 0 where unclear.

        3 (source follower): `both_ways`. 2 (dark current): `gap` above 5 sigma.
        """
        two = np.where(self.gap > HIGH_SIGMA, 2, 0)
        return np.where(self.both_ways, 3, two).astype(np.int8)


def restless_limit(values: ArrayLike, usual: UsualNoise) -> Array:
    """Variance ratio that a pixel without fault exceeds once in 10 000.

    ``scale F(values - 1, d0)``; inf below two values.

    Parameters
    ----------
    values : int or array
        Values in the sample variance.
    usual : UsualNoise
        Of the pixels.
    """
    from scipy.special import fdtri

    dof = np.asarray(values, np.float64) - 1
    limit = fdtri(np.maximum(dof, 1), usual.frames, 1 - FALSE_SHARE)
    return np.asarray(np.where(dof > 0, usual.scale * limit, np.inf))


def too_still(
    unchanging: Mask, expected_e2: Array, *, step_e: float, values: ArrayLike
) -> Mask:
    """Pixels whose values agree to the last bit where noise would change them.

    Noise well below the step of the digitisation changes nothing, so agreement is
    expected of every pixel there.

    Parameters
    ----------
    unchanging : bool array, shape (n,)
        All values agree.
    expected_e2 : array, shape (n,)
        Variance by photon transfer.
    step_e : float
        Digitisation step.
    values : int or array
        Values that agree.
    """
    from scipy.special import ndtr

    values = np.asarray(values)
    # Half of the variance: some true pixels have less noise than others of a level.
    with np.errstate(invalid="ignore"):
        sigma = np.sqrt(np.maximum(expected_e2 - step_e**2 / 12, 0) / 2)
        same = 2 * ndtr(step_e / 2 / np.maximum(sigma, 1e-12)) - 1
        chance = same ** np.maximum(values - 1, 0)
    enough = (values + 1 >= FEWEST_FOR_FROZEN) & (chance < BY_CHANCE)
    return np.asarray(unchanging & enough)


def lit_around(stamps_e: Array, variance_e2: Array) -> Mask:
    """Whether there is light around the pixels in the middle, as of a star or a track.

    Parameters
    ----------
    stamps_e, variance_e2 : arrays, shape (..., 3, 3)
        Residuals and their variances; NaN outside the frame.
    """
    known = np.isfinite(stamps_e) & np.isfinite(variance_e2)
    values = np.where(known, stamps_e, 0)
    variance = np.where(known, variance_e2, 0)
    near = np.stack(
        [values[..., dy, dx] for dy, dx in ((0, 1), (1, 0), (1, 2), (2, 1))], -1
    )
    fainter = near.sum(-1) - near.max(-1)
    middle = values[..., 1, 1]
    sigma = np.sqrt(variance[..., 1, 1])
    whole = values.sum((-1, -2))
    significant = whole > HIGH_SIGMA * np.sqrt(variance.sum((-1, -2)))
    return np.asarray(
        significant
        & (fainter > LIT_SHARE * middle)
        & (fainter > LIT_SIGMA * sigma)
        & (middle > 0)
    )


def single_events(residual_e: Array, expected_e2: Array, lit: Mask) -> Mask:
    """Values of pixels that are events of one frame, shape (n_frames, n).

    All with light around them, and the only one among the rest that is high.

    Parameters
    ----------
    residual_e : array, shape (n_frames, n)
        NaN where a frame has no value.
    expected_e2 : array, shape (n,)
        Variance by photon transfer.
    lit : bool array, shape (n_frames, n)
        From `lit_around`.
    """
    with np.errstate(invalid="ignore"):
        high = residual_e > HIGH_SIGMA * np.sqrt(expected_e2)
    high &= ~lit
    return np.asarray(lit | (high & (high.sum(0) == 1)))


def history(
    residual_e: Array,
    expected_e2: Array,
    own_e2: Array,
    *,
    frame: NDArray[np.integer[Any]],
    lit: Mask,
    usual: UsualNoise,
    excess: Array,
    saturated: Mask,
    unchanging: Mask,
    step_e: float = 0.0,
) -> History:
    """Describe pixels by their values in all frames.

    Parameters
    ----------
    residual_e : array, shape (n_frames, n)
        Values minus the master in electrons; NaN where a frame has no value.
    expected_e2 : array, shape (n,)
        Variance by photon transfer.
    own_e2 : array, shape (n,)
        Sample variance over the frames that are not examined.
    frame : int array, shape (n,)
        The frame examined.
    lit : bool array, shape (n_frames, n)
        From `lit_around`.
    usual : UsualNoise
        Of pixels without fault.
    excess : array, shape (n,)
        See `History`; taken over.
    saturated : bool array, shape (n_frames, n)
        Saturated values.
    unchanging : bool array, shape (n,)
        All frames that are not examined agree to the last bit.
    step_e : float
        Digitisation step; 0 when unknown.
    """
    sigma = np.sqrt(expected_e2)
    known = np.isfinite(residual_e)
    with np.errstate(invalid="ignore"):
        high = residual_e > HIGH_SIGMA * sigma
        low = residual_e < -HIGH_SIGMA * sigma
    here = np.arange(len(residual_e))[:, None] == frame
    single = single_events(residual_e, expected_e2, lit)
    others = known & ~here
    rest = _of_others(residual_e, own_e2, others, single)
    ratio = rest.variance_e2 / expected_e2
    limit = restless_limit(rest.values, usual)
    recurrence = high.sum(0, dtype=np.int32)
    alone = (high & ~lit).sum(0, dtype=np.int32)
    behaviour = behaviour_of(
        residual_e,
        expected_e2,
        single=lit | (single & ~here),
        restless=(ratio > limit) | (alone >= 2),
        repeated=recurrence >= 2,
        margin=usual.margin,
    )
    return History(
        recurrence=recurrence,
        alone=alone,
        variance_ratio=ratio,
        variance_limit=limit,
        events=rest.events,
        event=rest.event,
        behaviour=behaviour,
        gap=_widest_gap(residual_e) / sigma,
        both_ways=_three(high, low, known),
        frozen=too_still(unchanging, expected_e2, step_e=step_e, values=others.sum(0)),
        excess=excess,
        saturated=np.asarray(saturated.mean(0)),
    )


class _Others(NamedTuple):
    """What the frames that are not examined say of the noise of pixels, (n,) each."""

    values: NDArray[np.intp]
    variance_e2: Array
    events: NDArray[np.int32]
    event: NDArray[np.int32]


def _of_others(residual_e: Array, own_e2: Array, others: Mask, single: Mask) -> _Others:
    """Without the events of single frames, which are counted; see `History`."""
    quiet, left_out = others & ~single, others & single
    events = left_out.sum(0, dtype=np.int32)
    event = np.where(events == 1, left_out.argmax(0), -1).astype(np.int32)
    without = variance_of(residual_e, quiet)
    variance = np.where(events > 0, without, own_e2)
    return _Others(quiet.sum(0), variance, events, event)


def variance_of(values: Array, used: Mask) -> Array:
    """Unbiased sample variance of some values, NaN below two, shape (n,)."""
    count = used.sum(0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(used, values, 0).sum(0) / count
        squares = np.where(used, (values - mean) ** 2, 0).sum(0)
        return np.asarray(np.where(count > 1, squares / (count - 1), np.nan))


def _three(
    high: NDArray[np.bool_], low: NDArray[np.bool_], known: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """With nothing in between, the master lies midway between two levels."""
    middle = known & ~high & ~low
    return np.asarray(high.any(0) & low.any(0) & middle.any(0))


def _widest_gap(values: Array) -> Array:
    if len(values) < 4:
        return np.zeros(values.shape[1])
    ordered = np.sort(values, axis=0)  # NaN last
    gaps = ordered[2:-1] - ordered[1:-2]
    return np.asarray(np.where(np.isfinite(ordered[3:]), gaps, 0).max(0))
