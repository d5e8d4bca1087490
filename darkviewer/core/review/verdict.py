"""A verdict: what a person says of an event or a pixel, and what was seen then."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from darkviewer.core.opinions.events import VERDICT, Opinion
from darkviewer.core.review.classes import EVENT, PIXEL, class_named

__all__ = [
    "CERTAINTIES",
    "REACH_PX",
    "Verdict",
    "Verdicts",
    "certainty_words",
    "read_verdict",
]

REACH_PX = 1
"""Another criterion may move a peak so far: it is the same event all the same."""

CERTAINTIES: Mapping[str, float] = {"sure": 1.0, "likely": 0.75, "a guess": 0.5}
"""How certain a reviewer can be, in words; saying nothing of it is usual."""

LONGEST_NOTE = 10_000
"""Characters of a note that are kept."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one person says of one event, or of one pixel in all frames.

    Attributes
    ----------
    reviewer : str
        Whose verdict it is: nobody else's is ever replaced by it.
    scope : str
        `EVENT` or `PIXEL`.
    place : str
        What the coordinates belong to: the content hash of a frame for an event, the
        camera for a pixel.
    x, y : int
        Column and row on the whole sensor, 0-based, unbinned.
    name : str
        Of its class, see `CLASSES`.
    certainty : float or None
        0 to 1, where the reviewer gave one.
    note : str
        In words.
    tags : tuple of str
        In the order they were given.
    shown : mapping
        What was on show: label, p, ΔBIC, parameters, hash of the master, version.
    spent_s : float
        Time that the reviewer looked at it.
    blind : bool
        Label and evidence of the program were hidden.
    salted : bool
        The program had put it there.
    """

    reviewer: str
    scope: str
    place: str
    x: int
    y: int
    name: str
    certainty: float | None = None
    note: str = ""
    tags: tuple[str, ...] = ()
    shown: Mapping[str, Any] = field(default_factory=dict, hash=False)
    spent_s: float = 0.0
    blind: bool = False
    salted: bool = False

    @property
    def subject(self) -> str:
        """What the opinion is about: equal for the same person and place only."""
        return "\n".join(
            (self.reviewer, self.scope, self.place, str(self.x), str(self.y))
        )

    def as_value(self) -> dict[str, Any]:
        """As an opinion keeps it."""
        return {
            "reviewer": self.reviewer,
            "scope": self.scope,
            "place": self.place,
            "x": self.x,
            "y": self.y,
            "class": self.name,
            "certainty": self.certainty,
            "note": self.note,
            "tags": list(self.tags),
            "shown": dict(self.shown),
            "spent_s": self.spent_s,
            "blind": self.blind,
            "salted": self.salted,
        }


def certainty_words(certainty: float | None) -> str:
    """``likely``, or ``90 %`` where another program gave it; empty where nobody did."""
    if certainty is None:
        return ""
    known = (words for words, value in CERTAINTIES.items() if value == certainty)
    return next(known, f"{100 * certainty:.0f} %")


def read_verdict(opinion: Opinion) -> Verdict | None:
    """The verdict that an opinion holds; None if it is taken back, or is none."""
    value = opinion.value
    if opinion.topic != VERDICT or value is None:
        return None
    name, x, y = value.get("class"), value.get("x"), value.get("y")
    reviewer, place, scope = (
        _text(value.get(name)) for name in ("reviewer", "place", "scope")
    )
    if type(x) is not int or type(y) is not int or scope not in (EVENT, PIXEL):
        return None
    if not (reviewer and place and isinstance(name, str) and class_named(name)):
        return None
    shown = value.get("shown")
    return Verdict(
        reviewer,
        scope,
        place,
        x,
        y,
        name,
        certainty=_number(value.get("certainty")),
        note=_text(value.get("note")),
        tags=tuple(_text(tag) for tag in _several(value.get("tags"))),
        shown=shown if isinstance(shown, Mapping) else {},
        spent_s=_number(value.get("spent_s")) or 0.0,
        blind=value.get("blind") is True,
        salted=value.get("salted") is True,
    )


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def _text(value: object) -> str:
    return value[:LONGEST_NOTE] if isinstance(value, str) else ""


def _several(value: object) -> Iterable[object]:
    return value if isinstance(value, list | tuple) else ()


class Verdicts:
    """Finds verdicts again, by frame or camera and place on the sensor.

    A verdict holds for what lies within a pixel of it, since another threshold or
    criterion may move a peak; the nearest holds, of equally near ones the latest.

    Parameters
    ----------
    opinions : iterable of Opinion
        All that holds of the topic, in any order.
    """

    def __init__(self, opinions: Iterable[Opinion] = ()) -> None:
        self._at: dict[tuple[str, int, int], dict[str, tuple[Verdict, str]]] = {}
        for opinion in sorted(opinions, key=lambda said: (said.at, said.id)):
            verdict = read_verdict(opinion)
            if verdict is not None:
                self.put(verdict, opinion.at)

    def put(self, verdict: Verdict, at: str) -> None:
        """Take one more, said at that time, for what its reviewer said there before."""
        place = verdict.place, verdict.x, verdict.y
        self._at.setdefault(place, {})[verdict.reviewer] = verdict, at

    def take_back(self, verdict: Verdict) -> None:
        """Forget what a reviewer said there."""
        here = self._at.get((verdict.place, verdict.x, verdict.y), {})
        here.pop(verdict.reviewer, None)

    def __iter__(self) -> Iterator[Verdict]:
        """Each verdict once."""
        for of_place in self._at.values():
            for verdict, _ in of_place.values():
                yield verdict

    def of(
        self,
        places: Iterable[str],
        x: int,
        y: int,
        *,
        pixel: tuple[int, int] = (1, 1),
        claimed: Callable[[str, int, int], bool] = lambda *_: False,
    ) -> dict[str, Verdict]:
        """By reviewer, the verdict that holds for an event.

        Parameters
        ----------
        places : iterable of str
            Content hash of the frame and camera: verdicts about this event, and those
            about its pixel. The latest of both holds.
        x, y : int
            On the whole sensor.
        pixel : tuple of int
            Sensor pixels in a pixel of the frame, across and down: `REACH_PX` counts
            pixels of the frame.
        claimed : callable
            Whether something else that can be judged is at a place of the sensor: what
            was said there is not about this event.
        """
        best: dict[str, tuple[int, str, Verdict]] = {}
        for place in places:
            for reviewer, (far, at, verdict) in self._near(
                place, x, y, pixel, claimed
            ).items():
                known = best.get(reviewer)
                if known is None or at > known[1]:
                    best[reviewer] = far, at, verdict
        return {reviewer: verdict for reviewer, (_, _, verdict) in best.items()}

    def _near(
        self,
        place: str,
        x: int,
        y: int,
        pixel: tuple[int, int],
        claimed: Callable[[str, int, int], bool],
    ) -> dict[str, tuple[int, str, Verdict]]:
        found: dict[str, tuple[int, str, Verdict]] = {}
        across, down = (REACH_PX * size for size in pixel)
        for dy in range(-down, down + 1):
            for dx in range(-across, across + 1):
                here = self._at.get((place, x + dx, y + dy))
                if not here or claimed(place, x + dx, y + dy):
                    continue
                for reviewer, (verdict, at) in here.items():
                    far = dx * dx + dy * dy
                    known = found.get(reviewer)
                    if known is None or (-far, at) > (-known[0], known[1]):
                        found[reviewer] = far, at, verdict
        return found
