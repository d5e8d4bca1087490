"""Electrons per ADU in words: what each source says, and what goes with it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from darkviewer.core.gain.said import gain_of
from darkviewer.core.gain.sources import (
    CARDS,
    TRANSFER,
    GainEvidence,
    GainSource,
    gain_sources,
    padding_found,
    proposed,
)
from darkviewer.core.gain.truth import DECISIONS, LEAST_NOISE
from darkviewer.gui.text.numbers import count_of, number, trimmed

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters

__all__ = [
    "SourceLine",
    "depth_words",
    "measured_words",
    "noise_words",
    "rule_words",
    "rules_words",
    "source_lines",
    "take_words",
]

NEAR_SIGMAS = 3.0
"""A measured value beyond it does not agree."""

_IN_USE = "in use"
_FRAMES = "these frames"
_NONE = "none"
_CANNOT = "cannot be measured from these"
_PER_SAVED = tuple(name for name, _, per_saved in CARDS if per_saved)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source of e-/ADU, all at the depth that the frames have.

    Attributes
    ----------
    name, words, tip : str
        At the left, at the right, and in full.
    value : float
        e-/ADU; NaN where the source is absent.
    sigma : float
        0 where none is stated.
    proposal : tuple of float and int, or None
        e-/ADU and padding bits to take; None for what is in use or absent.
    """

    name: str
    words: str
    tip: str
    value: float = math.nan
    sigma: float = 0.0
    proposal: tuple[float, int] | None = None

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return not math.isnan(self.value)


def source_lines(
    evidence: GainEvidence, parameters: Parameters
) -> tuple[SourceLine, ...]:
    """Every source, those that are absent too; the value in use first."""
    found = {s.name: s for s in gain_sources(evidence, parameters)}
    first = next(iter(found.values()))
    names = [first.name, *(title for title, _, _ in CARDS), TRANSFER]
    return tuple(_line(name, found.get(name), evidence, parameters) for name in names)


def _line(
    name: str,
    source: GainSource | None,
    evidence: GainEvidence,
    parameters: Parameters,
) -> SourceLine:
    title = _FRAMES if name == TRANSFER else name
    if source is None:
        return SourceLine(title, _missing(name, evidence), _absent(name, evidence))
    if name not in (TRANSFER, *(card for card, _, _ in CARDS)):
        title = _IN_USE
    bits = padding_found(evidence)
    bits = parameters.padding_bits if bits is None else bits
    if bits and name in _PER_SAVED:
        title = f"{name} × {1 << bits}"
    value = source.per_saved * (1 << bits)
    sigma = (source.sigma or 0.0) * (1 << bits)
    words = f"{value:.3f}" if sigma == 0 else f"{value:.3f} ± {sigma:.3f}"
    tip = (
        f"{name}: {source.value:.4g} e⁻/ADU as it says, {source.per_saved:.4g} e⁻ per "
        f"saved ADU, {value:.4g} e⁻/ADU with {count_of(bits, 'padding bit')}."
    )
    better = proposed(evidence, source)
    taken = title == _IN_USE or better == gain_of(parameters)
    return SourceLine(title, words, tip, value, sigma, None if taken else better)


def _missing(name: str, evidence: GainEvidence) -> str:
    if name != TRANSFER:
        return _NONE
    return "not measured yet" if evidence.transfer is None else _CANNOT


def _absent(name: str, evidence: GainEvidence) -> str:
    if name != TRANSFER:
        return f"{name}: not in the headers or the settings of these frames."
    if evidence.transfer is None:
        return "Photon transfer of these frames has not been measured."
    return (
        "Cannot be measured from these frames: it takes four, and levels that differ "
        f"enough; {count_of(evidence.transfer.hot_pixels, 'pixel')} in the hot tail."
    )


def take_words(proposal: tuple[float, int] | None) -> str:
    """The button that takes a source."""
    if proposal is None:
        return "Use this value"
    return f"Use {proposal[0]:g} e⁻/ADU, padding {proposal[1]}"


def rule_words(rule: str) -> str:
    """The row of the table that decides."""
    names = [row.name for row in DECISIONS]
    place = names.index(rule)
    return f"rule {place + 1} of {len(names)}: {DECISIONS[place].words}"


def rules_words(rule: str) -> str:
    """The table that decides, with the row that did."""
    lines = (
        f"{'▸' if row.name == rule else ' '} {place}. {row.words}"
        for place, row in enumerate(DECISIONS, 1)
    )
    return "\n".join(("The first that holds decides:", *lines))


def depth_words(document: Mapping[str, Any]) -> str:
    """Bit depth by the measured step, by cards, and by the pile-up."""
    depth = document["depth"]
    bits, step = depth["padding_bits_found"], depth["adu_step"]
    parts = [f"values in steps of {step} ADU" if step else "no step found"]
    if bits is not None:
        parts[0] += f": {count_of(bits, 'padding bit')}"
    for key, words in (("adc_bits", "ADCBITS"), ("bit_shift", "BITSHIFT")):
        known = depth[key]
        parts.append(f"{words} {_NONE if known is None else f'{known:g}'}")
    saturated = depth["saturation_adu"]
    if math.isfinite(saturated):
        parts.append(f"saturated from {number(saturated)} ADU on")
    return " · ".join(parts)


def noise_words(document: Mapping[str, Any]) -> str:
    """The noise of a frame beside what the header states for the converter."""
    noise = document["noise"]
    stated = noise["read_noise_e"]
    right = f"RDNOISE {_NONE if stated is None else f'{stated:g} e⁻'}"
    if math.isnan(noise["adu"]):
        return f"noise of a frame not measured · {right}"
    words = f"noise of a frame {trimmed(noise['electrons'], 2)} e⁻ · {right}"
    if stated is not None and noise["electrons"] < LEAST_NOISE * stated:
        words += ": quieter than its converter, so e⁻/ADU is too small"
    return words


def measured_words(document: Mapping[str, Any]) -> Iterator[str]:
    """With what the frames were measured, and how far off the value in use is."""
    how, off = document["measured"], document["deviation_sigmas"]
    used = len(how["frames"])
    if not used:
        yield "photon transfer takes 4 frames"
        return
    text = (
        f"photon transfer of {used} of {count_of(how['of'], 'frame')}, "
        f"{how['strips']} strips of {how['rows']} rows, "
        f"{count_of(document['noise']['hot_pixels'], 'hot pixel')}"
    )
    if math.isfinite(how["below_adu"]):
        text += f" below {number(how['below_adu'])} ADU"
    if how["excluded"]:
        text += f", {count_of(len(how['excluded']), 'frame')} left out by hand"
    yield text
    if how["slope"] is not None:
        yield (
            f"variance rises with the level by {trimmed(how['slope'], 2)} ± "
            f"{trimmed(how['slope_sigma'], 2)} e⁻ per e⁻ as used: 1 is right"
        )
    if off is not None:
        words = "agrees" if off <= NEAR_SIGMAS else "does not agree"
        yield f"the value in use is {trimmed(off, 1)} σ off what was measured: {words}"
