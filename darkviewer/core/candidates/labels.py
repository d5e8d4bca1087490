"""Label of a leader, by the first rule that fires: shape, history, significance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates.behaviour import Behaviour
from darkviewer.core.psf.rivals import ALTERNATIVES

if TYPE_CHECKING:
    from darkviewer.core.candidates.history import History
    from darkviewer.core.psf.shape import StampShape

__all__ = [
    "NOISE_SIGMA",
    "RULES",
    "SATURATED_SHARE",
    "Evidence",
    "LabelRule",
    "Limits",
    "accepts",
    "label_of",
]

Mask = NDArray[np.bool_]

NOISE_SIGMA = 5.0
"""A pixel below this, alone and as the centre of a star, is noise."""

SATURATED_SHARE = 0.5
"""A pixel saturated in at least this fraction of frames counts as saturated in all."""

SPOT_PX = 1.0
"""A track no longer than this is a spot."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits used by the rules.

    Attributes
    ----------
    p_min : float
        Smallest p-value of a star, the profile error allowed.
    dbic_min : float
        A star must beat every rival by more than this; 6 is strong evidence.
    undecided : float
        Half-width of the band around `dbic_min` below which a rival has won.
    noise_sigma : float
        Significance below which a leader is noise.
    warm_sigma, hot_sigma : float
        Excess of the master over its surroundings.
    dead_sigma : float
        Deficit of the master under its surroundings.
    """

    p_min: float = 1e-3
    dbic_min: float = 0.0
    undecided: float = 2.0
    noise_sigma: float = NOISE_SIGMA
    warm_sigma: float = 5.0
    hot_sigma: float = 10.0
    dead_sigma: float = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """All that is known about the examined pixels.

    Attributes
    ----------
    shape : StampShape
        The 5x5 pixels in this frame.
    past : History
        The pixel in all frames.
    saturated_now : bool array, shape (n,)
        Saturated in this frame.
    n_frames : int
        Frames of the session.
    """

    shape: StampShape
    past: History
    saturated_now: Mask
    n_frames: int

    def __len__(self) -> int:
        """Number of examined pixels."""
        return len(self.shape)


@dataclass(frozen=True, slots=True)
class LabelRule:
    """A label, when it is given, and that in words."""

    label: str
    words: str
    applies: Callable[[Evidence, Limits], Mask]


def accepts(shape: StampShape, limits: Limits) -> Mask:
    """PSF-like: it can be a star, a star is the best explanation, and it is no noise.

    The last for blinking pixels: in their own large variance anything can be a star.
    """
    best = _worst(shape) > limits.dbic_min
    return np.asarray(_can_be(shape, limits) & best & ~_faint(shape, limits))


def _can_be(shape: StampShape, limits: Limits) -> Mask:
    """Fits a star; a fit that ended at the edge of its range is none."""
    return np.asarray((shape.p_tolerant >= limits.p_min) & ~shape.at_limit)


def _worst(shape: StampShape) -> NDArray[np.float64]:
    # Column by column: a reduction over three values in a row is ten times slower.
    hot, pair, track = shape.dbic.T
    return np.asarray(np.minimum(np.minimum(hot, pair), track))


def _faint(shape: StampShape, limits: Limits) -> Mask:
    """Not above the noise, neither the pixel alone nor as the middle of a star."""
    return ~(np.fmax(shape.significance, shape.matched) >= limits.noise_sigma)


def _dead(e: Evidence, limits: Limits) -> Mask:
    return (e.past.excess < -limits.dead_sigma) & (e.past.variance_ratio < 0.5)


def _behaves(behaviour: Behaviour) -> Callable[[Evidence, Limits], Mask]:
    return lambda e, _: np.asarray(e.past.behaviour == behaviour)


def _noisy(e: Evidence, limits: Limits) -> Mask:
    """Its own noise is in the variance that a star was accepted with."""
    noisy = e.past.behaviour == Behaviour.NOISY
    return np.asarray(noisy & ~accepts(e.shape, limits))


def _ambiguous(e: Evidence, limits: Limits) -> Mask:
    close = _worst(e.shape) > limits.dbic_min - limits.undecided
    return _can_be(e.shape, limits) & close


def _lost_to(e: Evidence, limits: Limits, *rivals: str) -> Mask:
    worst = _worst(e.shape)
    strongest = np.zeros(len(e), np.bool_)
    for name in rivals:
        strongest |= e.shape.dbic[:, ALTERNATIVES.index(name)] == worst
    return strongest & (worst <= limits.dbic_min)


def _spot(e: Evidence, limits: Limits) -> Mask:
    """A spot that explains hardly more than one pixel does is that pixel."""
    hot = e.shape.dbic[:, ALTERNATIVES.index("hot")]
    wider = hot > _worst(e.shape) + limits.undecided
    return _lost_to(e, limits, "track") & (e.shape.track_px <= SPOT_PX) & wider


def _single(e: Evidence, limits: Limits) -> Mask:
    return _lost_to(e, limits, "hot") | (
        _lost_to(e, limits, "track") & (e.shape.track_px <= SPOT_PX)
    )


RULES: tuple[LabelRule, ...] = (
    LabelRule(
        "metadata",
        "its value is exactly the same in all other frames, which chance cannot "
        "explain",
        lambda e, _: e.past.frozen,
    ),
    LabelRule(
        "saturated",
        "saturated here, or in at least half of the frames",
        lambda e, _: e.saturated_now | (e.past.saturated >= SATURATED_SHARE),
    ),
    LabelRule(
        "dead",
        "its master is more than 10 sigma below its surroundings and hardly varies",
        _dead,
    ),
    LabelRule(
        "unclassifiable",
        "fewer than 9 good pixels around it, or fewer than 2 good neighbours",
        lambda e, _: np.isnan(e.shape.p),
    ),
    LabelRule(
        "persistence",
        "bright at first, and falling as one over the time: a bright source's ghost",
        _behaves(Behaviour.PERSISTENCE),
    ),
    LabelRule(
        "telegraph",
        "jumps between levels: high alone in two or more frames, or it varies more "
        "than all but one in 10,000 quiet pixels, events in other frames left out",
        _behaves(Behaviour.TELEGRAPH),
    ),
    LabelRule(
        "noisy",
        "varies more than all but one in 10,000 quiet pixels, but about one level, "
        "and no star explains it",
        _noisy,
    ),
    LabelRule(
        "hot",
        "shot noise of a pixel whose master is more than 10 sigma above its "
        "surroundings",
        lambda e, limits: _faint(e.shape, limits) & (e.past.excess > limits.hot_sigma),
    ),
    LabelRule(
        "warm",
        "shot noise of a pixel whose master is more than 5 sigma above its "
        "surroundings",
        lambda e, limits: _faint(e.shape, limits) & (e.past.excess > limits.warm_sigma),
    ),
    LabelRule(
        "noise",
        "below 5 sigma, alone and as a star",
        lambda e, limits: _faint(e.shape, limits),
    ),
    LabelRule(
        "PSF-like",
        "it can be a star, and a star explains it best",
        lambda e, limits: accepts(e.shape, limits),
    ),
    LabelRule(
        "ambiguous", "it can be a star, but a rival explains it as well", _ambiguous
    ),
    LabelRule(
        "pair event",
        "in this frame only, best explained by two pixels or a spot narrower than a "
        "star: X-ray, steep particle",
        lambda e, limits: _lost_to(e, limits, "pair") | _spot(e, limits),
    ),
    LabelRule(
        "cosmic ray",
        "in this frame only, best explained by a track",
        lambda e, limits: _lost_to(e, limits, "track") & (e.shape.track_px > SPOT_PX),
    ),
    LabelRule(
        "single pixel",
        "in this frame only, best explained by one pixel alone",
        _single,
    ),
    LabelRule(
        "artefact",
        "nothing explains its shape: too wide or too narrow for a star, or several "
        "events",
        lambda e, _: np.ones(len(e), np.bool_),
    ),
)
"""In order; the first that applies gives the label."""


def label_of(evidence: Evidence, limits: Limits) -> NDArray[np.int8]:
    """Index into `RULES` of the rule that fires first, shape (n,)."""
    label = np.empty(len(evidence), np.int8)
    with np.errstate(invalid="ignore"):
        for place, rule in reversed(list(enumerate(RULES))):
            label[rule.applies(evidence, limits)] = place
    return label
