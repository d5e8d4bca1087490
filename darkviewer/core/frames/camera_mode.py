"""A camera in one mode: e-/ADU belong to it, and to no other."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from darkviewer.core.foreign_text import shown

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session

__all__ = ["CameraMode", "camera_mode", "mode_key", "night_mode"]

_LONGEST = 24

_DARK_KINDS = ("dark", "bias", "")
"""Kinds that look alike every night; frames of unknown kind are taken as darks."""


@dataclass(frozen=True, slots=True)
class CameraMode:
    """What e-/ADU depend on.

    Attributes
    ----------
    camera : str
        As the headers spell it.
    gain : float or None
        The driver's setting.
    readout_mode : str
        Empty when absent.
    adc_bits : int or None
        Depth of the converter.
    dtype : str
        Type of the saved values.
    """

    camera: str
    gain: float | None
    readout_mode: str
    adc_bits: int | None
    dtype: str

    @property
    def key(self) -> str:
        """The same for the same camera in the same mode, on any computer."""
        return json.dumps(astuple(self))

    @property
    def words(self) -> str:
        """``QHY42PRO at gain 5``, with mode and depth where they are known."""
        parts = [] if self.gain is None else [f"gain {self.gain:g}"]
        parts += [shown(self.readout_mode, _LONGEST)] if self.readout_mode else []
        parts += [f"{self.adc_bits} bits"] if self.adc_bits else []
        name = shown(self.camera, _LONGEST)
        return f"{name} at {', '.join(parts)}" if parts else name


def mode_key(session: Session | None) -> str:
    """Of the mode of its frames; empty where no header names the camera."""
    mode = camera_mode(session)
    return "" if mode is None else mode.key


def camera_mode(session: Session | None) -> CameraMode | None:
    """Of the frames of a session; None where no header names the camera."""
    if session is None or not session.frames or not session.frames[0].camera:
        return None
    first = session.frames[0]
    gain = None if first.gain is None else float(first.gain)
    return CameraMode(
        first.camera, gain, first.readout_mode, first.adc_bits, first.dtype
    )


def night_mode(session: Session) -> str:
    """What must be the same for darks of two nights to look alike, as a key.

    That are the camera with its serial number, its mode, and what dark current and
    level depend on: exposure, offset, read-out and set point, or the temperature in
    whole degrees where nobody holds it. Empty where no header names the camera, and of
    frames that are no darks.
    """
    mode = camera_mode(session)
    if mode is None or session.kind not in _DARK_KINDS:
        return ""
    first, degrees = session.frames[0], session.temperature_c
    held = first.set_temperature_c
    if held is None and degrees is not None:
        degrees = round(degrees)
    where = (first.shape, first.binning, first.region, first.extension)
    facts = (
        *(first.camera_id, first.kind, first.exposure_s, first.offset, first.iso),
        *(("set", held) if held is not None else ("at", degrees)),
    )
    return json.dumps([astuple(mode), where, facts])
