"""The header cards that belong to a frame, as values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from darkviewer.core.errors import FrameError
from darkviewer.storage.fits.files import read_from
from darkviewer.storage.fits.frame import images_in

if TYPE_CHECKING:
    from darkviewer.core.frames.card_values import CardValue
    from darkviewer.core.frames.frame import FrameInfo

__all__ = ["cards_of"]


def cards_of(info: FrameInfo) -> dict[str, CardValue]:
    """Of the image of the frame, completed by the primary header.

    Raises
    ------
    FrameError
        If the file has no such image any more.
    """
    for image in read_from(info.path, lambda file: images_in(file, info.path)):
        if image.hdu == info.hdu:
            return image.cards
    raise FrameError(f"{info.name} has no image in HDU {info.hdu} any more")
