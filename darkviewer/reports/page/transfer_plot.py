"""Coordinates of the photon transfer of a page; the template draws it as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from darkviewer.reports.page.numbers import figure

__all__ = ["TransferPlot", "transfer_plot"]

WIDTH, HEIGHT = 580.0, 300.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 76.0, 548.0, 12.0, 252.0
_TICKS = 5
_HEADROOM = 1.06
_ROUNDING = 1e-9
"""ADU^2 that no frames vary by."""


@dataclass(frozen=True, slots=True)
class TransferPlot:
    """Variance over level, both above their surroundings.

    Attributes
    ----------
    left, right, top, bottom : float
        Of the room of the data.
    points : tuple of (x, y, top, bottom, title)
        Bins of pixels, with the ends of one standard error.
    fitted, in_use : str
        Points of the lines by photon transfer and by e-/ADU in use; empty for none.
    band : str
        Corners of one standard error of the first.
    words : tuple of str
        What each line is, empty for none.
    """

    left: float
    right: float
    top: float
    bottom: float
    points: tuple[tuple[float, float, float, float, str], ...]
    fitted: str
    band: str
    in_use: str
    words: tuple[str, str]
    ticks_x: tuple[tuple[float, str], ...]
    ticks_y: tuple[tuple[float, str], ...]
    width: float = WIDTH
    height: float = HEIGHT


def transfer_plot(gain: Mapping[str, Any]) -> TransferPlot | None:
    """The plot of a document of `truth_document`; None where nothing varies.

    Parameters
    ----------
    gain : mapping
        Of which the points, their line and e-/ADU in use are drawn.
    """
    points = gain["measured"]["points"]
    tops = [one["variance_adu2"] + one["sigma_adu2"] for one in points]
    furthest = max((one["level_adu"] for one in points), default=0.0)
    if furthest <= 0 or max(tops) < _ROUNDING:
        return None
    used = gain["gain"]["e_per_saved_adu"]
    found = _found(gain)
    tops += [furthest / scale for scale, _ in found]
    lows = [one["variance_adu2"] - one["sigma_adu2"] for one in points]
    axes = _Axes(furthest * _HEADROOM, min(0.0, *lows), max(tops) * _HEADROOM)
    words = [
        f"photon transfer: {figure(scale, 4)} ± {figure(sigma, 2)} e⁻ per saved ADU"
        for scale, sigma in found
    ]
    return TransferPlot(
        _LEFT,
        _RIGHT,
        _TOP,
        _BOTTOM,
        tuple(_point(axes, one) for one in points),
        "".join(axes.line(scale) for scale, _ in found),
        "".join(axes.band(*one) for one in found),
        axes.line(used),
        ("".join(words), f"in use: {figure(used, 4)} e⁻ per saved ADU"),
        tuple((axes.x(value), figure(value)) for value in _round(0, axes.furthest)),
        tuple((axes.y(v), figure(v)) for v in _round(axes.lowest, axes.highest)),
    )


def _found(gain: Mapping[str, Any]) -> list[tuple[float, float]]:
    """e-/ADU by photon transfer and its error; none or one."""
    return [
        (one["e_per_saved_adu"], one["sigma"])
        for one in gain["gain"]["sources"]
        if one["sigma"] is not None
    ]


@dataclass(frozen=True, slots=True)
class _Axes:
    furthest: float
    lowest: float
    highest: float

    def x(self, level: float) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * level / self.furthest, 2)

    def y(self, variance: float) -> float:
        part = (variance - self.lowest) / (self.highest - self.lowest)
        return round(_BOTTOM - (_BOTTOM - _TOP) * part, 2)

    def end(self, scale: float) -> tuple[float, float]:
        """Where the line of some e-/ADU leaves the room, in numbers of the data."""
        level = min(self.furthest, self.highest * scale)
        return level, level / scale

    def line(self, scale: float) -> str:
        level, variance = self.end(scale)
        return f"{self.x(0)},{self.y(0)} {self.x(level)},{self.y(variance)}"

    def band(self, scale: float, sigma: float) -> str:
        """Between both ends of the error; a corner of the room may lie between them."""
        steep, flat = scale - sigma, scale + sigma
        ends = [self.end(max(steep, scale / 10)), self.end(flat)]
        corner = (self.furthest, self.highest)
        between = ends[0][0] < self.furthest and ends[1][1] < self.highest
        corners = [(0.0, 0.0), ends[0], *([corner] if between else []), ends[1]]
        return " ".join(f"{self.x(x)},{self.y(y)}" for x, y in corners)


def _point(
    axes: _Axes, one: Mapping[str, Any]
) -> tuple[float, float, float, float, str]:
    level, variance, sigma = (
        one[key] for key in ("level_adu", "variance_adu2", "sigma_adu2")
    )
    title = (
        f"{one['pixels']:,} pixels, {figure(level, 4)} ADU above their surroundings: "
        f"{figure(variance, 4)} ± {figure(sigma, 2)} ADU²"
    )
    ends = axes.y(variance + sigma), axes.y(variance - sigma)
    return axes.x(level), axes.y(variance), *ends, title


def _round(low: float, high: float) -> Iterator[float]:
    """Multiples of 1, 2 or 5 times a power of ten, about five of them."""
    raw = (high - low) / _TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(n * power for n in (1, 2, 5, 10) if n * power >= raw)
    first = math.ceil(low / step)
    for number in range(first, math.floor(high / step) + 1):
        yield number * step
