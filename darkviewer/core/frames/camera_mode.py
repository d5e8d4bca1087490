"""A camera in one mode: e-/ADU belong to it, and to no other."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from darkviewer.core.foreign_text import shown

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session

__all__ = ["CameraMode", "camera_mode"]

_LONGEST = 24


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


def camera_mode(session: Session | None) -> CameraMode | None:
    """Of the frames of a session; None where no header names the camera."""
    if session is None or not session.frames or not session.frames[0].camera:
        return None
    first = session.frames[0]
    gain = None if first.gain is None else float(first.gain)
    return CameraMode(
        first.camera, gain, first.readout_mode, first.adc_bits, first.dtype
    )
