"""An opinion is an event; what holds now follows from all of them, in any order."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

__all__ = [
    "BY_HAND",
    "DECIDING",
    "EXCLUSION",
    "EXPECTATION",
    "GAIN",
    "KIND",
    "LIMITS",
    "REMARK",
    "VERDICT",
    "Opinion",
    "standing",
    "uncontested",
]

EXCLUSION = "exclusion"
"""A frame, by the hash of its pixels, is left out of the master."""

KIND = "kind"
"""What the frames of a series are."""

GAIN = "gain"
"""e-/ADU and padding of a camera in one mode."""

LIMITS = "limits"
"""Limits of checks, by name, for a camera in one mode."""

EXPECTATION = "expectation"
"""What the captures below a root are expected to be."""

DECIDING = (EXCLUSION, EXPECTATION, GAIN, KIND, LIMITS)
"""Topics that decide results; the others are about results."""

VERDICT = "verdict"
"""What a person sees in an event, or in a pixel of all frames."""

REMARK = "remark"
"""A note or tags on an event that has no verdict yet."""

BY_HAND = "by hand"
"""A candidate that a person added to the list of the program, or took from it."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """Who said what about what, and when; never changed once it was said.

    Attributes
    ----------
    topic : str
        One of the topics above.
    subject : str
        What it is about: the content hash of a frame, a camera's mode, a root.
    value : mapping or None
        What is said, as JSON can hold it; None takes back what was said before.
    supersedes : str
        `id` of the opinions it takes the place of, separated by blanks.
    who : str
        Who said it.
    at : str
        When, UTC, as ISO 8601 with microseconds.
    id : str
        A UUID.
    """

    topic: str
    subject: str
    value: Mapping[str, Any] | None = field(hash=False)
    supersedes: str = ""
    who: str = ""
    at: str = field(
        default_factory=lambda: datetime.now(UTC).isoformat(timespec="microseconds")
    )
    id: str = field(default_factory=lambda: str(uuid.uuid4()))


def uncontested(opinions: Iterable[Opinion]) -> list[Opinion]:
    """Those that no other supersedes, oldest first; repetitions do not matter."""
    known = {opinion.id: opinion for opinion in opinions}
    replaced = {name for said in known.values() for name in said.supersedes.split()}
    left = (said for name, said in known.items() if name not in replaced)
    return sorted(left, key=lambda said: (said.at, said.id))


def standing(opinions: Iterable[Opinion]) -> dict[tuple[str, str], Opinion]:
    """The opinion that holds about each (topic, subject).

    One that another supersedes holds no more; of several that remain, as two windows
    leave them, the latest that says something does. The order of the opinions and
    repetitions do not matter. Subjects about which all was taken back are not in it.
    """
    left = uncontested(opinions)
    return {(s.topic, s.subject): s for s in left if s.value is not None}
