"""What a person says of the kind of frames: it wins over all evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from darkviewer.core.frames.grouping import split
from darkviewer.core.frames.kind import UNCOUNTED, is_about_kind, words_of_source

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo, Place

__all__ = [
    "SAYABLE",
    "YOU",
    "KindSaid",
    "found_words",
    "kinds_said",
    "with_kind",
    "with_kinds",
]

SAYABLE = ("dark", "bias", "flat", "light", "stack")
"""Kinds that a person can give a series."""

YOU = "you"
"""Whoever uses the program now."""


@dataclass(frozen=True, slots=True)
class KindSaid:
    """One of `SAYABLE`, and who said it."""

    kind: str
    by: str = YOU


def with_kinds(
    frames: Sequence[FrameInfo], said: Mapping[Place, KindSaid]
) -> tuple[FrameInfo, ...]:
    """Frames as a person named them, in the same order.

    What is said of one frame holds for its whole series as the evidence makes it, so
    that frames which arrive later are of the same kind.

    Parameters
    ----------
    frames : sequence of FrameInfo
        All of one folder, with the kinds that the evidence gives them.
    said : mapping
        Place of a frame -> what was said of it; of several in a series the first
        frame's counts.
    """
    words: dict[Place, KindSaid] = {}
    for group in split(frames) if said else ():
        held = [said[info.place] for info in group if info.place in said]
        words |= {info.place: held[0] for info in group if held}
    return tuple(
        with_kind(info, words[info.place]) if info.place in words else info
        for info in frames
    )


def with_kind(info: FrameInfo, said: KindSaid) -> FrameInfo:
    """The frame with the kind that somebody gave it; other evidence is a note."""
    found, kind, stack = info.kind, said.kind, 0
    if kind == "stack":
        stack = info.stack or UNCOUNTED
        if info.stack:
            kind = found
        elif found in ("dark", "bias", "flat"):
            kind = f"master {found}"
    source = info.sources.get("kind", "")
    notes = [note for note in info.notes if not is_about_kind(note)]
    if found not in ("", kind) and not info.kind_found:
        verb = "say" if said.by == YOU else "says"
        notes.append(f"{words_of_source(source)} says {found}, {said.by} {verb} {kind}")
    return replace(
        info,
        kind=kind,
        stack=stack,
        sources={**info.sources, "kind": f"said by {said.by}"},
        notes=tuple(notes),
        contradictions=(),
        kind_found=found_words(info),
    )


def found_words(info: FrameInfo) -> str:
    """What the evidence says, whatever a person said: ``light: from IMAGETYP``."""
    source = info.sources.get("kind", "")
    return info.kind_found or (f"{info.kind}: from {source}" if source else "unknown")


def kinds_said(frames: Sequence[FrameInfo]) -> tuple[str, ...]:
    """``3 frames are dark, said by anna; as found light: from IMAGETYP``."""
    counts = Counter(
        (info.kind, _by_whom(info.sources["kind"]), info.kind_found)
        for info in frames
        if info.kind_found
    )
    return tuple(
        f"{n} frame{' is' if n == 1 else 's are'} {kind}, {said}; as found {found}"
        for (kind, said, found), n in counts.items()
    )


def _by_whom(source: str) -> str:
    return "said by the user" if source == f"said by {YOU}" else source
