"""e-/ADU that somebody chose: by an option, or by a word about a camera in one mode."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.frames.camera_mode import camera_mode
from darkviewer.core.parameters import Parameters

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session

__all__ = [
    "FIELDS",
    "OPTION",
    "ChosenGain",
    "Gain",
    "chosen_gain",
    "gain_of",
    "gain_said",
    "same_gain",
    "scale_said",
]

Gain = tuple[float, int]
"""e-/ADU at the converter's depth, and padding bits."""

FIELDS = ("gain_e_per_adu", "padding_bits")
"""Their names, in parameters and in what is kept."""

OPTION = "option"


@dataclass(frozen=True, slots=True)
class ChosenGain:
    """e-/ADU and padding for one session.

    Attributes
    ----------
    gain : tuple of float and int
        See `Gain`.
    said : str
        Who chose it: an option, or the user for a camera; empty: nobody.
    """

    gain: Gain
    said: str = ""

    def put_into(self, parameters: Parameters) -> Parameters:
        """The parameters with this e-/ADU and padding."""
        value, bits = self.gain
        return replace(parameters, gain_e_per_adu=value, padding_bits=bits)


def chosen_gain(
    session: Session,
    *,
    e_per_adu: float | None = None,
    padding_bits: int | None = None,
    remembered: Mapping[str, Gain] | None = None,
) -> ChosenGain:
    """What holds for a session: the option, the user's word, the program's default.

    Parameters
    ----------
    session : Session
        Its headers name the camera.
    e_per_adu, padding_bits : float and int, optional
        By options; what is not given is what was said of the camera.
    remembered : mapping, optional
        What was said, by `CameraMode.key`.
    """
    mode = camera_mode(session)
    known = None if mode is None else (remembered or {}).get(mode.key)
    value, bits = known or gain_of(Parameters())
    user = "" if known is None or mode is None else f"user for {mode.words}"
    said = user if e_per_adu is None else OPTION
    if padding_bits is not None and said != OPTION:
        said = f"{said or 'default'}, padding by option"
    elif padding_bits is None and said == OPTION and user:
        said = f"{OPTION}, padding by {user}"
    return ChosenGain(
        (
            value if e_per_adu is None else e_per_adu,
            bits if padding_bits is None else padding_bits,
        ),
        said,
    )


def scale_said(chosen: ChosenGain) -> float:
    """e- per saved ADU that somebody chose; NaN where nobody did."""
    value, bits = chosen.gain
    return value / (1 << bits) if chosen.said else math.nan


def gain_of(parameters: Parameters) -> Gain:
    """The e-/ADU and padding of parameters."""
    return parameters.gain_e_per_adu, parameters.padding_bits


def same_gain(parameters: Parameters, other: Parameters) -> Parameters:
    """Parameters with the e-/ADU and padding of others."""
    return replace(parameters, **{name: getattr(other, name) for name in FIELDS})


def gain_said(value: Mapping[str, Any] | None) -> Gain | None:
    """What was said of a camera; None where no version could have said it."""
    try:
        parts = {name: (value or {})[name] for name in FIELDS}
        known = Parameters(**parts)
    except (KeyError, TypeError, DarkviewerError):
        return None
    return gain_of(known)
