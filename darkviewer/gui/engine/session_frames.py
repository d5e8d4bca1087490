"""Frames, master and noise of the session on show, for its layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from darkviewer.core.layers.layers import Layers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from darkviewer.core.frames.frame import FrameInfo, FrameSource
    from darkviewer.gui.workspace import Workspace

__all__ = ["layers_of"]


def layers_of(workspace: Workspace) -> Layers:
    """Frames, master and synthetic sources as they are now; frozen."""
    calibration, injected = workspace.calibration, workspace.injected
    if workspace.salted is not None:
        calibration = workspace.salted.calibration
    session, frames = workspace.session, workspace.frames
    left_out = _sources(info for info in frames.infos[frames.used :] if info)
    if calibration is not None:
        copy = None
        if injected is not None:
            copy = (injected.frame, injected.residual_e, injected.pixels)
        return Layers(
            (*calibration.used, *left_out),
            calibration,
            copy,
            workspace.noise_on_show,
            workspace.parameters,
            workspace.classes,
        )
    if session is None:
        return Layers(())
    return Layers((*_sources(session.frames), *left_out))


def _sources(infos: Iterable[FrameInfo]) -> tuple[FrameSource, ...]:
    infos = tuple(infos)
    if not infos:  # the first window waits for no reader
        return ()
    from darkviewer.storage.fits.frame import FitsFrame

    return tuple(FitsFrame(info) for info in infos)
