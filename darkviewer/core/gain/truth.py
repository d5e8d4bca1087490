"""Which e-/ADU and padding are used, why, and what would be better.

`DECISIONS` is the table: the first row that applies decides. A person's own value is
used whatever the cards say; the program's default needs a card, the padding and the
frames themselves to agree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.gain.sources import (
    CARDS,
    TRANSFER,
    GainEvidence,
    GainSource,
    chosen_by,
    gain_sources,
    is_default,
    padding_found,
    proposed,
)

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters

__all__ = [
    "DECISIONS",
    "LEAST_NOISE",
    "Decision",
    "decide",
    "needs_transfer",
    "rule_of",
]

AGREES = 0.02
"""Relative difference up to which a card agrees."""

SURE_SIGMAS, SURE_FACTOR = 5.0, 1.5
"""A photon transfer contradicts beyond both: hot pixels blink, too."""

LEAST_NOISE = 0.8
"""A frame cannot be quieter than this share of the converter's read noise."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is used and why.

    Attributes
    ----------
    level : str
        ``"ok"``, ``"unknown"`` (nothing speaks for or against) or ``"doubtful"``.
    source : str
        Where the value in use comes from, or what supports it.
    sentence : str
        Why, and what would be better.
    proposal : tuple of float and int, or None
        e-/ADU and padding bits that would be better.
    """

    level: str
    source: str
    sentence: str
    proposal: tuple[float, int] | None = None


def needs_transfer(evidence: GainEvidence, parameters: Parameters) -> bool:
    """Whether only the frames can tell: a default, and no card that speaks of them."""
    silent = not evidence.whole or not _card(evidence, parameters)
    return is_default(parameters) and silent


def decide(evidence: GainEvidence, parameters: Parameters) -> Decision:
    """Which value is used, and why: the first row of `DECISIONS` that applies."""
    case = _Case(evidence, parameters, gain_sources(evidence, parameters))
    return _row(case).verdict(case)


def rule_of(evidence: GainEvidence, parameters: Parameters) -> str:
    """Name of the row of `DECISIONS` that decides."""
    return _row(_Case(evidence, parameters, gain_sources(evidence, parameters))).name


def _row(case: _Case) -> _Row:
    return next(row for row in DECISIONS if row.applies(case))


@dataclass(frozen=True, slots=True)
class _Case:
    evidence: GainEvidence
    parameters: Parameters
    sources: Sequence[GainSource]

    @property
    def default(self) -> bool:
        return not self.evidence.said and is_default(self.parameters)

    @property
    def who(self) -> str:
        return chosen_by(self.evidence, self.parameters)

    @property
    def card(self) -> GainSource | None:
        return _card(self.evidence, self.parameters)

    @property
    def measured(self) -> GainSource | None:
        return next((s for s in self.sources if s.name == TRANSFER), None)

    @property
    def padded(self) -> bool | None:
        """Whether the values are padded as the parameters say; None when unknown."""
        found, bits = padding_found(self.evidence), self.parameters.padding_bits
        if found is None:
            return None
        return found == bits or self.evidence.step % (1 << bits) == 0

    @property
    def in_use(self) -> str:
        bits = self.parameters.padding_bits
        return f"{self.parameters.gain_e_per_adu:g} e-/ADU with {bits} padding bits"

    @property
    def values(self) -> str:
        """What is wrong with the padding."""
        return f"the values are no multiples of {1 << self.parameters.padding_bits}"


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: its name, when it applies in words and in fact, what follows."""

    name: str
    words: str
    applies: Callable[[_Case], bool]
    verdict: Callable[[_Case], Decision]


def _card(evidence: GainEvidence, parameters: Parameters) -> GainSource | None:
    names = [name for name, _, _ in CARDS]
    found = gain_sources(evidence, parameters)
    return next((source for source in found if source.name in names), None)


def _agrees(source: GainSource | None, case: _Case) -> bool:
    """Within 2 % per saved ADU; EGAIN may mean saved values, too."""
    if source is None:
        return False
    said = [source.per_saved]
    if source.name == "EGAIN" and case.padded is not False:
        said += [source.value, source.value / (1 << case.parameters.padding_bits)]
    scale = case.parameters.scale
    return any(abs(value - scale) <= AGREES * scale for value in said)


def _contradicts(source: GainSource | None, case: _Case) -> bool:
    if source is None or source.sigma is None:
        return False
    ratio = source.value / case.parameters.scale
    far = abs(source.value - case.parameters.scale) > SURE_SIGMAS * source.sigma
    return far and not 1 / SURE_FACTOR < ratio < SURE_FACTOR


def _too_quiet(case: _Case) -> bool:
    stated, measured = case.evidence.card("read_noise_e"), case.evidence.transfer
    if stated is None or measured is None or not np.isfinite(measured.noise_adu):
        return False
    return measured.noise_adu * case.parameters.scale < LEAST_NOISE * stated


def _users(case: _Case) -> Decision:
    return Decision("ok", case.who, f"{case.in_use}: chosen by the {case.who}")


def _users_padding(case: _Case) -> Decision:
    return Decision(
        "doubtful",
        case.who,
        f"{case.in_use}, chosen by the {case.who}, but {case.values}",
    )


def _by_card(case: _Case) -> Decision:
    assert case.card is not None
    return Decision("ok", case.card.name, f"{case.in_use}, as {case.card.name} says")


def _other_card(case: _Case) -> Decision:
    assert case.card is not None
    value, bits = proposed(case.evidence, case.card)
    return Decision(
        "doubtful",
        "default",
        f"{case.in_use} is the program's default, but {case.card.name} says "
        f"{case.card.value:g} e-/ADU: use {value:g} e-/ADU, padding {bits}",
        (value, bits),
    )


def _fractions(case: _Case) -> Decision:
    """Somebody has calculated with them: their unit is not the converter's."""
    words = (
        f"nothing supports {case.in_use}, the program's default: the values are "
        "fractions, and"
    )
    if case.measured is not None:
        value, bits = proposed(case.evidence, case.measured)
        said = "photon transfer of these frames"
    elif case.card is not None:
        value, bits = case.card.value, 0
        said = f"{case.card.name}, which tells of whole ADU,"
    else:
        why = "no card tells e-/ADU; electrons are doubtful until both are set for"
        return Decision("doubtful", "default", f"{words} {why} this camera")
    return Decision(
        "doubtful",
        "default",
        f"{words} {said} gives {value:g}: use {value:g} e-/ADU, padding {bits}",
        (value, bits),
    )


def _other_transfer(case: _Case) -> Decision:
    assert case.measured is not None
    value, bits = proposed(case.evidence, case.measured)
    return Decision(
        "doubtful",
        "default",
        f"{case.in_use} is the program's default, but photon transfer of these frames "
        f"gives {case.measured.value:.3g} +- {case.measured.sigma:.1g} e- per saved "
        f"ADU: use {value:g} e-/ADU, padding {bits}",
        (value, bits),
    )


def _quiet(case: _Case) -> Decision:
    return Decision(
        "doubtful",
        "default",
        f"with {case.in_use} the frames are quieter than RDNOISE says, "
        f"{case.evidence.card('read_noise_e'):g} e-: look up the camera's e-/ADU",
    )


def _by_transfer(case: _Case) -> Decision:
    return Decision(
        "ok", f"default, {TRANSFER} agrees", f"{case.in_use}, as the frames show"
    )


def _unsupported(case: _Case) -> Decision:
    return Decision(
        "doubtful",
        "default",
        f"nothing supports {case.in_use}, the program's default: {case.values} and no "
        "card tells e-/ADU; electrons are doubtful until both are set for this camera",
    )


def _unknown(case: _Case) -> Decision:
    return Decision(
        "unknown", "default", f"{case.in_use} is the program's default; no card tells"
    )


DECISIONS = (
    _Row(
        "padding",
        "a person chose the value, but the padding does not fit the values",
        lambda c: not c.default and c.padded is False,
        _users_padding,
    ),
    _Row(
        "user",
        "a person chose the value, for this camera or by an option",
        lambda c: not c.default,
        _users,
    ),
    _Row(
        "fractions",
        "the values are fractions: no card speaks of them",
        lambda c: not c.evidence.whole,
        _fractions,
    ),
    _Row(
        "card agrees",
        "a card or the sidecar says the same within 2 %",
        lambda c: _agrees(c.card, c),
        _by_card,
    ),
    _Row(
        "card disagrees",
        "a card or the sidecar says something else",
        lambda c: c.card is not None,
        _other_card,
    ),
    _Row(
        "frames disagree",
        "photon transfer is off by 5 sigma and by a factor of 1.5",
        lambda c: _contradicts(c.measured, c),
        _other_transfer,
    ),
    _Row(
        "too quiet",
        "a frame would be quieter than 0.8 times RDNOISE",
        _too_quiet,
        _quiet,
    ),
    _Row(
        "no support",
        "no card tells, and the padding does not fit the values",
        lambda c: c.padded is False,
        _unsupported,
    ),
    _Row(
        "frames agree",
        "photon transfer does not contradict",
        lambda c: c.measured is not None,
        _by_transfer,
    ),
    _Row(
        "nothing speaks",
        "nothing tells for or against",
        lambda _: True,
        _unknown,
    ),
)
"""From top to bottom: the first row that applies decides."""
