"""Frames whose measure is worth knowing, though no check speaks of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.health.check import reach

if TYPE_CHECKING:
    from darkviewer.gui.models.frame_columns import FrameColumn, FrameRow

__all__ = ["far_off"]

_FEWEST = 5
_LAST_DIGITS = 10
_PART = 0.1


def far_off(column: FrameColumn, rows: Sequence[FrameRow]) -> frozenset[str]:
    """Names of frames that are far off the others in a measure.

    By more than 5 robust sigma of the frames in use, as a check has it, and by more
    than is seen at a glance: a tenth of their median, and 10 units of the last digit
    that is written.
    """
    if column.decimals is None:
        return frozenset()
    names = [row.name for row in rows]
    values = np.array([_value(column, row) for row in rows], np.float64)
    used = np.array([not row.left_out for row in rows], bool) & np.isfinite(values)
    if np.count_nonzero(used) < _FEWEST:
        return frozenset()
    middle = np.median(values[used])
    least = max(_PART * abs(middle), _LAST_DIGITS * 0.1**column.decimals)
    far = np.abs(values - middle) > reach(values[used], least)
    return frozenset(name for name, odd in zip(names, far, strict=True) if odd)


def _value(column: FrameColumn, row: FrameRow) -> float:
    known = column.value(row)
    return np.nan if known is None else float(known)
