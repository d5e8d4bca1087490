"""Which frames may be combined: what must agree is data in one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from darkviewer.core.foreign_text import shown
from darkviewer.core.parameters import exact

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo

__all__ = ["GROUPING", "Expected", "GroupingRule", "Skipped", "confirm"]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A frame left out, and why: one sentence with file, found and expected.

    ``incomplete`` tells that the file ends too early: it may still be written.
    """

    name: str
    reason: str
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """Values that frames must agree with; None is taken from the majority.

    Attributes
    ----------
    shape : tuple of int or None
        (ny, nx) in pixels.
    exposure_s : float or None
        In seconds; frames may differ by 1e-3 s.
    filter : str or None
        As the header spells it, without trailing blanks.
    """

    shape: tuple[int, int] | None = None
    exposure_s: float | None = None
    filter: str | None = None


@dataclass(frozen=True, slots=True)
class GroupingRule:
    """One quantity that must agree; numbers may differ by up to `tolerance`."""

    field: str
    words: Callable[[Any], str]
    tolerance: Fraction = Fraction(0)

    def agree(self, one: Any, other: Any) -> bool:
        """Whether two known values may stand in one session."""
        if one == other or not self.tolerance:
            return bool(one == other)
        beyond = abs(one - other) - float(self.tolerance)
        if abs(beyond) > 1e-12 * (abs(one) + abs(other) + 1):  # no rounding decides
            return bool(beyond < 0)
        return abs(exact(one) - exact(other)) <= self.tolerance


def _shape_words(shape: tuple[int, int]) -> str:
    return f"{shape[1]}x{shape[0]}"


GROUPING: tuple[GroupingRule, ...] = (
    GroupingRule("shape", _shape_words),
    GroupingRule("dtype", str),
    GroupingRule("kind", "of kind {}".format),
    GroupingRule("exposure_s", "{:g} s".format, Fraction(1, 1000)),
    GroupingRule("filter", "filter {}".format),
    GroupingRule("binning", lambda factors: f"binned {factors[0]}x{factors[1]}"),
    GroupingRule("camera", "from {}".format),
    GroupingRule("readout_mode", "in read-out mode {}".format),
    GroupingRule("gain", "at gain {:g}".format),
    GroupingRule("offset", "at offset {:g}".format),
)
"""Checked in this order; a frame that disagrees with the majority is skipped.

Temperature is not here: two quantised values stand in one series, so it is only noted.
"""


def confirm(
    frames: Sequence[FrameInfo], expected: Expected | None = None
) -> tuple[tuple[FrameInfo, ...], tuple[Skipped, ...]]:
    """Separate the frames that belong together from those that disagree.

    Parameters
    ----------
    frames : sequence of FrameInfo
        In file order.
    expected : Expected, optional
        Given values. What is not given is taken from the majority of the frames that
        passed so far; of equal numbers the earlier frame's value counts.

    Returns
    -------
    used : tuple of FrameInfo
        In the same order. A frame that does not say a quantity agrees with a majority,
        but not with a given value.
    skipped : tuple of Skipped
        One sentence each.
    """
    used = tuple(frames)
    skipped: list[Skipped] = []
    for rule in GROUPING:
        given = getattr(expected, rule.field, None)
        wanted = _majority(rule, used) if given is None else given
        if _unknown(wanted):
            continue
        reasons = [
            _disagreement(rule, frame, wanted, given is not None) for frame in used
        ]
        skipped += [Skipped(f.name, r) for f, r in zip(used, reasons, strict=True) if r]
        used = tuple(f for f, r in zip(used, reasons, strict=True) if not r)
    return used, tuple(skipped)


def _unknown(value: Any) -> bool:
    return value is None or value == ""


def _majority(rule: GroupingRule, frames: Sequence[FrameInfo]) -> Any:
    """The value that agrees with most frames; the earliest one if several do."""
    values = (getattr(frame, rule.field) for frame in frames)
    counts = Counter(value for value in values if not _unknown(value))
    if rule.tolerance:
        counts = _agreeing(rule, counts)
    return max(counts, key=counts.__getitem__, default=None)


def _agreeing(rule: GroupingRule, counts: Counter[float]) -> Counter[float]:
    """For each value, in the same order, how many frames agree with it.

    One pass over the sorted values, however many differ.
    """
    ordered = sorted(counts)
    before = [0, *accumulate(counts[value] for value in ordered)]
    found = Counter(dict.fromkeys(counts, 0))
    first = last = 0
    for value in ordered:
        while not rule.agree(ordered[first], value):
            first += 1
        while last < len(ordered) and rule.agree(ordered[last], value):
            last += 1
        found[value] = before[last] - before[first]
    return found


def _disagreement(
    rule: GroupingRule, frame: FrameInfo, wanted: Any, given: bool
) -> str:
    found, name = getattr(frame, rule.field), shown(frame.name)
    if _unknown(found):
        if not given:
            return ""
        return f"frame {name} does not say if it is {rule.words(wanted)}: skipped"
    if rule.agree(found, wanted):
        return ""
    return (
        f"frame {name} is {rule.words(found)}, the session is "
        f"{rule.words(wanted)}: skipped"
    )
