"""What a check says of several frames, with the figure of each before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from darkviewer.core.health.limits import FRAME_LIMITS
from darkviewer.gui.models.frame_columns import COLUMNS, FrameColumn, FrameRow
from darkviewer.gui.text.numbers import number

__all__ = ["with_own_figures"]


def with_own_figures(rows: Sequence[FrameRow]) -> list[FrameRow]:
    """The rows; words of several frames begin with by how much this one is off.

    ``level +273.1 ADU: the level of 00009.fits, 00013.fits and 3 more is ...``; what
    counts from 0 is given as it is, a temperature from the set point.
    """
    middles: dict[str, float] = {}

    def middle(column: FrameColumn) -> float:
        """Only of measures that are wanted: there may be thousands of frames."""
        if column.title not in middles:
            middles[column.title] = _middle(column, rows)
        return middles[column.title]

    return [_with_own_figure(row, middle) for row in rows]


def _middle(column: FrameColumn, rows: Sequence[FrameRow]) -> float:
    found = (column.value(row) for row in rows if not row.left_out)
    known = [float(value) for value in found if value is not None]
    return float(np.median(known)) if known else np.nan


def _with_own_figure(row: FrameRow, middle: Callable[[FrameColumn], float]) -> FrameRow:
    if row.left_out or not row.odd or len(row.odd[0][1].frames) < 2:
        return row
    name = row.odd[0][0].name
    about = (c for c in COLUMNS if c.measure in FRAME_LIMITS and name in c.checks)
    column = next(about, None)
    value = None if column is None else column.value(row)
    if column is None or value is None:
        return row
    figure = _figure(column, float(value), row, middle(column))
    return replace(row, words=f"{figure}: {row.words}") if figure else row


def _figure(column: FrameColumn, value: float, row: FrameRow, middle: float) -> str:
    title, _, unit = column.title.partition("\n")
    decimals = column.decimals or 0
    if not FRAME_LIMITS[column.measure].both:
        return f"{title} {number(value, decimals)} {unit}"
    if column.measure == "temperature_c":
        set_point = None if row.info is None else row.info.set_temperature_c
        if set_point is None:
            return ""
        title, middle = "set point", set_point
    off = value - middle
    sign = "+" if round(off, decimals) > 0 else ""
    return f"{title} {sign}{number(off, decimals)} {unit}"
