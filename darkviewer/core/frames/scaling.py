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
    header_gain_e_per_adu: float | None = None,
    header_source: str = "header",
) -> ScaleEvidence:
    """Compare the scale in use with the ADU step and with the header's e-/ADU.

    Parameters
    ----------
    step : int
        From `darkviewer.core.frames.adu.adu_step`.
    parameters : Parameters
        Padding and e-/ADU in use.
    header_gain_e_per_adu : float or None
        What the header says, per true ADU (EGAIN) or per saved ADU (EGAINSAV);
        either is compared with the scale of the same kind.
    header_source : str
        Name of the card, for the sentence.
    """
    padding = 2**parameters.padding_bits
    if step == 0:
        level, first = "unknown", "The values do not tell their ADU step."
    elif step % padding == 0:
        level = "ok"
        first = (
            f"Step found: {step} ADU, as {parameters.padding_bits} padding bits say."
        )
    else:
        level = "doubtful"
        first = (
            f"Step found: {step} ADU, but {parameters.padding_bits} padding bits mean "
            f"multiples of {padding}."
        )
    sentences = [first]
    if header_gain_e_per_adu is not None:
        if not _agrees(header_gain_e_per_adu, parameters):
            level = "doubtful"
        sentences.append(
            f"{header_source} says {header_gain_e_per_adu:g} e⁻/ADU, in use are "
            f"{parameters.gain_e_per_adu:g} ({parameters.scale:g} per saved ADU)."
        )
    return ScaleEvidence(level, step, tuple(sentences))


def _agrees(header: float, parameters: Parameters) -> bool:
    known = (parameters.gain_e_per_adu, parameters.scale)
    return any(abs(header - value) <= 0.02 * value for value in known)
