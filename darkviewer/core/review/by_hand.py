"""Candidates that people added to the list of the program, or took from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from darkviewer.core.opinions.events import BY_HAND
from darkviewer.core.review.queue_events import ADDED, REMOVED

if TYPE_CHECKING:
    from darkviewer.core.opinions.events import Opinion

__all__ = ["ByHand", "read_by_hand"]


@dataclass(frozen=True, slots=True)
class ByHand:
    """One event that a person added or took away; no threshold changes that.

    Attributes
    ----------
    reviewer : str
        Who did it.
    what : str
        `ADDED` or `REMOVED`.
    place : str
        Content hash of the frame.
    x, y : int
        On the whole sensor, 0-based, unbinned.
    sigma : float or None
        Significance of what was added, as it was then.
    """

    reviewer: str
    what: str
    place: str
    x: int
    y: int
    sigma: float | None = None

    @property
    def subject(self) -> str:
        """What the opinion is about: equal for the same person and event only."""
        return "\n".join((self.reviewer, self.place, str(self.x), str(self.y)))

    def as_value(self) -> dict[str, Any]:
        """As an opinion keeps it."""
        return {name: getattr(self, name) for name in self.__slots__}


def read_by_hand(opinions: Iterable[Opinion]) -> list[ByHand]:
    """What holds of it; opinions that cannot be read are passed over."""
    read = (_read(said) for said in opinions if said.topic == BY_HAND)
    return [one for one in read if one is not None]


def _read(said: Opinion) -> ByHand | None:
    value = said.value or {}
    reviewer, what, place = (value.get(n) for n in ("reviewer", "what", "place"))
    x, y, sigma = value.get("x"), value.get("y"), value.get("sigma")
    if type(x) is not int or type(y) is not int or what not in (ADDED, REMOVED):
        return None
    if not (isinstance(reviewer, str) and isinstance(place, str)):
        return None
    known = float(sigma) if isinstance(sigma, int | float) else None
    return ByHand(reviewer, what, place, x, y, known)
