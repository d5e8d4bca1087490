"""Why a pixel is bad: a bit for each reason, of which several may hold at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates.history import FEWEST_FOR_FROZEN
from darkviewer.core.candidates.labels import Limits
from darkviewer.core.errors import DarkviewerError
from darkviewer.core.hazard.classes import HAZARDS, PixelFacts

__all__ = [
    "BAD_ROW",
    "BY_HAND",
    "REASONS",
    "UNUSABLE",
    "Reason",
    "bits_named",
    "reason_bits",
]

Bits = NDArray[np.uint16]
Rule = Callable[[PixelFacts, Limits], NDArray[np.bool_]]

_RULES = {rule.name: rule for rule in HAZARDS}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; its bit is its place in `REASONS`.

    Attributes
    ----------
    name : str
        As it is written and typed.
    words : str
        When a pixel has it.
    unusable : bool
        Whether the usual policy is not to use such a pixel.
    applies : callable or None
        Which pixels have it; None where a single pixel cannot tell.
    """

    name: str
    words: str
    unusable: bool
    applies: Rule | None = None


def _of_class(name: str, *, unusable: bool, called: str = "") -> Reason:
    """The same rule as for the class of that name, whatever rules come before it."""
    rule = _RULES[name]
    return Reason(called or name, rule.words, unusable, rule.applies)


REASONS: tuple[Reason, ...] = (
    _of_class("saturated", unusable=True),
    _of_class("hot", unusable=True),
    Reason(
        "warm",
        "its master is more than 5, and no more than 10, sigma above its surroundings",
        False,
        lambda f, limits: (
            (f.excess > limits.warm_sigma) & (f.excess <= limits.hot_sigma)
        ),
    ),
    _of_class("telegraph", unusable=True),
    _of_class("dead", unusable=True),
    _of_class("noisy", unusable=True, called="unstable"),
    Reason(
        "frozen",
        "the same value in all of at least five frames, although noise spans more than "
        "one step",
        True,
        lambda f, _: f.stuck & (f.count >= FEWEST_FOR_FROZEN),
    ),
    _of_class("bad column", unusable=True),
    Reason(
        "bad row",
        "in a row that differs from its neighbours over the whole width",
        True,
    ),
    Reason("no data", "no frame has a value", True, lambda f, _: f.count == 0),
    Reason("by hand", "somebody said so", True),
)
"""In the order of their bits, from 0."""

_BITS = {reason.name: bit for bit, reason in enumerate(REASONS)}

BAD_ROW, BY_HAND = _BITS["bad row"], _BITS["by hand"]
"""Bits that the frames of a single pixel do not give."""

UNUSABLE = sum(1 << bit for bit, reason in enumerate(REASONS) if reason.unusable)
"""The usual policy: any of these, and a pixel is not used. Warm pixels are."""


def reason_bits(facts: PixelFacts, limits: Limits) -> Bits:
    """All reasons that the frames give, in the shape of the facts."""
    bits = np.zeros(facts.count.shape, np.uint16)
    with np.errstate(invalid="ignore"):
        for bit, reason in enumerate(REASONS):
            if reason.applies is not None:
                bits |= reason.applies(facts, limits).astype(np.uint16) << bit
    return bits


def bits_named(names: Iterable[str]) -> int:
    """The bits of some reasons, by their names.

    Raises
    ------
    DarkviewerError
        If there is no reason of one of these names.
    """
    bits = 0
    for name in names:
        if name not in _BITS:
            known = ", ".join(reason.name for reason in REASONS)
            raise DarkviewerError(f"There is no reason {name!r}: choose from {known}")
        bits |= 1 << _BITS[name]
    return bits
