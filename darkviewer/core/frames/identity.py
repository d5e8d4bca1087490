"""Which session: how every document and every file calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session

__all__ = ["identity"]


def identity(session: Session) -> dict[str, Any]:
    """Session part of every document; `frames` counts those not used, too."""
    return {
        "path": str(session.path),
        "date": session.date,
        "time": session.time,
        "object": session.object,
        "frames": session.in_folder,
        "shape": session.shape,
        "exposure_s": session.exposure_s,
        "series": session.series,
        "kind": session.kind,
    }
