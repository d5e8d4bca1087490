"""Notes and tags on events that have no verdict yet: kept until there is one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from darkviewer.core.opinions.events import REMARK
from darkviewer.core.review.verdict import LONGEST_NOTE

if TYPE_CHECKING:
    from darkviewer.core.opinions.events import Opinion

__all__ = ["Remark", "read_remarks"]


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person notes of an event before the verdict.

    Attributes
    ----------
    reviewer : str
        Who did it.
    place : str
        Content hash of the frame.
    x, y : int
        On the whole sensor, 0-based, unbinned.
    note : str
        In words.
    tags : tuple of str
        In the order they were given.
    """

    reviewer: str
    place: str
    x: int
    y: int
    note: str = ""
    tags: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """What the opinion is about: equal for the same person and event only."""
        return "\n".join((self.reviewer, self.place, str(self.x), str(self.y)))

    def as_value(self) -> dict[str, Any] | None:
        """As an opinion keeps it; None where there is nothing in it."""
        if not (self.note or self.tags):
            return None
        value = {name: getattr(self, name) for name in self.__slots__}
        return {**value, "tags": list(self.tags)}


def read_remarks(opinions: Iterable[Opinion]) -> Iterator[Remark]:
    """Those that hold; opinions that cannot be read are passed over."""
    for said in opinions:
        value = said.value or {}
        words = [value.get(name) for name in ("reviewer", "place", "note")]
        x, y, tags = value.get("x"), value.get("y"), value.get("tags")
        if said.topic != REMARK or type(x) is not int or type(y) is not int:
            continue
        if not (
            all(isinstance(word, str) for word in words) and isinstance(tags, list)
        ):
            continue
        reviewer, place, note = (str(word) for word in words)
        known = tuple(str(tag)[:LONGEST_NOTE] for tag in tags)
        yield Remark(reviewer, place, x, y, note[:LONGEST_NOTE], known)
