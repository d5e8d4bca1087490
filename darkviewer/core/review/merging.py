"""Opinions of several people or computers put together: a union of events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from darkviewer.core.opinions.events import Opinion

__all__ = ["merged", "unknown"]


def merged(*parts: Iterable[Opinion]) -> list[Opinion]:
    """All events of all parts, each once, oldest first.

    Commutative, associative and idempotent: an event is never changed, so that events
    of one id are the same, and what holds follows from the set of all of them. Where a
    damaged file gives an id to two different events, the same one of them stays
    whatever the order.
    """
    known: dict[str, Opinion] = {}
    for part in parts:
        for said in part:
            other = known.get(said.id)
            if other is None or _order(said) < _order(other):
                known[said.id] = said
    return sorted(known.values(), key=lambda said: (said.at, said.id))


def unknown(
    found: Iterable[Opinion], kept: Iterable[Opinion]
) -> tuple[list[Opinion], list[Opinion]]:
    """What is to be added to what is kept, and what cannot be.

    Returns
    -------
    new : list of Opinion
        Whose id nothing kept has.
    contradicting : list of Opinion
        That have the id of another opinion, which was said first and stays: a file was
        damaged, or changed by hand.
    """
    known = {said.id: said for said in kept}
    found = list(found)
    new = [said for said in found if said.id not in known]
    contradicting = [
        said
        for said in found
        if said.id in known and _order(said) != _order(known[said.id])
    ]
    return new, contradicting


def _order(said: Opinion) -> tuple[str, ...]:
    value = "" if said.value is None else repr(sorted(said.value.items()))
    return said.at, said.who, said.topic, said.subject, said.supersedes, value
