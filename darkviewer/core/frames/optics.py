"""The pixel scale: from the headers where they tell it, else the user's own."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.parameters import Parameters, spec

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.frames.session import Session

__all__ = [
    "header_scale",
    "known_scale",
    "scale_document",
    "scale_origin",
    "with_scale",
]

_ARCSEC_PER_UM_MM = 206.264806
"""Arcseconds of a micrometre at a focal length of one millimetre."""

_CLOSE = 1e-6


def header_scale(session: Session | None) -> float | None:
    """Arcseconds per pixel by FOCALLEN and XPIXSZ, or None where they do not say.

    XPIXSZ includes the binning. What no telescope has is not believed.
    """
    first = _first(session)
    if first is None or first.focal_length_mm is None or first.pixel_size_um is None:
        return None
    found = _ARCSEC_PER_UM_MM * first.pixel_size_um / first.focal_length_mm
    known = spec("pixel_scale_arcsec")
    found = round(found, known.decimals)
    return found if known.minimum <= found <= known.maximum else None


def with_scale(
    parameters: Parameters, scale_arcsec: float | None, *, keep_width: bool = False
) -> Parameters:
    """The same seeing at another pixel scale: FWHM = seeing / scale.

    Parameters
    ----------
    parameters : Parameters
        Before.
    scale_arcsec : float or None
        Arcseconds per pixel; None: not given.
    keep_width : bool
        Keep the FWHM in pixels, and so change the seeing. It is kept, too, where no
        star could be tested with the width that follows.
    """
    if not keep_width:
        with suppress(DarkviewerError):  # no star could be tested with that width
            return parameters.changed("pixel_scale_arcsec", scale_arcsec)
    return replace(parameters, pixel_scale_arcsec=scale_arcsec)


def scale_origin(parameters: Parameters, session: Session | None) -> str:
    """Where the pixel scale came from: the cards, the default or the user."""
    found, first = header_scale(session), _first(session)
    if parameters.pixel_scale_arcsec is None:
        return "default"
    if found is not None and abs(found - parameters.pixel_scale_arcsec) < _CLOSE:
        assert first is not None
        return (
            f"FOCALLEN {first.focal_length_mm:g} mm, XPIXSZ {first.pixel_size_um:g} um"
        )
    return "user"


def known_scale(parameters: Parameters) -> float:
    """Arcseconds per pixel by cards or user; NaN while it is the program's default."""
    given = parameters.pixel_scale_arcsec
    return math.nan if given is None else given


def scale_document(parameters: Parameters, session: Session | None) -> dict[str, Any]:
    """Pixel scale and seeing for JSON documents and the metadata of tables."""
    return {
        "pixel_scale_arcsec": parameters.scale_arcsec,
        "source": scale_origin(parameters, session),
        "seeing_arcsec": parameters.seeing_arcsec,
        "fwhm_px": parameters.fwhm_px,
    }


def _first(session: Session | None) -> FrameInfo | None:
    return session.frames[0] if session is not None and session.frames else None
