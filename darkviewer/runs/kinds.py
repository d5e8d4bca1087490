"""Kinds that people gave to series, found again by the pixels of their frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from darkviewer.core.frames.grouping import split
from darkviewer.core.frames.kind_said import SAYABLE, YOU, KindSaid, with_kinds
from darkviewer.runs.exclusion import content_of

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo, Place
    from darkviewer.core.opinions.events import Opinion
    from darkviewer.runs.exclusion import Contents

__all__ = ["kind_opinion", "told"]

_NAMED = 3
"""Frames of a series, of names that were kept, that are read to know it again."""


def kind_opinion(info: FrameInfo, kind: str) -> dict[str, Any]:
    """What is kept of a kind: enough to know which frames to compare with."""
    ny, nx = info.shape
    return {
        "kind": kind,
        "name": info.name,
        "shape": [ny, nx],
        "dtype": info.dtype,
        "time": _time(info),
    }


def told(
    frames: Sequence[FrameInfo], held: Iterable[Opinion], contents: Contents, *, me: str
) -> tuple[FrameInfo, ...]:
    """The frames of a folder with the kinds that opinions give them.

    A few frames of each series are read, and only where some opinion is about a frame
    of their shape and type, of the same time where both say it: else all frames of an
    archive would be read once somebody said anything.

    Parameters
    ----------
    frames : sequence of FrameInfo
        All of a folder.
    held : iterable of Opinion
        About kinds.
    contents : Contents
        Content hashes.
    me : str
        Whose opinions are "said by you".
    """
    said: dict[str, KindSaid] = {}
    names: set[str | None] = set()
    times: dict[tuple[Any, Any], set[str | None]] = {}
    for one in held:
        value = one.value or {}
        if value.get("kind") in SAYABLE:
            by = YOU if one.who == me else one.who
            said[one.subject] = KindSaid(value["kind"], by)
            names.add(value.get("name"))
            alike = tuple(value.get("shape", ())), value.get("dtype")
            times.setdefault(alike, set()).add(value.get("time"))
    found: dict[Place, KindSaid] = {}
    for group in split(frames) if said else ():
        known = times.get((group[0].shape, group[0].dtype), set())
        same_time = [info for info in group if _may_be_of(info, known)]
        for info in _worth_reading(same_time, names):
            content = content_of(info, contents)
            if content in said:
                found[info.place] = said[content]
                break
    return with_kinds(frames, found)


def _time(info: FrameInfo) -> str | None:
    return None if info.time is None else info.time.isoformat()


def _may_be_of(info: FrameInfo, times: set[str | None]) -> bool:
    """Whether a frame is of one of these times; None is a time that is not known."""
    return bool(times) and (info.time is None or bool(times & {None, _time(info)}))


def _worth_reading(
    group: Sequence[FrameInfo], names: set[str | None]
) -> Iterator[FrameInfo]:
    """Frames that were named come first; the ends are known under other names too."""
    named = [info for info in group if info.name in names][:_NAMED]
    once = {info.place: info for info in (*named, *group[:1], *group[-1:])}
    yield from once.values()
