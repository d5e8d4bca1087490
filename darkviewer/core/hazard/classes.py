"""Classes of a sensor's pixels: one table of rules, the first that applies decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates.behaviour import Behaviour
from darkviewer.core.candidates.history import FEWEST_FOR_FROZEN
from darkviewer.core.candidates.labels import SATURATED_SHARE, Limits

__all__ = [
    "AFTER_DARK",
    "ALWAYS",
    "HAZARDS",
    "ORDINARY",
    "HazardRule",
    "PixelFacts",
    "class_of",
]

Mask = NDArray[np.bool_]
Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class PixelFacts:
    """What the dark frames say of some pixels; all arrays have one shape.

    Attributes
    ----------
    count : integer array
        Frames with a value.
    saturated : integer array
        Frames in which the pixel is saturated.
    excess : float array
        Master minus the median of the 7x7 pixels around, in robust sigmas of that
        difference over the frame.
    ratio : float array
        Sample variance over the frames, a single event left out, in units of the
        photon transfer's; NaN below two values.
    behaviour : integer array
        From frame to frame, see `Behaviour`.
    stuck : bool array
        The same value in every frame, although noise spans more than one step.
    column : bool array
        In a column that differs from its neighbours over the whole height.
    """

    count: NDArray[np.integer[Any]]
    saturated: NDArray[np.integer[Any]]
    excess: Array
    ratio: Array
    behaviour: NDArray[np.integer[Any]]
    stuck: Mask
    column: Mask


@dataclass(frozen=True, slots=True)
class HazardRule:
    """A class, when it is given, and that in words.

    Attributes
    ----------
    name : str
        As it is written and shown.
    words : str
        When a pixel has it.
    applies : callable
        Which pixels have it.
    always : bool
        It stands out in every frame whose dark was not subtracted.
    after_dark : bool
        And in those, too, whose dark was.
    """

    name: str
    words: str
    applies: Callable[[PixelFacts, Limits], Mask]
    always: bool = False
    after_dark: bool = False


HAZARDS: tuple[HazardRule, ...] = (
    HazardRule(
        "saturated",
        "saturated in at least half of the frames",
        lambda f, _: f.saturated >= SATURATED_SHARE * np.maximum(f.count, 1),
        always=True,
        after_dark=True,
    ),
    HazardRule(
        "dead",
        "its master is more than 10 sigma below its surroundings and hardly varies",
        lambda f, limits: (f.excess < -limits.dead_sigma) & (f.ratio < 0.5),
    ),
    HazardRule(
        "no data",
        "no frame has a value, or all of at least five have the same one",
        lambda f, _: (f.count == 0) | (f.stuck & (f.count >= FEWEST_FOR_FROZEN)),
    ),
    HazardRule(
        "bad column",
        "in a column that differs from its neighbours over the whole height",
        lambda f, _: f.column,
        always=True,
    ),
    HazardRule(
        "telegraph",
        "it varies more than all but one in 10,000 pixels without fault, or is high in "
        "two or more frames; on two or three levels",
        lambda f, _: f.behaviour == Behaviour.TELEGRAPH,
    ),
    HazardRule(
        "noisy",
        "it varies more than all but one in 10,000 pixels without fault, on one level, "
        "single events left out",
        lambda f, _: f.behaviour == Behaviour.NOISY,
    ),
    HazardRule(
        "hot",
        "its master is more than 10 sigma above its surroundings",
        lambda f, limits: f.excess > limits.hot_sigma,
        always=True,
    ),
    HazardRule(
        "warm",
        "its master is more than 5 sigma above its surroundings",
        lambda f, limits: f.excess > limits.warm_sigma,
        always=True,
    ),
    HazardRule("ordinary", "none of these", lambda f, _: np.ones(f.count.shape, bool)),
)
"""In order; the first that applies gives the class. The code is the place, from 1."""

ORDINARY = len(HAZARDS)
"""Code of a pixel that is no hazard."""

ALWAYS = np.array([False, *(rule.always for rule in HAZARDS)])
AFTER_DARK = np.array([False, *(rule.after_dark for rule in HAZARDS)])
"""By code: what the rules say of the pixels that they apply to."""


def class_of(facts: PixelFacts, limits: Limits) -> NDArray[np.uint8]:
    """Code of the rule in `HAZARDS` that fires first, counted from 1."""
    code = np.empty(facts.count.shape, np.uint8)
    with np.errstate(invalid="ignore"):
        for place, rule in reversed(list(enumerate(HAZARDS, start=1))):
            code[rule.applies(facts, limits)] = place
    return code
