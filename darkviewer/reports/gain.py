"""The sources of e-/ADU side by side, as a document and as lines for people."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from darkviewer.core.frames.identity import identity
from darkviewer.core.gain.session import evidence_of, gain_document
from darkviewer.core.gain.sources import (
    CARDS,
    TRANSFER,
    departure,
    gain_sources,
    padding_found,
)
from darkviewer.core.gain.truth import rule_of
from darkviewer.core.health.transfer import STRIP_ROWS, STRIPS, transfer_frames
from darkviewer.reports.documents import columns_of_text

if TYPE_CHECKING:
    from darkviewer.core.gain.sources import GainEvidence
    from darkviewer.runs.gain import GainTruth

__all__ = ["gain_lines", "slope_words", "truth_document"]


def truth_document(truth: GainTruth) -> dict[str, Any]:
    """The document of ``gain --json``."""
    calibration = truth.calibration
    evidence = evidence_of(calibration)
    measured = evidence.transfer
    noise = math.nan if measured is None else measured.noise_adu
    return {
        "session": identity(truth.session),
        "gain": gain_document(calibration),
        "rule": rule_of(evidence, calibration.request.parameters),
        "deviation_sigmas": departure(
            gain_sources(evidence, calibration.request.parameters)
        ),
        "measured": {
            "frames": [source.name for source in transfer_frames(calibration.used)],
            "of": len(calibration.used),
            "excluded": [item.info.name for item in truth.session.excluded],
            "strips": STRIPS,
            "rows": STRIP_ROWS,
            "below_adu": calibration.saturation_adu / 2,
            **_slope(evidence, calibration.request.parameters.scale),
            "points": [asdict(one) for one in truth.transfer.points]
            if truth.transfer is not None
            else [],
        },
        "depth": {
            "adc_bits": evidence.card("adc_bits"),
            "bit_shift": evidence.card("bit_shift"),
            "adu_step": calibration.adu_step,
            "padding_bits_found": padding_found(evidence),
            "saturation_adu": calibration.saturation_adu,
        },
        "noise": {
            "adu": noise,
            "electrons": noise * calibration.request.parameters.scale,
            "read_noise_e": evidence.card("read_noise_e"),
            "hot_pixels": 0 if measured is None else measured.hot_pixels,
        },
    }


def _slope(evidence: GainEvidence, scale: float) -> dict[str, float | None]:
    """Variance over level in electrons as they are used now: 1 where e-/ADU is right.

    Dark charge is Poisson.
    """
    found = evidence.transfer
    if found is None or found.e_per_adu is None:
        return {"slope": None, "slope_sigma": None}
    slope = scale / found.e_per_adu
    return {"slope": slope, "slope_sigma": slope * found.sigma / found.e_per_adu}


def gain_lines(truth: GainTruth) -> Iterator[str]:
    """The same as text."""
    document = truth_document(truth)
    gain, depth, noise = (document[part] for part in ("gain", "depth", "noise"))
    found = {source["name"]: source for source in gain["sources"]}
    first = next(iter(found))
    names = (first, *(title for title, _, _ in CARDS), TRANSFER)
    head = ("source", "e-/ADU", "e- per saved ADU", "+-")
    rows = [_row(name, found.get(name)) for name in names]
    yield f"{truth.session.title}: {gain['level']}"
    yield gain["sentence"]
    yield ""
    yield from columns_of_text([head, *rows], right=(1, 2, 3))
    yield ""
    if TRANSFER not in found:
        tail = document["noise"]["hot_pixels"]
        yield (
            "photon transfer cannot be measured from these frames: it takes four, and "
            f"levels that differ enough; {tail} pixels in the hot tail"
        )
    else:
        yield slope_words(document["measured"])
    yield "depth: " + ", ".join(
        f"{words} {'?' if depth[key] is None else format(depth[key], 'g')}"
        for key, words in _DEPTH
    )
    stated = noise["read_noise_e"]
    known = "unknown" if math.isnan(noise["adu"]) else f"{noise['electrons']:.3g} e-"
    yield f"noise of a frame: {known}; RDNOISE: {'?' if stated is None else stated}"


def slope_words(measured: Mapping[str, Any]) -> str:
    """The slope of the photon transfer in electrons, with its error."""
    return (
        f"variance rises with the level by {measured['slope']:.2f} +- "
        f"{measured['slope_sigma']:.2f} e- per e- as used; 1 is right"
    )


def _row(name: str, source: Mapping[str, Any] | None) -> tuple[str, ...]:
    if source is None:
        return name, "none", "", ""
    sigma = source["sigma"]
    return (
        name,
        f"{source['value']:.4g}",
        f"{source['e_per_saved_adu']:.4g}",
        "" if sigma is None else f"{sigma:.2g}",
    )


_DEPTH = (
    ("adc_bits", "ADCBITS"),
    ("bit_shift", "BITSHIFT"),
    ("adu_step", "step"),
    ("padding_bits_found", "padding"),
    ("saturation_adu", "saturation"),
)
"""Key and words."""
