"""Verdicts of several reviewers about the same events, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.opinions.events import VERDICT, standing
from darkviewer.core.review.agreement import (
    Kappa,
    cohen_kappa,
    confusion,
    disagreements,
    fleiss_kappa,
)
from darkviewer.core.review.classes import CLASSES, EVENT
from darkviewer.core.review.verdict import REACH_PX, Verdict, Verdicts

if TYPE_CHECKING:
    from darkviewer.core.opinions.events import Opinion

__all__ = ["CAMERA", "Comparison", "Judged", "Pair", "compared"]

CAMERA = "camera"
"""Under this name a verdict about an event keeps its camera in what was shown."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An event, or a pixel, that somebody judged.

    Attributes
    ----------
    scope, place : str
        As in a `Verdict`.
    x, y : int
        On the whole sensor; of the verdict that was met first.
    camera : str
        Empty where no verdict of an event says it.
    """

    scope: str
    place: str
    x: int
    y: int
    camera: str


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two reviewers.

    Attributes
    ----------
    one, other : str
        Their names.
    counts : int64 array, shape (k, k)
        What one said (row) where the other said that (column), as in `CLASSES`.
    kappa : Kappa
        Cohen's.
    """

    one: str
    other: str
    counts: NDArray[np.int64]
    kappa: Kappa


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """How several reviewers agree.

    Attributes
    ----------
    verdicts : mapping
        Reviewer -> number of verdicts; in the order of their names.
    pairs : tuple of Pair
        Each with each.
    fleiss : Kappa
        Of all together.
    disagreements : mapping
        What at least two judged differently -> class by reviewer.
    """

    verdicts: Mapping[str, int]
    pairs: tuple[Pair, ...]
    fleiss: Kappa
    disagreements: Mapping[Judged, Mapping[str, str]]


def compared(opinions: Iterable[Opinion]) -> Comparison:
    """Compare what holds of all verdicts.

    Verdicts about places within a pixel of each other are about the same event. One
    about a pixel counts for the events there, too, unless the same reviewer judged the
    event later. Synthetic events do not count: everybody sees others.

    Parameters
    ----------
    opinions : iterable of Opinion
        Of any topic, in any order.
    """
    said = [held for held in standing(opinions).values() if held.topic == VERDICT]
    verdicts = Verdicts(
        held for held in said if held.value and held.value.get("salted") is not True
    )
    names = [one.name for one in CLASSES]
    items = dict(_items(verdicts))
    numbers = Counter(verdict.reviewer for verdict in verdicts)
    judged = {
        reviewer: {
            item: given[reviewer] for item, given in items.items() if reviewer in given
        }
        for reviewer in sorted(numbers)
    }
    pairs = []
    for one, other in combinations(judged, 2):
        counts = confusion(judged[one], judged[other], names)
        pairs.append(Pair(one, other, counts, cohen_kappa(counts)))
    table = [
        [list(given.values()).count(name) for name in names] for given in items.values()
    ]
    together = np.array(table, np.int64).reshape(-1, len(names))
    return Comparison(
        {reviewer: numbers[reviewer] for reviewer in judged},
        tuple(pairs),
        fleiss_kappa(together),
        {item: items[item] for item in disagreements(list(judged.values()))},
    )


def _items(verdicts: Verdicts) -> Iterator[tuple[Judged, dict[str, str]]]:
    """Each event or pixel once, with the class by reviewer."""
    met: set[tuple[str, int, int]] = set()
    for verdict in sorted(verdicts, key=_order):
        if (verdict.place, verdict.x, verdict.y) in met:
            continue
        camera = verdict.shown.get(CAMERA) if verdict.scope == EVENT else ""
        item = Judged(
            verdict.scope,
            verdict.place,
            verdict.x,
            verdict.y,
            camera if isinstance(camera, str) else "",
        )
        places = [place for place in (item.place, item.camera) if place]
        given = verdicts.of(places, item.x, item.y)
        for dy in range(-REACH_PX, REACH_PX + 1):
            for dx in range(-REACH_PX, REACH_PX + 1):
                met.add((item.place, item.x + dx, item.y + dy))
        yield item, {name: given[name].name for name in sorted(given)}


def _order(verdict: Verdict) -> tuple[str, int, int, str]:
    return verdict.place, verdict.y, verdict.x, verdict.reviewer
