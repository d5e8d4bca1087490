"""Which file names may be frames."""

from __future__ import annotations

import re

__all__ = ["is_fits"]

_FITS = re.compile(r"[^.].*\.(fits?|fts)(\.(gz|fz))?", re.IGNORECASE | re.DOTALL)


def is_fits(name: str) -> bool:
    """Whether a file of this name may be a frame: .fits .fit .fts, also .gz or .fz."""
    return _FITS.fullmatch(name) is not None
