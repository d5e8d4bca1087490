"""Limits of single frames, as lines beside the measure that they are about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.health.check import reach
from darkviewer.core.health.level_checks import noise_of
from darkviewer.core.health.pattern_checks import CROWD

if TYPE_CHECKING:
    from darkviewer.core.health.measures import SessionMeasures
    from darkviewer.core.health.table import SessionChecks

__all__ = ["FRAME_LIMITS", "Band", "FrameLimit", "band_of"]


@dataclass(frozen=True, slots=True)
class FrameLimit:
    """Which check judges a measure of single frames, and what its limit counts from.

    Attributes
    ----------
    check : str
        Its name.
    centre, unit : callable
        A frame is beyond the limit when it is more than limit times ``unit`` off
        ``centre``; NaN where that is not known.
    both : bool
        Whether below counts as well as above.
    """

    check: str
    centre: Callable[[SessionMeasures], float]
    unit: Callable[[SessionMeasures], float]
    both: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """Where a measure passes, in its own unit.

    Attributes
    ----------
    check : str
        Name of the check whose limit it is.
    centre, unit : float
        See `FrameLimit`.
    low : float or None
        None where a value cannot be too low.
    high : float
        Above is too high.
    own : bool
        Whether somebody set the limit.
    """

    check: str
    centre: float
    unit: float
    low: float | None
    high: float
    own: bool

    def limit_at(self, value: float) -> float:
        """The limit of the check whose line lies at a value."""
        off = value - self.centre
        return (abs(off) if self.low is not None else max(off, 0.0)) / self.unit

    def moved(self, limit: float) -> Band:
        """The band of another limit, which somebody sets."""
        off = limit * self.unit
        low = None if self.low is None else self.centre - off
        return replace(self, low=low, high=self.centre + off, own=True)


def _middle(name: str) -> Callable[[SessionMeasures], float]:
    return lambda m: float(np.median(m.column(name)))


def _fixed(value: float) -> Callable[[SessionMeasures], float]:
    return lambda _: value


def _set_point(m: SessionMeasures) -> float:
    """Of all frames; of several there is no one line."""
    known = np.unique(m.column("set_temperature_c"))
    return float(known[0]) if len(known) == 1 else np.nan


FRAME_LIMITS: dict[str, FrameLimit] = {
    "level_adu": FrameLimit("level", _middle("level_adu"), noise_of, both=True),
    "noise_adu": FrameLimit(
        "noise", _middle("noise_adu"), _middle("noise_adu"), both=True
    ),
    "temperature_c": FrameLimit("cooling", _set_point, _fixed(1.0), both=True),
    "row_noise_adu": FrameLimit("banding", _fixed(0.0), lambda m: m.noise_adu),
    "column_noise_adu": FrameLimit("banding", _fixed(0.0), lambda m: m.noise_adu),
    "surface_adu": FrameLimit("light_leak", _middle("surface_adu"), noise_of),
    "rail_share": FrameLimit("rail", _fixed(0.0), _fixed(1.0)),
    "zero_share": FrameLimit("clipped_at_zero", _fixed(0.0), _fixed(1.0)),
    "nan_share": FrameLimit("missing_values", _fixed(0.0), _fixed(1.0)),
    "events_per_mpx": FrameLimit(
        "particles",
        lambda m: CROWD * _middle("events_per_mpx")(m),
        lambda m: 1e6 / max(m.sampled, 1),
    ),
}
"""Measure of `FrameMeasures` -> the check that judges single frames by it."""


def band_of(checks: SessionChecks, measure: str) -> Band | None:
    """The band of a measure; None without a limit, or where nothing was judged."""
    row, m = FRAME_LIMITS.get(measure), checks.measures
    found = [pair for pair in checks.findings if row and pair[0].name == row.check]
    if row is None or m is None or not found or found[0][1].limit is None:
        return None
    centre, unit = row.centre(m), row.unit(m)
    if not (np.isfinite(centre) and unit > 0):
        return None
    check = found[0][0]
    own = check.own(checks.limits) is not None
    off = check.limit * unit
    if check.guarded and not own:
        off = reach(m.column(measure), off)
    low = centre - off if row.both else None
    return Band(row.check, centre, unit, low, centre + off, own)
