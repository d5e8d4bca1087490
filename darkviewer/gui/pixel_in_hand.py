"""The selected pixel: the same for every part of the window."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.candidates.place import candidate_id, place_of

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import CandidateTable

__all__ = ["PixelInHand", "of_candidate"]


@dataclass(frozen=True, slots=True)
class PixelInHand:
    """A pixel in the frame on show.

    Attributes
    ----------
    frame, x, y : int
        Index of the frame, column and row, 0-based.
    candidate : int or None
        Id of the row of the candidate table that is this pixel in this frame.
    own_frame : int or None
        Frame of the candidate that was selected; None where a pixel was picked.
    """

    frame: int
    x: int
    y: int
    candidate: int | None = None
    own_frame: int | None = None

    @property
    def away(self) -> bool:
        """Whether another frame than the candidate's own is on show."""
        return self.own_frame is not None and self.own_frame != self.frame

    def own_candidate(self, shape: tuple[int, int]) -> int | None:
        """Id of the candidate that was selected, whatever frame is on show."""
        if self.own_frame is None:
            return self.candidate
        return candidate_id(self.own_frame, self.x, self.y, shape)

    def seen_in(
        self, frame: int, table: CandidateTable | None, shape: tuple[int, int]
    ) -> PixelInHand:
        """The same pixel in another frame, and what the table has of it there."""
        wanted = candidate_id(frame, self.x, self.y, shape)
        listed = table is not None and bool(np.any(table.id == wanted))
        return replace(self, frame=frame, candidate=wanted if listed else None)


def of_candidate(candidate: int, shape: tuple[int, int]) -> PixelInHand:
    """The pixel of a candidate, in its own frame."""
    frame, x, y = place_of(candidate, shape)
    return PixelInHand(frame, x, y, candidate, own_frame=frame)
