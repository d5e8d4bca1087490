"""History of a pixel from frame to frame: quiet, hot, blinking, frozen or saturated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "FEWEST_FOR_FROZEN",
    "HIGH_SIGMA",
    "History",
    "blinking_limit",
    "history",
    "other_event",
]

Array = NDArray[np.float64]

HIGH_SIGMA = 5.0
"""A frame counts as high (low) when the pixel is this far above (below) its master."""

FEWEST_FOR_FROZEN = 5
"""Frames without any change from which on a pixel counts as no pixel at all."""


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """One row per examined pixel and frame.

    Attributes
    ----------
    recurrence : int32 array, shape (n,)
        Frames in which the pixel is more than 5 sigma above its master, sigma being
        the photon transfer's.
    variance_ratio : float64 array
        Sample variance over the other frames in units of the photon transfer's:
        F(n_frames - 2, large) for a quiet pixel. NaN below 3 frames. Without `event`,
        where there is one, and with a frame less then.
    event : int32 array
        The only frame in which the pixel is high, where that is another one: a single
        event explains itself and says nothing of the frame examined. Else -1.
    gap : float64 array
        Widest gap in the sorted values with two values on either side, in sigmas;
        0 below 4 frames.
    both_ways : bool array
        Some frame above 5 sigma, some below -5 and some in between.
    frozen : bool array
        All other frames agree to the last bit, and there are enough of them.
    excess : float64 array
        Master minus the median of the 7x7 pixels around, in robust sigmas of that
        difference over the frame.
    saturated : float64 array
        Part of the frames in which the pixel is saturated.
    """

    recurrence: NDArray[np.int32]
    variance_ratio: Array
    event: NDArray[np.int32]
    gap: Array
    both_ways: NDArray[np.bool_]
    frozen: NDArray[np.bool_]
    excess: Array
    saturated: Array

    @property
    def levels(self) -> NDArray[np.int8]:
        """Levels between which a telegraph pixel jumps, shape (n,); 0 where unclear.

        3 (source follower): `both_ways`. 2 (dark current): `gap` above 5 sigma.
        """
        two = np.where(self.gap > HIGH_SIGMA, 2, 0)
        return np.where(self.both_ways, 3, two).astype(np.int8)

    def variance_limit(self, n_frames: int) -> Array:
        """What the variance ratio of a quiet pixel hardly exceeds, shape (n,)."""
        limits = blinking_limit(n_frames), blinking_limit(n_frames - 1)
        return np.where(self.event < 0, *limits)


def blinking_limit(n_frames: int) -> float:
    """Variance ratio that a quiet pixel exceeds once in 10 000 (F distribution)."""
    from scipy.special import fdtri

    return float(fdtri(n_frames - 2, 200, 1 - 1e-4)) if n_frames > 2 else np.inf


def history(
    residual_e: Array,
    expected_e2: Array,
    own_e2: Array,
    *,
    excess: Array,
    saturated: NDArray[np.bool_],
    event: NDArray[np.int32] | None = None,
    without_event_e2: Array | None = None,
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
    excess : array, shape (n,)
        See `History`; taken over.
    saturated : bool array, shape (n_frames, n)
        Saturated values.
    event, without_event_e2 : arrays, shape (n,), optional
        From `other_event`, and the sample variance without that frame as well.
    """
    sigma = np.sqrt(expected_e2)
    high = _high(residual_e, expected_e2)
    with np.errstate(invalid="ignore"):
        low = residual_e < -HIGH_SIGMA * sigma
    if event is None:
        event = np.full(residual_e.shape[1], -1, np.int32)
    quiet_e2 = own_e2
    if without_event_e2 is not None:
        quiet_e2 = np.where(event < 0, own_e2, without_event_e2)
    enough = len(residual_e) >= FEWEST_FOR_FROZEN
    return History(
        recurrence=high.sum(0, dtype=np.int32),
        variance_ratio=quiet_e2 / expected_e2,
        event=event,
        gap=_widest_gap(residual_e) / sigma,
        both_ways=_three(high, low, np.isfinite(residual_e)),
        frozen=(own_e2 == 0) & enough,
        excess=excess,
        saturated=np.asarray(saturated.mean(0)),
    )


def other_event(
    residual_e: Array, expected_e2: Array, frame: NDArray[np.integer[Any]]
) -> NDArray[np.int32]:
    """The only frame in which a pixel is high, where it is not the one examined.

    Parameters
    ----------
    residual_e, expected_e2 : arrays
        As for `history`.
    frame : int array, shape (n,)
        The frame examined.

    Returns
    -------
    int32 array, shape (n,)
        -1 where the pixel is high in no frame, in several or in `frame` itself.
    """
    high = _high(residual_e, expected_e2)
    where = high.argmax(0)
    alone = (high.sum(0) == 1) & (where != frame)
    return np.where(alone, where, -1).astype(np.int32)


def _high(residual_e: Array, expected_e2: Array) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore"):
        return np.asarray(residual_e > HIGH_SIGMA * np.sqrt(expected_e2))


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
