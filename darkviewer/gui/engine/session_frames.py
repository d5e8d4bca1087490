"""Frames, master and noise of the session on show, for its layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from darkviewer.core.layers.layers import Layers

if TYPE_CHECKING:
    from darkviewer.gui.workspace import Workspace

__all__ = ["layers_of"]


def layers_of(workspace: Workspace) -> Layers:
    """Frames, master and injected sources as they are now; frozen."""
    calibration, injected = workspace.calibration, workspace.injected
    if calibration is not None:
        copy = None
        if injected is not None:
            copy = (injected.frame, injected.residual_e, injected.pixels)
        return Layers(
            calibration.used, calibration, copy, workspace.noise, workspace.parameters
        )
    session = workspace.session
    if session is None:
        return Layers(())
    from darkviewer.storage.fits.frame import FitsFrame

    return Layers(tuple(FitsFrame(info) for info in session.frames))
