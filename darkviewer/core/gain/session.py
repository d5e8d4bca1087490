"""The e-/ADU of a calibration: its evidence, the decision, and both as a document."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from darkviewer.core.gain.transfer import Transfer, measure_transfer
from darkviewer.core.gain.truth import Decision, GainEvidence, decide, gain_sources

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration

__all__ = ["decision_of", "evidence_of", "gain_document", "transfer_of"]


def transfer_of(calibration: Calibration) -> tuple[float, ...]:
    """Photon transfer of the frames used, as a calibration keeps it."""
    found = measure_transfer(
        calibration.used, saturation_adu=calibration.saturation_adu
    )
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
    )


def decision_of(calibration: Calibration) -> Decision:
    """Which e-/ADU the calibration used, and why."""
    return decide(evidence_of(calibration), calibration.request.parameters)


def gain_document(calibration: Calibration) -> dict[str, Any]:
    """Plain values for JSON and the metadata of tables."""
    parameters = calibration.request.parameters
    evidence = evidence_of(calibration)
    decision = decide(evidence, parameters)
    better = decision.proposal
    return {
        "e_per_adu": parameters.gain_e_per_adu,
        "padding_bits": parameters.padding_bits,
        "e_per_saved_adu": parameters.scale,
        "source": decision.source,
        "level": decision.level,
        "sentence": decision.sentence,
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
