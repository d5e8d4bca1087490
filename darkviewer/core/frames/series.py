"""The series of one folder: their order, their names, and how they differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.grouping import GROUPING, Skipped, rule_of, split

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo

__all__ = ["Series", "Together", "differences", "elsewhere", "series_of", "summary"]

_ORDER = ("dark", "", "bias", "flat", "light")
"""Of kinds; stacks come last."""
FEWEST = 3
"""Frames of a series that somebody meant to be one."""
_NAMED = 3
"""Series that a sentence names; the others are counted."""


_Setting = tuple[str, float | None, str]


@dataclass(frozen=True, slots=True)
class Series:
    """Frames of one folder that may be combined.

    Attributes
    ----------
    id : str
        Its name in the folder: ``dark-30s``. The one whose first frame comes first has
        the short name; others have what differs behind it: ``dark-30s-gain200``.
    frames : tuple of FrameInfo
        In file order.
    """

    id: str
    frames: tuple[FrameInfo, ...]

    @property
    def kind(self) -> str:
        """Of its frames."""
        return self.frames[0].kind

    @property
    def words(self) -> str:
        """``dark 30 s``, ``dark 30 s IM2``."""
        first = self.frames[0]
        exposure = first.exposure_s
        parts = [first.kind or "frames of unknown kind"]
        if exposure is not None:
            parts.append(f"{exposure:g} s")
        if first.extension:
            parts.append(first.extension)
        return " ".join(parts)


def series_of(frames: Sequence[FrameInfo]) -> tuple[Series, ...]:
    """All series of a folder's frames: darks first, within a kind the larger ones."""
    groups = split(frames)
    found = [Series(i, g) for i, g in zip(_ids(groups), groups, strict=True)]
    return tuple(sorted(found, key=_rank))


def _rank(series: Series) -> tuple[int, int]:
    kind = series.kind
    place = _ORDER.index(kind) if kind in _ORDER else len(_ORDER)
    return place, -len(series.frames)


def _ids(groups: Iterable[Sequence[FrameInfo]]) -> list[str]:
    holders: dict[str, FrameInfo] = {}
    counts: dict[str, int] = {}
    ids = []
    for first, *_ in groups:
        name = base = _base(first)
        for words in differences(first, holders.get(base)):
            if name not in holders:
                break
            name = f"{name}-{_slug(words)}"
        while name in holders:
            counts[base] = counts.get(base, 1) + 1
            name = f"{base}-{counts[base]}"
        holders[name] = first
        ids.append(name)
    return ids


def _base(frame: FrameInfo) -> str:
    exposure = frame.exposure_s
    kind = (frame.kind or "frames").replace(" ", "-")
    return kind if exposure is None else f"{kind}-{exposure:g}s"


def _slug(words: str) -> str:
    short = re.sub(r"(?<=^set )to |^(?:of|at) | \d\d:\d\d$|°", "", words.lower())
    return re.sub(r"[^a-z0-9.+-]+", "-", short.replace(" ", "")).strip("-.") or "x"


def differences(frame: FrameInfo, other: FrameInfo | None) -> list[str]:
    """What is said of the first and not of the other, in the order of the table."""
    if other is None:
        return []
    by_set_point = None not in (frame.set_temperature_c, other.set_temperature_c)
    passed = {"temperature_c"} if by_set_point else set()
    if frame.stack != other.stack:
        passed.add("kind")
    said = [
        rule.said(frame)
        for rule in GROUPING
        if rule.field not in passed and not _agree(rule.field, frame, other)
    ]
    # A time differs between any two frames: it tells only where nothing else does.
    return said or ([rule_of("time").said(frame)] if frame.time else [])


def _agree(field: str, frame: FrameInfo, other: FrameInfo) -> bool:
    rule = rule_of(field)
    one, two = getattr(frame, field), getattr(other, field)
    if field == "time" or frame.unreadable.get(field) != other.unreadable.get(field):
        return field == "time"
    if None in (one, two) or "" in (one, two):
        return bool(one == two)
    if rule.gap:
        return bool(abs(one - two) <= rule.gap)
    return rule.agree(one, two)


@dataclass(frozen=True, slots=True)
class Together:
    """What one has to know of all series of a folder to speak of each.

    Attributes
    ----------
    series : tuple of Series
        In the order in which they are listed.
    n_frames : int
        In all of them.
    """

    series: tuple[Series, ...]
    n_frames: int
    _settings: Counter[_Setting]
    _smallest: int
    _images: bool

    @classmethod
    def of(cls, series: tuple[Series, ...]) -> Together:
        """Counted once, so that the time for all does not grow with their square."""
        sizes = [len(one.frames) for one in series]
        settings = Counter(map(_setting, series))
        extensions = {one.frames[0].extension for one in series} - {""}
        images = len(extensions) == len(series)
        return cls(series, sum(sizes), settings, min(sizes, default=0), images)

    def look_planned(self, series: Series) -> bool:
        """Whether the others are no strays: each has frames enough for a master, and
        another kind, exposure or image of the file than this one.
        """
        if self._images:  # of the same files, however few
            return True
        return self._smallest >= FEWEST and self._settings[_setting(series)] == 1

    def is_one_of_several(self, series: Series) -> bool:
        """Whether another one has its kind, exposure and image of the file."""
        return self._settings[_setting(series)] > 1


def _setting(series: Series) -> _Setting:
    first = series.frames[0]
    return first.kind, first.exposure_s, first.extension


def summary(series: Series, together: Together) -> str:
    """``5 others are a series of their own (gain 200)``; there are at least two."""
    everything = together.series
    others = [one for one in everything[: _NAMED + 1] if one.id != series.id][:_NAMED]
    count = together.n_frames - len(series.frames)
    if len(everything) == 2:
        apart = differences(others[0].frames[0], series.frames[0])
        words = ", ".join(apart[:_NAMED])
        if count == 1:
            return f"1 other is a series of its own ({words})"
        return f"{count} others are a series of their own ({words})"
    more = len(everything) - 1 - len(others)
    named_ones = ", ".join(_named(one, series, together) for one in others)
    tail = f" and {more} more" if more else ""
    return f"{count} others are {len(everything) - 1} series ({named_ones}{tail})"


def _named(one: Series, series: Series, together: Together) -> str:
    """``3 dark 30 s``, and what sets it apart where several are called so."""
    words = f"{len(one.frames)} {one.words}"
    if not together.is_one_of_several(one):
        return words
    apart = differences(one.frames[0], series.frames[0])
    said = (words, *(more for more in apart[:1] if more not in words))
    return " ".join(said)


def elsewhere(series: Series, everything: Iterable[Series]) -> tuple[Skipped, ...]:
    """One sentence for each frame that is of another series."""
    return tuple(
        Skipped(
            info.name,
            f"frame {shown(info.name)} is {words}, this series is {own}: see series "
            f"{other.id}",
        )
        for other in everything
        if other.id != series.id
        for words, own in [_both(other, series)]
        for info in other.frames
    )


def _both(other: Series, series: Series) -> tuple[str, str]:
    one, two = other.frames[0], series.frames[0]
    for rule in GROUPING:
        if not _agree(rule.field, one, two):
            return rule.said(one), rule.said(two)
    rule = rule_of("time")
    return rule.said(one), rule.said(two)
