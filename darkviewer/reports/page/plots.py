"""Coordinates of the plots of a page; the templates draw them as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from darkviewer.reports.page.numbers import figure

__all__ = ["Curve", "CurvePlot", "Dot", "Strip", "Strips", "curves_of", "strips_of"]

WIDTH = 720
"""Of all strips, in the units of the drawing."""

_LEFT, _RIGHT = 150, 64
_HEIGHT, _GAP, _FOOT = 72, 14, 30
_MOST_TICKS = 12


@dataclass(frozen=True, slots=True)
class Dot:
    """One frame in a strip; `mark` is ``used``, ``warn``, ``fail`` or ``left_out``."""

    x: float
    y: float
    mark: str
    title: str


@dataclass(frozen=True, slots=True)
class Strip:
    """One measure over all frames.

    Attributes
    ----------
    name, unit : str
        What it is.
    top, bottom : float
        Where its room begins and ends.
    low, high : str
        Figures at its bottom and top.
    dots : tuple of Dot
        Frames with a value.
    line : str
        Points of the line through the frames in use.
    bars : bool
        Drawn as bars from zero.
    """

    name: str
    unit: str
    top: float
    bottom: float
    low: str
    high: str
    dots: tuple[Dot, ...]
    line: str
    bars: bool = False


@dataclass(frozen=True, slots=True)
class Strips:
    """Several strips over one axis of frames."""

    width: float
    height: float
    left: float
    right: float
    strips: tuple[Strip, ...]
    ticks: tuple[tuple[float, int], ...]
    bar: float


_MEASURES = (
    ("temperature_c", "temperature", "°C"),
    ("level_adu", "level", "ADU"),
    ("noise_adu", "noise of a pixel", "ADU"),
    ("hot_pixels", "hot pixels", "above the threshold"),
    ("candidates", "candidates", "per frame"),
)
"""Key, words and unit; what no frame has is not drawn."""


def strips_of(frames: Sequence[Mapping[str, Any]]) -> Strips:
    """Strips over frames, which have a name, a status and what is measured.

    Parameters
    ----------
    frames : sequence of mappings
        In the order of the folder.
    """
    known = [
        item
        for item in _MEASURES
        if any(frame.get(item[0]) is not None for frame in frames)
    ]
    step = (WIDTH - _LEFT - _RIGHT) / max(len(frames), 1)
    xs = [_LEFT + (n + 0.5) * step for n in range(len(frames))]
    strips = tuple(
        _strip(item, frames, xs, top=n * (_HEIGHT + _GAP) + _GAP / 2)
        for n, item in enumerate(known)
    )
    every = max(1, -(-len(frames) // _MOST_TICKS))
    ticks = tuple((x, n + 1) for n, x in enumerate(xs) if n % every == 0)
    height = len(known) * (_HEIGHT + _GAP) + _FOOT
    return Strips(
        WIDTH, height, _LEFT, WIDTH - _RIGHT, strips, ticks, max(1.0, 0.6 * step)
    )


def _strip(
    item: tuple[str, str, str],
    frames: Sequence[Mapping[str, Any]],
    xs: Sequence[float],
    *,
    top: float,
) -> Strip:
    key, name, unit = item
    bars, bottom = key == "candidates", top + _HEIGHT
    values = [frame.get(key) for frame in frames]
    known = [value for value in values if value is not None]
    low, high = (0.0 if bars else min(known)), max(known)
    if high <= low:
        high = low + (1.0 if bars or not low else abs(low) * 0.01)
    room = 0 if bars else 5
    scale = (_HEIGHT - 5 - room) / (high - low)
    dots = tuple(
        Dot(
            round(x, 2),
            round(bottom - room - (value - low) * scale, 2),
            _mark(frame),
            f"{frame['frame']}: {figure(value, 5)} {unit}",
        )
        for frame, x, value in zip(frames, xs, values, strict=True)
        if value is not None
    )
    line = " ".join(f"{dot.x},{dot.y}" for dot in dots if dot.mark != "left_out")
    ends = figure(low, 5), figure(high, 5)
    return Strip(name, unit, top, bottom, *ends, dots, "" if bars else line, bars)


def _mark(frame: Mapping[str, Any]) -> str:
    if frame["left_out"]:
        return "left_out"
    return "used" if frame["status"] == "pass" else str(frame["status"])


@dataclass(frozen=True, slots=True)
class Curve:
    """Shares over flux by one criterion, with their intervals.

    Attributes
    ----------
    name : str
        In words.
    points : tuple of (x, y, top, bottom)
        Places, and ends of the interval.
    line : str
        The points of the line.
    """

    name: str
    points: tuple[tuple[float, float, float, float], ...]
    line: str


@dataclass(frozen=True, slots=True)
class CurvePlot:
    """Curves over one logarithmic axis."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    curves: tuple[Curve, ...]
    ticks_x: tuple[tuple[float, str], ...]
    ticks_y: tuple[tuple[float, str], ...]


def curves_of(criteria: Mapping[str, Mapping[str, Any]]) -> CurvePlot:
    """Completeness by criterion, whose names are in words.

    Parameters
    ----------
    criteria : mapping
        Words to a document of `Completeness`, of at least one flux.
    """
    left, right, top, bottom = 44.0, 470.0, 10.0, 216.0
    fluxes = next(iter(criteria.values()))["flux_e"]
    first, last = math.log10(fluxes[0]), math.log10(fluxes[-1])
    span = max(last - first, 1e-9)

    def across(flux: float) -> float:
        return round(
            left + 8 + (math.log10(flux) - first) / span * (right - left - 16), 2
        )

    def down(part: float) -> float:
        return round(bottom - part * (bottom - top), 2)

    curves = []
    for name, kept in criteria.items():
        columns = (kept[key] for key in ("flux_e", "share", "high", "low", "injected"))
        points = tuple(
            (across(flux), down(part), down(high), down(low))
            for flux, part, high, low, stars in zip(*columns, strict=True)
            if stars
        )
        line = " ".join(f"{x},{y}" for x, y, _, _ in points)
        curves.append(Curve(name, points, line))
    ticks = tuple((across(flux), figure(flux, 2)) for flux in fluxes[:: _every(fluxes)])
    shares = tuple(
        (down(part), f"{part:.0%}".replace("%", " %"))
        for part in (0, 0.25, 0.5, 0.75, 1)
    )
    return CurvePlot(480, 250, left, right, top, bottom, tuple(curves), ticks, shares)


def _every(fluxes: Sequence[float]) -> int:
    return max(1, -(-len(fluxes) // 6))
