"""The axis below the strips: frames in file order, by time, or by temperature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.gui.text.numbers import count_of, number

if TYPE_CHECKING:
    from darkviewer.gui.models.frame_columns import FrameRow

__all__ = ["AXES", "FrameAxis", "frame_axis", "why_not"]

AXES = {"frame": "frame", "time": "time", "temperature": "temperature"}
"""Kind -> its button."""

_TITLES = {"frame": "frame", "time": "UTC", "temperature": "°C"}
_EDGE = 0.02  # of the width, left free beside the first and the last
_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True, eq=False)
class FrameAxis:
    """Where each frame lies.

    Attributes
    ----------
    kind : str
        One of `AXES`.
    shares : float array, shape (frames,)
        From 0 at the left to 1 at the right; NaN: it has no place.
    labels : tuple of str
        What is written below each.
    title : str
        What the labels are.
    words : str
        Which frames have no place, and why; empty where all have one.
    ordered : list of int
        Frames that have a place, from left to right.
    """

    kind: str = "frame"
    shares: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    labels: tuple[str, ...] = ()
    title: str = ""
    words: str = ""
    ordered: list[int] = field(init=False)

    def __post_init__(self) -> None:
        order = np.argsort(self.shares, kind="stable")
        placed = order[np.isfinite(self.shares[order])].tolist()
        object.__setattr__(self, "ordered", placed)

    def looks_like(self, other: FrameAxis) -> bool:
        """Whether the same is seen."""
        mine, its = (
            (one.kind, one.labels, one.title, one.words) for one in (self, other)
        )
        return mine == its and np.array_equal(self.shares, other.shares, equal_nan=True)


def frame_axis(kind: str, rows: Sequence[FrameRow]) -> FrameAxis:
    """The axis of these frames, in file order.

    Where no frame tells time or temperature they stay in file order, and ``words``
    says why.
    """
    if kind == "frame":
        return _by_file(rows)
    if why := why_not(kind, rows):
        return replace(_by_file(rows), words=why)
    values = np.array([_value(kind, row) for row in rows], np.float64)
    missing = int(np.count_nonzero(np.isnan(values)))
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    if high > low:
        shares = _EDGE + (1 - 2 * _EDGE) * (values - low) / (high - low)
    else:
        shares = np.where(np.isnan(values), np.nan, 0.5)
    several_days = kind == "time" and high - low > _DAY_S
    labels = tuple(_label(kind, row, several_days=several_days) for row in rows)
    has = "has" if missing == 1 else "have"
    words = f"{count_of(missing, 'frame')} {has} no {kind} in the header: not drawn"
    return FrameAxis(kind, shares, labels, _TITLES[kind], words if missing else "")


def why_not(kind: str, rows: Sequence[FrameRow]) -> str:
    """Why frames cannot be laid out by this; empty if any of them can."""
    if kind == "frame" or any(not np.isnan(_value(kind, row)) for row in rows):
        return ""
    return f"no {kind} in the headers: in file order"


def _by_file(rows: Sequence[FrameRow]) -> FrameAxis:
    frames = len(rows)
    shares = (np.arange(frames) + 0.5) / max(frames, 1)
    labels = tuple(str(frame + 1) for frame in range(frames))
    return FrameAxis("frame", shares, labels, _TITLES["frame"])


def _value(kind: str, row: FrameRow) -> float:
    if row.info is None:
        return np.nan
    if kind == "time":
        return np.nan if row.info.time is None else row.info.time.timestamp()
    known = row.info.temperature_c
    return np.nan if known is None else known


def _label(kind: str, row: FrameRow, *, several_days: bool) -> str:
    info = row.info
    if info is None:
        return ""
    if kind == "temperature":
        return "" if info.temperature_c is None else number(info.temperature_c, 1)
    if info.time is None:
        return ""
    return f"{info.time:%m-%d %H:%M}" if several_days else f"{info.time:%H:%M:%S}"
