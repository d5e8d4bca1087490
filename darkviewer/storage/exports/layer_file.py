"""A layer of a frame as a FITS file, for other programs to show."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from darkviewer.storage.exports.master_cards import ascii_text

__all__ = ["layer_bytes"]

_LINE = 70
"""Characters of a HISTORY card."""


def layer_bytes(
    pixels: NDArray[Any], cards: Mapping[str, tuple[Any, str]], history: Sequence[str]
) -> bytes:
    """The pixels as they are, and what they are.

    Parameters
    ----------
    pixels : array, shape (ny, nx)
        Integers or floats.
    cards : mapping
        Keyword to value and comment.
    history : sequence of str
        Lines for people.
    """
    import astropy.io.fits

    fits: Any = astropy.io.fits  # untyped
    primary = fits.PrimaryHDU(pixels)
    for keyword, (value, comment) in cards.items():
        text = ascii_text(value) if isinstance(value, str) else value
        primary.header[keyword] = (text, comment)
    for line in history:
        primary.header.add_history(ascii_text(line, 10 * _LINE))
    file = io.BytesIO()
    primary.writeto(file, checksum=True)
    return file.getvalue()
