"""Which frames may be combined: what must agree is data in one table.

Frames belong together when all known facts agree; no majority decides. What is absent
agrees with what is absent only; what cannot be read agrees with the same text only.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from darkviewer.core.foreign_text import shown
from darkviewer.core.parameters import exact

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo

__all__ = [
    "DRIFT_GAP_C",
    "GROUPING",
    "NIGHT_GAP_S",
    "Expected",
    "GroupingRule",
    "Skipped",
    "expected_only",
    "rule_of",
    "split",
]

DRIFT_GAP_C = 1.0
"""Temperatures without a set point: a wider gap between two of them parts series.

A sensor that toggles between two values and one that drifts slowly leave no such gap.
"""
NIGHT_GAP_S = 6 * 3600.0
"""So long without a frame, and another night has begun."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A frame left out, and why: one sentence with file, found and expected.

    ``incomplete`` tells that the file ends too early: it may still be written;
    ``copy_of`` names the frame whose pixels it holds.
    """

    name: str
    reason: str
    incomplete: bool = False
    copy_of: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """Values that frames must have; what is None may be anything.

    Attributes
    ----------
    shape : tuple of int or None
        (ny, nx) in pixels.
    exposure_s : float or None
        In seconds, with the tolerance of its row in `GROUPING`.
    filter, kind : str or None
        As the header spells the filter; the kind as `FrameInfo` names it.
    set_temperature_c : float or None
        The set point in degrees Celsius.
    frames : int or None
        How many there must be in a series; too few or too many are only reported.
    """

    shape: tuple[int, int] | None = None
    exposure_s: float | None = None
    filter: str | None = None
    kind: str | None = None
    set_temperature_c: float | None = None
    frames: int | None = None


@dataclass(frozen=True, slots=True)
class GroupingRule:
    """One quantity that must agree.

    Attributes
    ----------
    field : str
        Its name in `FrameInfo`.
    noun : str
        What it is called where a frame does not say it.
    words : callable
        A value in words that follow "is".
    tolerance : Fraction
        How much numbers may differ.
    part : Fraction
        How much they may differ as a part of themselves; the stricter bound counts.
    gap : float
        Where it is not 0: values part where two neighbours differ by more than this,
        however wide a group becomes.
    """

    field: str
    noun: str
    words: Callable[[Any], str]
    tolerance: Fraction = Fraction(0)
    part: Fraction = Fraction(1)
    gap: float = 0.0

    def agree(self, one: Any, other: Any) -> bool:
        """Whether two known values may be combined."""
        if one == other or not self.tolerance:
            return bool(one == other)
        limit = min(self.tolerance, self.part * exact(max(abs(one), abs(other))))
        beyond = abs(one - other) - float(limit)
        if abs(beyond) > 1e-12 * (abs(one) + abs(other) + 1):  # no rounding decides
            return bool(beyond < 0)
        return abs(exact(one) - exact(other)) <= limit

    def said(self, frame: FrameInfo) -> str:
        """What a frame says of it: ``30 s``, ``gain not said``."""
        unread = frame.unreadable.get(self.field)
        if unread is not None:
            return f"{self.noun} unreadable: {shown(unread)}"
        value = getattr(frame, self.field)
        return f"{self.noun} not said" if _unknown(value) else self.words(value)


def _stack_words(count: int) -> str:
    if not count:
        return "one exposure"
    return f"a stack{f' of {count}' if count > 1 else ''}, not one exposure"


GROUPING: tuple[GroupingRule, ...] = (
    GroupingRule("shape", "size", lambda shape: f"{shape[1]}x{shape[0]}"),
    GroupingRule("dtype", "type", str),
    GroupingRule("extension", "image", str),
    GroupingRule("stack", "number of exposures", _stack_words),
    GroupingRule("kind", "kind", str),
    GroupingRule(
        "exposure_s", "exposure", "{:g} s".format, Fraction(1, 1000), Fraction(1, 100)
    ),
    GroupingRule("filter", "filter", "filter {}".format),
    GroupingRule("binning", "binning", lambda b: f"binned {b[0]}x{b[1]}"),
    GroupingRule("region", "region", lambda r: f"read from {r[0]}, {r[1]}"),
    GroupingRule("row_order", "row order", "{}".format),
    GroupingRule("camera", "camera", "camera {}".format),
    GroupingRule("camera_id", "serial number", "camera number {}".format),
    GroupingRule("telescope", "telescope", "telescope {}".format),
    GroupingRule("readout_mode", "read-out mode", "read-out mode {}".format),
    GroupingRule("gain", "gain", "gain {:g}".format),
    GroupingRule("offset", "offset", "offset {:g}".format),
    GroupingRule("iso", "ISO", "ISO {:g}".format),
    GroupingRule("adc_bits", "bit depth", "{} bit".format),
    GroupingRule(
        "set_temperature_c", "set point", "set to {:g} °C".format, Fraction(1, 100)
    ),
    GroupingRule("temperature_c", "temperature", "at {:g} °C".format, gap=DRIFT_GAP_C),
    GroupingRule("time", "time", lambda t: f"of {t:%Y-%m-%d %H:%M}", gap=NIGHT_GAP_S),
)
"""All that must agree, in the order in which it is named.

The temperature decides only where there is no set point. Frames without a time belong
to the others if these are of one night, else they are a series of their own.
"""

_BY_FIELD = {rule.field: rule for rule in GROUPING}
_EXACT = tuple(rule.field for rule in GROUPING if not rule.tolerance and not rule.gap)
_FIELDS = frozenset(_BY_FIELD) - {"temperature_c", "time"}


def rule_of(field: str) -> GroupingRule:
    """The row of a quantity."""
    return _BY_FIELD[field]


def split(frames: Sequence[FrameInfo]) -> list[tuple[FrameInfo, ...]]:
    """Series of frames whose facts all agree, in the order of their first frames.

    The work grows with the number of frames alone, however many series there are.

    Parameters
    ----------
    frames : sequence of FrameInfo
        In file order, which they keep.
    """
    groups: Iterable[list[FrameInfo]] = _by_key(frames, _exact_key)
    for parted in (_by_exposure, _by_set_point, _by_temperature, _by_night):
        groups = [part for group in groups for part in parted(group)]
    first = {id(frame): place for place, frame in enumerate(frames)}
    return [tuple(g) for g in sorted(groups, key=lambda group: first[id(group[0])])]


def expected_only(
    frames: Sequence[FrameInfo], expected: Expected
) -> tuple[tuple[FrameInfo, ...], tuple[Skipped, ...]]:
    """Those that are as expected, and one sentence for each of the others."""
    kept, left_out = [], []
    for frame in frames:
        reason = _unexpected(frame, expected)
        if reason:
            left_out.append(Skipped(frame.name, reason))
        else:
            kept.append(frame)
    return tuple(kept), tuple(left_out)


def _unexpected(frame: FrameInfo, expected: Expected) -> str:
    for item in fields(Expected):
        wanted = getattr(expected, item.name)
        if wanted is None or item.name == "frames":
            continue
        rule = _BY_FIELD[item.name]
        found = getattr(frame, item.name)
        if _unknown(found) or not rule.agree(found, wanted):
            return (
                f"frame {shown(frame.name)} is {rule.said(frame)}, expected "
                f"{rule.words(wanted)}: left out"
            )
    return ""


def _unknown(value: Any) -> bool:
    return value is None or value == ""


def _by_key(
    frames: Iterable[FrameInfo], key: Callable[[FrameInfo], Hashable]
) -> list[list[FrameInfo]]:
    groups: dict[Hashable, list[FrameInfo]] = {}
    for frame in frames:
        groups.setdefault(key(frame), []).append(frame)
    return list(groups.values())


def _exact_key(frame: FrameInfo) -> Hashable:
    unread = frame.unreadable
    said = tuple(sorted((f, unread[f]) for f in unread if f in _FIELDS))
    return (*(getattr(frame, field) for field in _EXACT), said)


def _by_exposure(group: list[FrameInfo]) -> list[list[FrameInfo]]:
    return _windows(group, _BY_FIELD["exposure_s"])


def _by_set_point(group: list[FrameInfo]) -> list[list[FrameInfo]]:
    return _windows(group, _BY_FIELD["set_temperature_c"])


def _by_temperature(group: list[FrameInfo]) -> list[list[FrameInfo]]:
    if group[0].set_temperature_c is not None:
        return [group]
    rule = _BY_FIELD["temperature_c"]
    groups = _by_key(group, lambda f: f.unreadable.get("temperature_c", ""))
    return [part for one in groups for part in _parted(one, rule)]


def _by_night(group: list[FrameInfo]) -> list[list[FrameInfo]]:
    parts = _parted(group, _BY_FIELD["time"])
    dated = [part for part in parts if part[0].time is not None]
    return parts if len(dated) > 1 else [group]


def _windows(group: list[FrameInfo], rule: GroupingRule) -> list[list[FrameInfo]]:
    """Parts in which any two values agree, from the smallest value up."""
    values = {getattr(frame, rule.field) for frame in group}
    places: dict[Any, int] = {None: 0}
    start: Any = None
    for value in sorted(values - {None}):
        if start is None or not rule.agree(start, value):
            start = value
            places[value] = len(places)
        else:
            places[value] = places[start]
    return _by_key(group, lambda frame: places[getattr(frame, rule.field)])


def _parted(group: list[FrameInfo], rule: GroupingRule) -> list[list[FrameInfo]]:
    """Parts between which there is a gap; those who do not say it are one more."""
    values = sorted({getattr(frame, rule.field) for frame in group} - {None})
    places: dict[Any, int] = {None: 0}
    place = 1
    for before, value in zip([None, *values], values, strict=False):
        place += before is not None and _distance(before, value) > rule.gap + 1e-9
        places[value] = place
    return _by_key(group, lambda frame: places[getattr(frame, rule.field)])


def _distance(before: Any, value: Any) -> float:
    if isinstance(value, datetime):
        return float((value - before).total_seconds())
    return float(value - before)
