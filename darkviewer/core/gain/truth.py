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

from darkviewer.core.parameters import Parameters

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.gain.transfer import Transfer

__all__ = [
    "DECISIONS",
    "Decision",
    "GainEvidence",
    "GainSource",
    "decide",
    "gain_sources",
    "needs_transfer",
    "padding_found",
]

AGREES = 0.02
"""Relative difference up to which a card agrees."""

SURE_SIGMAS, SURE_FACTOR = 5.0, 1.5
"""A photon transfer contradicts beyond both: hot pixels blink, too."""

LEAST_NOISE = 0.8
"""A frame cannot be quieter than this share of the converter's read noise."""

_MOST_PADDING = 8


@dataclass(frozen=True, slots=True)
class GainEvidence:
    """What headers and frames say.

    Attributes
    ----------
    frame : FrameInfo or None
        Cards of the series; None when there are none.
    step : int
        From `darkviewer.core.frames.adu.adu_step`; 0 when unknown.
    saturation_adu : float
        See `Calibration`.
    whole : bool
        The values are integers.
    transfer : Transfer or None
        Photon transfer of these frames; None when not measured.
    said : str
        Who chose the value in use, see `darkviewer.core.gain.said`; empty: a person
        where it is not the program's default.
    """

    frame: FrameInfo | None
    step: int
    saturation_adu: float
    whole: bool = True
    transfer: Transfer | None = None
    said: str = ""

    def card(self, field: str) -> float | None:
        """A quantity of the header."""
        found: float | None = getattr(self.frame, field, None)
        return found


@dataclass(frozen=True, slots=True)
class GainSource:
    """One source of e-/ADU: as it says it, and per saved ADU."""

    name: str
    value: float
    per_saved: float
    sigma: float | None = None


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


def padding_found(evidence: GainEvidence) -> int | None:
    """Zero bits by BITSHIFT, by the converter's bits and range, or by the step."""
    shift, bits = evidence.card("bit_shift"), evidence.card("adc_bits")
    if shift is not None and 0 <= shift <= _MOST_PADDING:
        return int(shift)
    if evidence.step == 0:
        return None
    zero_bits = (evidence.step & -evidence.step).bit_length() - 1
    if bits and 8 <= bits < 16 and evidence.saturation_adu > 2**bits - 1:
        return int(16 - bits)  # values that fill 16 bits, whatever lies between codes
    return min(zero_bits, _MOST_PADDING)


def gain_sources(
    evidence: GainEvidence, parameters: Parameters
) -> tuple[GainSource, ...]:
    """Every source that speaks, the value in use first."""
    padding = padding_found(evidence)
    scale = 1 << (parameters.padding_bits if padding is None else padding)
    name = _chosen_by(evidence, parameters)
    found = [GainSource(name, parameters.gain_e_per_adu, parameters.scale)]
    for title, field, per_saved in _CARDS:
        value = evidence.card(field)
        if value is not None:
            found.append(
                GainSource(title, value, value if per_saved else value / scale)
            )
    measured = evidence.transfer
    if measured is not None and measured.e_per_adu is not None:
        value, sigma = measured.e_per_adu, measured.sigma
        found.append(GainSource(_TRANSFER, value, value, sigma))
    return tuple(found)


_TRANSFER = "photon transfer"
_CARDS = (
    ("EGAINSAV", "egain_saved", True),
    ("EGAIN", "egain", False),
    ("CVF", "cvf", False),
    ("sidecar", "egain_sidecar", False),
)
"""Name, field of the frame, per saved ADU (else at the converter's depth)."""


def needs_transfer(evidence: GainEvidence, parameters: Parameters) -> bool:
    """Whether only the frames themselves can tell: a default, and no card."""
    return _is_default(parameters) and not _card(evidence, parameters)


def _chosen_by(evidence: GainEvidence, parameters: Parameters) -> str:
    return evidence.said or ("default" if _is_default(parameters) else "user")


def decide(evidence: GainEvidence, parameters: Parameters) -> Decision:
    """Which value is used, and why: the first row of `DECISIONS` that applies."""
    case = _Case(evidence, parameters, gain_sources(evidence, parameters))
    row = next(row for row in DECISIONS if row.applies(case))
    return row.verdict(case)


@dataclass(frozen=True, slots=True)
class _Case:
    evidence: GainEvidence
    parameters: Parameters
    sources: Sequence[GainSource]

    @property
    def default(self) -> bool:
        return not self.evidence.said and _is_default(self.parameters)

    @property
    def who(self) -> str:
        return _chosen_by(self.evidence, self.parameters)

    @property
    def card(self) -> GainSource | None:
        return _card(self.evidence, self.parameters)

    @property
    def measured(self) -> GainSource | None:
        return next((s for s in self.sources if s.name == _TRANSFER), None)

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
        """What is wrong with the padding; empty when nothing is."""
        multiple = 1 << self.parameters.padding_bits
        if not self.evidence.whole:
            return "the values are fractions"
        return (
            ""
            if self.padded is not False
            else (f"the values are no multiples of {multiple}")
        )

    def proposal(self, per_saved: float) -> tuple[float, int]:
        """A value per saved ADU as e-/ADU and padding bits."""
        bits = padding_found(self.evidence) or 0
        return float(f"{per_saved * (1 << bits):.4g}"), bits


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: what it is about, when it applies, what follows."""

    name: str
    applies: Callable[[_Case], bool]
    verdict: Callable[[_Case], Decision]


def _is_default(parameters: Parameters) -> bool:
    usual = Parameters()
    same = parameters.gain_e_per_adu == usual.gain_e_per_adu
    return same and parameters.padding_bits == usual.padding_bits


def _card(evidence: GainEvidence, parameters: Parameters) -> GainSource | None:
    names = [name for name, _, _ in _CARDS]
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
    value, bits = case.proposal(case.card.per_saved)
    return Decision(
        "doubtful",
        "default",
        f"{case.in_use} is the program's default, but {case.card.name} says "
        f"{case.card.value:g} e-/ADU: use {value:g} e-/ADU, padding {bits}",
        (value, bits),
    )


def _other_transfer(case: _Case) -> Decision:
    assert case.measured is not None
    value, bits = case.proposal(float(f"{case.measured.value:.3g}"))
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
        "ok", f"default, {_TRANSFER} agrees", f"{case.in_use}, as the frames show"
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
    _Row("padding", lambda c: not c.default and c.padded is False, _users_padding),
    _Row("user", lambda c: not c.default, _users),
    _Row("card agrees", lambda c: _agrees(c.card, c), _by_card),
    _Row("card disagrees", lambda c: c.card is not None, _other_card),
    _Row("frames disagree", lambda c: _contradicts(c.measured, c), _other_transfer),
    _Row("too quiet", _too_quiet, _quiet),
    _Row("no support", lambda c: bool(c.values), _unsupported),
    _Row("frames agree", lambda c: c.measured is not None, _by_transfer),
    _Row("nothing speaks", lambda _: True, _unknown),
)
"""From top to bottom: the first row that applies decides."""
