"""Everything that tells e-/ADU and padding of some frames, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from darkviewer.core.parameters import Parameters

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.health.transfer import Transfer

__all__ = [
    "CARDS",
    "TRANSFER",
    "GainEvidence",
    "GainSource",
    "chosen_by",
    "departure",
    "gain_sources",
    "is_default",
    "padding_found",
    "proposed",
]

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
    name = chosen_by(evidence, parameters)
    found = [GainSource(name, parameters.gain_e_per_adu, parameters.scale)]
    for title, field, per_saved in CARDS:
        value = evidence.card(field)
        if value is not None:
            found.append(
                GainSource(title, value, value if per_saved else value / scale)
            )
    measured = evidence.transfer
    if measured is not None and measured.e_per_adu is not None:
        value, sigma = measured.e_per_adu, measured.sigma
        found.append(GainSource(TRANSFER, value, value, sigma))
    return tuple(found)


TRANSFER = "photon transfer"
"""Name of the source that is measured in the frames."""

CARDS = (
    ("EGAINSAV", "egain_saved", True),
    ("EGAIN", "egain", False),
    ("CVF", "cvf", False),
    ("sidecar", "egain_sidecar", False),
)
"""Name, field of the frame, per saved ADU (else at the converter's depth)."""


def chosen_by(evidence: GainEvidence, parameters: Parameters) -> str:
    return evidence.said or ("default" if is_default(parameters) else "user")


def is_default(parameters: Parameters) -> bool:
    usual = Parameters()
    same = parameters.gain_e_per_adu == usual.gain_e_per_adu
    return same and parameters.padding_bits == usual.padding_bits


def departure(sources: Sequence[GainSource]) -> float | None:
    """By how many of its sigmas photon transfer is off the value in use."""
    found = next((s for s in sources if s.name == TRANSFER), None)
    if found is None or not found.sigma:
        return None
    return abs(found.per_saved - sources[0].per_saved) / found.sigma


def proposed(evidence: GainEvidence, source: GainSource) -> tuple[float, int]:
    """What a source says as e-/ADU and padding bits, to be taken."""
    digits = 4 if source.sigma is None else 3
    bits = padding_found(evidence) or 0
    return float(f"{source.per_saved * (1 << bits):.{digits}g}"), bits
