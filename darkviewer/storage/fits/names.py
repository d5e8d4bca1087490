"""Which file names may be frames."""

from __future__ import annotations

import re

__all__ = ["file_of", "is_fits"]

_NAME = r"[^.].*\.(?:fits?|fts)(?:\.(?:gz|fz))?"
_FITS = re.compile(_NAME, re.IGNORECASE | re.DOTALL)
_FRAME = re.compile(rf"({_NAME})\[.*\]", re.IGNORECASE | re.DOTALL)


def is_fits(name: str) -> bool:
    """Whether a file of this name may be a frame: .fits .fit .fts, also .gz or .fz."""
    return _FITS.fullmatch(name) is not None


def file_of(name: str) -> str:
    """The file of a frame by its name: ``a.fits`` of ``a.fits[im2][plane 3]``."""
    found = _FRAME.fullmatch(name)
    return found[1] if found else name
