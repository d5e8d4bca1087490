"""Planes of files that this program wrote, each an HDU of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BufferedReader
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import FrameError
from darkviewer.storage.fits.cards import read_cards
from darkviewer.storage.fits.layout import Layout, data_bytes, image_layout, physical
from darkviewer.storage.fits.room import check_room

if TYPE_CHECKING:
    from darkviewer.core.frames.card_values import CardValue

__all__ = ["PlaneFile", "card_of", "first_header"]

_MOST_HDUS = 50

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, eq=False)
class PlaneFile:
    """An open file of planes.

    Attributes
    ----------
    file : BufferedReader
        Open for reading.
    name : str
        Of the file, for sentences.
    what : str
        What it is: ``"sensor file"``.
    """

    file: BufferedReader
    name: str
    what: str

    def planes(self, types: Mapping[str, str]) -> dict[str, NDArray[Any]]:
        """All planes, of one shape.

        Parameters
        ----------
        types : mapping of str to str
            EXTNAME -> type of the values; the first is that of the primary HDU.

        Raises
        ------
        FrameError
            If one is missing, has another shape or type, or the file ends inside it.
        """
        layouts = self._layouts(types)
        first = layouts.get(next(iter(types)))
        return {
            plane: self._plane(plane, layouts.get(plane), first, kind)
            for plane, kind in types.items()
        }

    def _layouts(self, types: Mapping[str, str]) -> dict[str, Layout]:
        """Where the planes lie."""
        primary, offset = first_header(self.file, self.name)
        found: dict[str, Layout] = {}
        cards = primary
        for _ in range(_MOST_HDUS):
            layout = image_layout(cards, primary, self.name, offset)
            plane = str(cards.get("EXTNAME", "")).strip()
            if layout is not None and plane in types:
                found.setdefault(plane, layout)
            after = offset + data_bytes(cards, self.name)
            ends = after >= os.fstat(self.file.fileno()).st_size
            if ends or len(found) == len(types):
                break
            self.file.seek(after)
            cards, length = read_cards(self.file, self.name)
            offset = after + length
        return found

    def _plane(
        self, plane: str, layout: Layout | None, first: Layout | None, kind: str
    ) -> NDArray[Any]:
        if layout is None or first is None:
            raise self.damaged(f"the plane {plane} is missing")
        if layout.shape != first.shape or layout.dtype != kind or layout.tiles:
            raise self.damaged(f"the plane {plane} has another size or type")
        check_room(layout.image_bytes, self.name)
        values = np.empty(layout.shape, layout.stored)
        self.file.seek(layout.offset)
        read = self.file.readinto(memoryview(values.view("u1").reshape(-1).data))
        if read < values.nbytes:
            raise self.damaged(f"it ends inside the plane {plane}")
        return physical(values, layout)

    def damaged(self, what: str) -> FrameError:
        """That it is, and what to do."""
        return FrameError(
            f"{self.name} is damaged: {what}; write the {self.what} again"
        )


def first_header(file: BufferedReader, name: str) -> tuple[dict[str, CardValue], int]:
    """Cards of the primary HDU, and where its data begin.

    Raises
    ------
    FrameError
        If it is no FITS file, or its header is damaged.
    """
    file.seek(0)
    if file.read(6) != b"SIMPLE":
        raise FrameError(f"{name} is not a FITS file: it does not begin with SIMPLE")
    file.seek(0)
    return read_cards(file, name)


def card_of(
    cards: Mapping[str, CardValue], key: str, read: Callable[[CardValue], Value]
) -> Value | None:
    """A value of a header; None if it is missing or makes no sense."""
    try:
        return read(cards[key])
    except (KeyError, ValueError, TypeError):
        return None
