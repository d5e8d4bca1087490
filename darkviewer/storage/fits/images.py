"""Which images of a FITS file are frames: the first, and those that are its like.

A file may hold one image per amplifier or chip, each a frame of its own. It may as well
hold a thumbnail, a mask or an uncertainty beside its picture, and those are no frames:
they differ in size or type, or their EXTNAME says what they are.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from darkviewer.core.errors import FrameError, IncompleteError
from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.header import completed
from darkviewer.storage.fits.cards import read_cards
from darkviewer.storage.fits.layout import (
    Layout,
    SeekableStream,
    data_bytes,
    image_layout,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from darkviewer.core.frames.card_values import CardValue

__all__ = ["Image", "find_images"]

_MAX_HDUS = 1000
_MOST_IMAGES = 100
"""No mosaic has as many; each is a header to be kept."""
_LONGEST_NAME = 40
_COMPANION = re.compile(
    r"(MASK|UNC|ERR|SIGMA|STD|VAR|IVAR|RMS|NOISE|WEIGHT|WHT|DQ|QUALITY|FLAG|BPM|BADPIX"
    r"|NUSED|NCOMB|CONF|EXPMAP|COVERAGE|THUMB|PREVIEW|PSF)",
    re.IGNORECASE,
)
"""Beginnings of the EXTNAME of an image that tells about another."""


@dataclass(frozen=True, slots=True)
class Image:
    """One image of a file that holds frames.

    Attributes
    ----------
    hdu : int
        Its header-data unit, the primary one is 0.
    cards : dict
        Of that HDU, completed by those of the primary one.
    layout : Layout
        Where its pixels lie; they are all there.
    extension : str
        What it is called; empty when it is the only one.
    others : int
        Further images of the file, which are none of the frames.
    """

    hdu: int
    cards: dict[str, CardValue]
    layout: Layout
    extension: str = ""
    others: int = 0


def find_images(
    stream: SeekableStream,
    name: str,
    size: int | None,
    *,
    stated: int | None = None,
    last: int = _MAX_HDUS,
) -> tuple[Image, ...]:
    """Walk the HDUs to the first image of at least 2x2 pixels, and on to its like.

    Parameters
    ----------
    stream : binary file
        Positioned anywhere.
    name : str
        For messages.
    size : int or None
        Bytes of the file; None when not known (compressed as a whole).
    stated : int, optional
        Bytes that a compressed file says to have: the walk ends there.
    last : int
        HDU after which nothing is looked for: to go back is dear in a compressed file.

    Returns
    -------
    tuple of Image
        At least one. All have the size, type and number of planes of the first.

    Raises
    ------
    FrameError
        If there is no such image, it has planes of colour or an unknown type.
    IncompleteError
        If the file ends before the pixels do.
    """
    stream.seek(0)
    if stream.read(6) != b"SIMPLE":
        raise FrameError(f"{name} is not a FITS file: it does not begin with SIMPLE")
    ends = {size, stated} - {None}
    walk = _Walk(stream, name, size, last)
    start: int | None = 0
    while start is not None and start not in ends:
        try:
            start = walk.step(start)
        except IncompleteError:
            raise
        except FrameError:
            if not walk.found:
                raise
            break  # what follows the frames need not be sound
    if not walk.found:
        raise FrameError(f"{name} holds no image of at least 2x2 pixels")
    return walk.named()


class _Walk:
    """The HDUs of a file, one after the other."""

    def __init__(
        self, stream: SeekableStream, name: str, size: int | None, last: int
    ) -> None:
        self._stream, self._name, self._size = stream, name, size
        self._most_hdus = min(last + 1, _MAX_HDUS)
        self._primary: dict[str, CardValue] = {}
        self._hdu = self._others = 0
        self.found: list[Image] = []

    def step(self, start: int) -> int | None:
        """Look at the HDU at `start`; where the next begins, None at the end."""
        cards, length = self._header(start)
        if self._hdu and next(iter(cards), "") != "XTENSION":
            return None
        if self._hdu == 0:
            self._primary = cards
        layout = image_layout(cards, self._primary, self._name, start + length)
        if layout is not None:
            self._meet(Image(self._hdu, cards, layout))
        self._hdu += 1
        after = start + length + data_bytes(cards, self._name)
        beyond = self._size is not None and after >= self._size
        enough = self._hdu == self._most_hdus or len(self.found) == _MOST_IMAGES
        return None if beyond or enough else after

    def _header(self, start: int) -> tuple[dict[str, CardValue], int]:
        self._stream.seek(start)
        try:
            return read_cards(self._stream, self._name)
        except IncompleteError as error:
            if self.found:  # the frames are whole: a rest that is no header
                raise FrameError(str(error)) from error
            raise

    def _meet(self, image: Image) -> None:
        first = self.found[0] if self.found else image
        if image is not first and not _alike(image, first):
            self._others += 1
            return
        _check_complete(image.layout, self._name, self._size)
        self.found.append(image)

    def named(self) -> tuple[Image, ...]:
        """The images found, each with its name if there are several."""
        names = [""] * len(self.found)
        if len(names) > 1:
            names = _names(self.found)
        return tuple(
            replace(
                image,
                cards=completed(image.cards, self._primary)
                if image.hdu
                else image.cards,
                extension=name,
                others=self._others,
            )
            for image, name in zip(self.found, names, strict=True)
        )


def _alike(image: Image, first: Image) -> bool:
    """Whether both could be read-outs of the same kind of amplifier or chip."""
    one, other = (
        (i.layout.shape, i.layout.planes, i.layout.dtype) for i in (image, first)
    )
    return one == other and not _COMPANION.match(_extname(image.cards))


def _extname(cards: Mapping[str, CardValue]) -> str:
    return shown(str(cards.get("EXTNAME", "")).strip(), _LONGEST_NAME)


def _names(images: list[Image]) -> list[str]:
    """EXTNAME, with EXTVER or the HDU where that does not tell one from another."""
    names = [_extname(image.cards) for image in images]
    versions = [
        f"{name},{shown(str(image.cards.get('EXTVER', 1)), _LONGEST_NAME)}"
        for name, image in zip(names, images, strict=True)
    ]
    for candidates in (names, versions):
        counts = Counter(candidates)
        if all(names) and max(counts.values()) == 1:
            return candidates
    return [f"HDU {image.hdu}" for image in images]


def _check_complete(layout: Layout, name: str, size: int | None) -> None:
    if size is not None and size < layout.end:
        raise IncompleteError(
            f"{name} ends after {size} of {layout.end} bytes: it is cut off or still "
            "being written"
        )
