"""What the user said of cameras, and what holds for any of them."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from darkviewer.core.frames.camera_mode import camera_mode
from darkviewer.core.frames.optics import header_scale, with_scale
from darkviewer.core.gain.said import ChosenGain, Gain, chosen_gain, gain_of

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.parameters import Parameters

__all__ = ["SaidOfCameras"]


class SaidOfCameras:
    """e-/ADU and pixel scale, which go with a camera and a telescope.

    Parameters
    ----------
    parameters : Parameters
        What holds where nobody said anything else.

    Attributes
    ----------
    gains : dict
        e-/ADU and padding that the user said, by `CameraMode.key`.
    """

    def __init__(self, parameters: Parameters) -> None:
        self.gains: dict[str, Gain] = {}
        self._gain = gain_of(parameters)  # of no camera in particular
        self._scale = parameters.pixel_scale_arcsec  # not by any header

    def copied(self) -> SaidOfCameras:
        """The same, for a thread: what is said from now on changes nothing in it."""
        other = copy(self)
        other.gains = dict(self.gains)
        return other

    def adapted(self, parameters: Parameters, session: Session) -> Parameters:
        """With the pixel scale of the headers, and what was said of this camera.

        Where the headers or the user tell nothing, what holds for any other.
        """
        mode = camera_mode(session)
        known = None if mode is None else self.gains.get(mode.key)
        adapted = ChosenGain(known or self._gain).put_into(parameters)
        scale = header_scale(session) or self._scale
        if scale != adapted.pixel_scale_arcsec:
            adapted = with_scale(adapted, scale)
        return adapted

    def plain(self, parameters: Parameters) -> Parameters:
        """Without what is of one telescope or camera, for another day."""
        return with_scale(ChosenGain(self._gain).put_into(parameters), self._scale)

    def origin(self, parameters: Parameters, session: Session | None) -> str:
        """Who said this e-/ADU of the camera of a session; empty: nobody."""
        if session is None:
            return ""
        chosen = chosen_gain(session, remembered=self.gains)
        return chosen.said if chosen.gain == gain_of(parameters) else ""

    def confirm(
        self, parameters: Parameters, session: Session | None
    ) -> tuple[str, Gain] | None:
        """The e-/ADU in use was typed again: it is said of this camera in this mode.

        Returns what is to be kept, as `note` does.
        """
        gain, mode = gain_of(parameters), camera_mode(session)
        if mode is None or self.gains.get(mode.key) == gain:
            return None
        self.gains[mode.key] = gain
        return mode.key, gain

    def note(
        self,
        before: Parameters,
        parameters: Parameters,
        session: Session | None,
        *,
        undone: bool = True,
    ) -> tuple[str, Gain | None] | None:
        """Take what the user changed while a session was on show.

        What is said of e-/ADU holds for this camera in this mode, and no other.

        Parameters
        ----------
        before, parameters : Parameters
            Asked for until now, and from now on.
        session : Session or None
            On show.
        undone : bool
            What holds for any camera says nothing of this one then; else it was
            chosen for it, though it is the same number.

        Returns
        -------
        tuple of str and Gain, or None
            What is to be kept by `CameraMode.key`, if anything; no gain: forget it.
        """
        if parameters.pixel_scale_arcsec != before.pixel_scale_arcsec:
            self._scale = parameters.pixel_scale_arcsec
        gain, mode = gain_of(parameters), camera_mode(session)
        if gain == gain_of(before):
            return None
        if mode is None:
            self._gain = gain
            return None
        if undone and gain == self._gain:
            self.gains.pop(mode.key, None)
            return mode.key, None
        self.gains[mode.key] = gain
        return mode.key, gain
