"""The e-/ADU of a calibration: its evidence, the decision, and both as a document."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from darkviewer.core.gain.sources import GainEvidence, gain_sources
from darkviewer.core.gain.truth import Decision, decide
from darkviewer.core.health.transfer import Transfer, measure_transfer
from darkviewer.core.parameters import Parameters

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.session import Session
    from darkviewer.core.gain.said import ChosenGain

__all__ = [
    "decision_of",
    "doubts_of",
    "electrons_doubtful",
    "evidence_of",
    "gain_document",
    "kept_transfer",
    "scale_of_session",
    "transfer_of",
]


def transfer_of(calibration: Calibration) -> Transfer:
    """Photon transfer of the frames used."""
    return measure_transfer(calibration.used, saturation_adu=calibration.saturation_adu)


def kept_transfer(found: Transfer) -> tuple[float, ...]:
    """The same as a calibration keeps it."""
    value = math.nan if found.e_per_adu is None else found.e_per_adu
    return value, found.sigma, found.noise_adu, float(found.hot_pixels)


def evidence_of(calibration: Calibration) -> GainEvidence:
    """What headers and frames of a calibration say about its scale."""
    first = calibration.used[0]
    measured = None
    if calibration.transfer:
        value, sigma, noise, hot = calibration.transfer
        known = None if math.isnan(value) else value
        measured = Transfer(known, sigma, noise, int(hot))
    return GainEvidence(
        getattr(first, "info", None),  # frames in memory have no header
        calibration.adu_step,
        calibration.saturation_adu,
        whole=first.dtype.kind in "iu",
        transfer=measured,
        said=calibration.request.said,
    )


def decision_of(calibration: Calibration) -> Decision:
    """Which e-/ADU the calibration used, and why."""
    return decide(evidence_of(calibration), calibration.request.parameters)


def doubts_of(calibration: Calibration) -> tuple[str, ...]:
    """What speaks against the electrons of a calibration, one sentence each."""
    decision = decision_of(calibration)
    return (decision.sentence,) if decision.level == "doubtful" else ()


def scale_of_session(session: Session, gain: ChosenGain) -> dict[str, Any]:
    """Electrons per ADU by option, opinion and headers, before any pixel is read."""
    first = session.frames[0] if session.frames else None
    whole = first is None or np.dtype(first.dtype).kind in "iu"
    parameters = gain.put_into(Parameters())
    evidence = GainEvidence(first, 0, math.inf, whole=whole, said=gain.said)
    return _chosen(decide(evidence, parameters), parameters)


def electrons_doubtful(
    session: Session | None, calibration: Calibration | None, gain: ChosenGain
) -> bool:
    """Whether electrons on screen are to be marked.

    Before a calibration, or where there is none, only the headers can support them.
    """
    if session is None:
        return False
    if calibration is None:
        return bool(scale_of_session(session, gain)["level"] != "ok")
    return bool(calibration.doubts)


def gain_document(calibration: Calibration) -> dict[str, Any]:
    """Plain values for JSON and the metadata of tables."""
    parameters = calibration.request.parameters
    evidence = evidence_of(calibration)
    decision = decide(evidence, parameters)
    better = decision.proposal
    return {
        **_chosen(decision, parameters),
        "proposal": (
            None
            if better is None
            else {"e_per_adu": better[0], "padding_bits": better[1]}
        ),
        "adu_step_found": calibration.adu_step,
        "sources": [
            {
                "name": source.name,
                "value": source.value,
                "e_per_saved_adu": source.per_saved,
                "sigma": source.sigma,
            }
            for source in gain_sources(evidence, parameters)
        ],
    }


def _chosen(decision: Decision, parameters: Parameters) -> dict[str, Any]:
    return {
        "e_per_adu": parameters.gain_e_per_adu,
        "padding_bits": parameters.padding_bits,
        "e_per_saved_adu": parameters.scale,
        "source": decision.source,
        "level": decision.level,
        "sentence": decision.sentence,
    }
