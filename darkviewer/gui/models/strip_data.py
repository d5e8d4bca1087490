"""What one strip draws: a measure of all frames, its limits, and what is odd."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.health.check import OWN
from darkviewer.core.health.limits import FRAME_LIMITS, band_of
from darkviewer.core.robust import MAD_TO_SIGMA
from darkviewer.gui.models.frame_axis import FrameAxis
from darkviewer.gui.models.frame_columns import COLUMNS
from darkviewer.gui.text.numbers import number

if TYPE_CHECKING:
    from darkviewer.core.health.limits import Band
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.gui.models.frame_columns import FrameColumn, FrameRow

__all__ = ["DRAWN", "Lines", "StripData", "strip_data"]

DRAWN = {column.name: column for column in COLUMNS if column.decimals is not None}
"""Measures that a strip can show, by name."""

_ROBUST = 6.0
"""Robust sigmas that the scale shows: outliers squeeze no other."""

_LAST_DIGITS = 10
"""Units of the last digit that the scale always has room for, if they occur."""

_AROUND = 0.2
"""Of the height, left free beyond the limits: room to drag them outwards."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The limits of a check as lines, in the unit of the column.

    Attributes
    ----------
    band : Band
        The limits in the unit of the measure.
    factor : float
        What the column multiplies it by.
    origin : str
        Where the limit comes from.
    """

    band: Band
    factor: float
    origin: str

    @property
    def ends(self) -> dict[str, float]:
        """``"high"``, above which is too high, and ``"low"`` if there is one."""
        known = {"high": self.band.high, "low": self.band.low}
        return {end: v * self.factor for end, v in known.items() if v is not None}

    @property
    def middle(self) -> float:
        """Where both lines meet."""
        return self.band.centre * self.factor

    def limit_at(self, value: float) -> float:
        """The limit of the check whose line lies at a value; three figures of it."""
        return float(f"{self.band.limit_at(value / self.factor):.3g}")

    def moved(self, limit: float) -> Lines:
        """The lines of another limit, which the user sets."""
        return replace(self, band=self.band.moved(limit), origin=OWN)


@dataclass(frozen=True, slots=True, eq=False)
class StripData:
    """One measure of all frames, in file order.

    Attributes
    ----------
    column : FrameColumn
        The measure.
    names : tuple of str
        Of the frames.
    values : float array, shape (frames,)
        In the unit of the column; NaN where nothing is known.
    texts : tuple of str
        What the table says of them.
    axis : FrameAxis
        Where they lie.
    left_out : frozenset of int
        Frames that are not in the master.
    odd : frozenset of int
        Frames that the check of this measure names.
    level : str
        How bad that is: ``"warn"`` or ``"bad"``.
    lines : Lines or None
        The limits; None where no check judges single frames by this measure.
    words : str
        Why there is nothing to draw, or no limit, in words.
    """

    column: FrameColumn
    names: tuple[str, ...] = ()
    values: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    texts: tuple[str, ...] = ()
    axis: FrameAxis = field(default_factory=FrameAxis)
    left_out: frozenset[int] = frozenset()
    odd: frozenset[int] = frozenset()
    level: str = "warn"
    lines: Lines | None = None
    words: str = ""

    @property
    def known(self) -> list[int]:
        """Frames that have a value and a place, from left to right."""
        order = np.array(self.axis.ordered, np.intp)
        return list(map(int, order[np.isfinite(self.values[order])]))

    @property
    def scale(self) -> tuple[float, float]:
        """Lowest and highest value on the scale; what is beyond is an arrow."""
        known = self.values[np.isfinite(self.values)]
        low, high = 0.0, 1.0
        if known.size:
            low, middle, high = map(float, np.percentile(known, [0, 50, 100]))
            sigma = MAD_TO_SIGMA * float(np.median(np.abs(known - middle)))
            least = _LAST_DIGITS * 0.1 ** (self.column.decimals or 0)
            reach = max(_ROBUST * max(sigma, abs(middle) * 1e-3), least)
            low, high = max(low, middle - reach), min(high, middle + reach)
        if self.lines is not None:
            both = (low, high, *self.lines.ends.values())
            around = _AROUND * (max(both) - min(both))
            high = max(both) + around
            low = min(both) - (0.0 if low == min(both) == 0 else around)
        return low, high

    def looks_like(self, other: StripData) -> bool:
        """Whether the same is seen."""
        mine, its = (
            (d.column, d.names, d.texts, d.left_out, d.odd, d.level, d.lines, d.words)
            for d in (self, other)
        )
        return (
            mine == its
            and np.array_equal(self.values, other.values, equal_nan=True)
            and self.axis.looks_like(other.axis)
        )

    def text(self, value: float) -> str:
        """A value as the column writes it."""
        return number(value, self.column.decimals or 0)


def strip_data(
    column: FrameColumn,
    rows: Sequence[FrameRow],
    axis: FrameAxis,
    checks: SessionChecks | None,
) -> StripData:
    """The measure of a column for these frames, in file order."""
    found = [column.value(row) for row in rows]
    values = np.array([np.nan if v is None else float(v) for v in found], np.float64)
    odd, level = _odd(column, rows, checks)
    lines = _lines(column, checks)
    return StripData(
        column,
        tuple(row.name for row in rows),
        values,
        tuple(map(column.text, rows)),
        axis,
        frozenset(n for n, row in enumerate(rows) if row.left_out),
        odd,
        level,
        lines,
        "" if lines else _words(column, checks, known=bool(np.isfinite(values).any())),
    )


def _lines(column: FrameColumn, checks: SessionChecks | None) -> Lines | None:
    band = None if checks is None else band_of(checks, column.measure)
    if checks is None or band is None:
        return None
    origin = next(c.origin for c, _ in checks.findings if c.name == band.check)
    return Lines(band, column.factor, origin)


def _odd(
    column: FrameColumn, rows: Sequence[FrameRow], checks: SessionChecks | None
) -> tuple[frozenset[int], str]:
    """Frames that the checks of this measure name, and how bad that is."""
    row = FRAME_LIMITS.get(column.measure)
    spoken = () if checks is None or row is None else checks.spoken
    said = [
        f for check, f in spoken if row and row.check in (check.name, check.follows)
    ]
    names = {name for finding in said for name in finding.frames}
    bad = any(finding.status == "fail" for finding in said)
    odd = frozenset(n for n, frame in enumerate(rows) if frame.name in names)
    return odd, "bad" if bad else "warn"


def _words(column: FrameColumn, checks: SessionChecks | None, *, known: bool) -> str:
    """Why there is no value, or no line."""
    row = FRAME_LIMITS.get(column.measure)
    if column.of_header and not known:
        return "not in the headers"
    if checks is None:
        return "" if known else "not measured yet"
    finding = None if row is None else checks.of_check(row.check)
    if finding is not None and finding.limit is None:
        return finding.sentence.removeprefix("not checked: ")
    return "" if known else "not known"
