"""ADU to electrons: the scale of the notebooks and the evidence for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters

__all__ = ["ScaleEvidence", "electrons", "evidence"]


def electrons(raw: NDArray[Any], parameters: Parameters) -> NDArray[np.float64]:
    """Raw ADU times e-/ADU / 2**padding in float64, as the notebooks compute it."""
    return np.asarray(raw, np.float64) * parameters.scale


@dataclass(frozen=True, slots=True)
class ScaleEvidence:
    """How well padding and e-/ADU fit what was measured and what the header says.

    Attributes
    ----------
    level : str
        ``"ok"``, ``"unknown"`` (nothing measured) or ``"doubtful"``.
    step : int
        The step found, 0 when unknown.
    sentences : tuple of str
        What speaks for or against the scale, one sentence each.
    """

    level: str
    step: int
    sentences: tuple[str, ...]


def evidence(
    step: int,
    parameters: Parameters,
    *,
    egain: float | None = None,
    egain_saved: float | None = None,
) -> ScaleEvidence:
    """Compare the scale in use with the ADU step and with the header's e-/ADU.

    Parameters
    ----------
    step : int
        From `darkviewer.core.frames.adu.adu_step`.
    parameters : Parameters
        Padding and e-/ADU in use.
    egain : float or None
        EGAIN of the header. SharpCap means the depth of the converter, others the saved
        values: it agrees within 2 % of either scale.
    egain_saved : float or None
        EGAINSAV, per saved ADU; compared with that scale only.
    """
    padding = 2**parameters.padding_bits
    if step == 0:
        level, first = "unknown", "The ADU step cannot be determined."
    elif step % padding == 0:
        level = "ok"
        first = (
            f"Step found: {step} ADU, as {parameters.padding_bits} padding bits imply."
        )
    else:
        level = "doubtful"
        first = (
            f"Step found: {step} ADU, but {parameters.padding_bits} padding bits "
            f"imply multiples of {padding}."
        )
    sentences = [first]
    own, saved = parameters.gain_e_per_adu, parameters.scale
    if egain is not None:
        sentences.append(
            f"EGAIN says {egain:g} e⁻/ADU; in use: {own:g} ({saved:g} per saved ADU)."
        )
    if egain_saved is not None:
        sentences.append(
            f"EGAINSAV says {egain_saved:g} e⁻ per saved ADU; in use: {saved:g}."
        )
    if not (_agrees(egain, own, saved) and _agrees(egain_saved, saved)):
        level = "doubtful"
    return ScaleEvidence(level, step, tuple(sentences))


def _agrees(header: float | None, *known: float) -> bool:
    """Within 2 % of any; a card that is not there does not disagree."""
    return header is None or any(abs(header - own) <= 0.02 * own for own in known)
