"""A layer of a frame as an image, its figures, and its pixels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.display.limits import mad_limits, percentile_limits, zscale_limits
from darkviewer.core.display.ordered import ordered
from darkviewer.core.display.pyramid import build_levels
from darkviewer.core.display.statistics import (
    Histogram,
    Statistics,
    histogram,
    statistics,
)

if TYPE_CHECKING:
    from darkviewer.core.display.cutout import Cutout
    from darkviewer.core.frames.region import Region

__all__ = [
    "CATEGORICAL",
    "LIMITS",
    "OF_ALL_FRAMES",
    "SIGNED",
    "UNITS",
    "LayerImage",
    "Probe",
    "Stamp",
    "Summary",
    "region_statistics",
    "summarise",
]

UNITS = {
    "raw": "ADU",
    "master": "e-",
    "residual": "e-",
    "noise": "e-",
    "significance": "σ",
    "classes": "",
}
"""The unit in which each layer is shown."""

SIGNED = ("residual", "significance")
"""Layers whose zero means something: nothing but noise."""

CATEGORICAL = ("classes",)
"""Layers whose values are codes: nothing is between two of them."""

OF_ALL_FRAMES = ("master", "classes")
"""Layers that no single frame has."""

LIMITS = {
    "zscale": zscale_limits,
    "percentile": percentile_limits,
    "mad": mad_limits,
}
"""Ways to find black and white automatically."""

_HISTOGRAM_BINS = 8192


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class LayerImage:
    """One layer of one frame, ready to be drawn.

    Attributes
    ----------
    frame : int
        0-based; 0 for what belongs to all frames.
    layer, unit : str
        See `UNITS`.
    name : str
        The file, or what the master is made of.
    levels : tuple of arrays
        See `core.display.pyramid.build_levels`: maxima; integers as saved, electrons
        as float32.
    raw : array or None
        Raw ADU of the same frame, (ny, nx); None for the master.
    synthetic : bool
        Holds sources that the sensor never made.
    saturation_adu : float
        Level of `raw` from which on a pixel counts as saturated.
    means : tuple of arrays or None
        Like `levels`, where somebody asked for them: see `with_means`.
    """

    frame: int
    layer: str
    unit: str
    name: str
    levels: tuple[NDArray[Any], ...]
    raw: NDArray[Any] | None = None
    synthetic: bool = False
    saturation_adu: float = np.inf
    means: tuple[NDArray[Any], ...] | None = None

    def with_means(self) -> LayerImage:
        """The same image with its means; takes a while."""
        means = self.means or build_levels(self.levels[0], reduction="mean")
        return replace(self, means=means)

    @property
    def shape(self) -> tuple[int, int]:
        """(ny, nx) in pixels."""
        ny, nx = self.levels[0].shape
        return ny, nx

    @property
    def categorical(self) -> bool:
        """Whether its values are codes, see `CATEGORICAL`."""
        return self.layer in CATEGORICAL

    @property
    def of_all_frames(self) -> bool:
        """Whether it belongs to no single frame, see `OF_ALL_FRAMES`."""
        return self.layer in OF_ALL_FRAMES

    @property
    def nbytes(self) -> int:
        """Memory held."""
        reduced = () if self.means is None else self.means[1:]
        own = sum(level.nbytes for level in (*self.levels, *reduced))
        if self.raw is None or self.raw is self.levels[0]:
            return own
        return own + self.raw.nbytes


@dataclass(frozen=True, slots=True, eq=False)
class Summary:
    """Summary of all pixels of a `LayerImage`.

    ``limits`` holds (black, white) for each way in `LIMITS`.
    """

    statistics: Statistics
    histogram: Histogram
    limits: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Probe:
    """All that is known of one pixel; NaN what is not known (yet).

    Attributes
    ----------
    x, y : int
        0-based.
    raw_adu, raw_e : float
        As saved, and in electrons.
    master_e : float
        The master of all frames.
    residual_e, sigma_e, significance : float
        As the layers of these names show them.
    synthetic : bool
        The residual is that of an injected source.
    class_ : str
        Among all pixels of the sensor; empty where nobody has classified them.
    complete : bool
        Nothing more will be known.
    """

    x: int
    y: int
    raw_adu: float = np.nan
    raw_e: float = np.nan
    master_e: float = np.nan
    residual_e: float = np.nan
    sigma_e: float = np.nan
    significance: float = np.nan
    synthetic: bool = False
    complete: bool = False
    class_: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Stamp:
    """5x5 pixels around (x, y) of one frame, exact.

    Attributes
    ----------
    frame, x, y : int
        0-based.
    cutout : Cutout
        Residual in electrons; raw ADU while there is no master.
    layer, unit : str
        What `cutout` holds, see `UNITS`.
    synthetic : bool
        Any of the pixels was made by an injection.
    """

    frame: int
    x: int
    y: int
    cutout: Cutout
    layer: str
    unit: str
    synthetic: bool


def summarise(image: LayerImage) -> Summary:
    """Statistics, histogram and automatic limits from all pixels."""
    order = ordered(image.levels[0])
    found = statistics(image.levels[0], order=order)
    return Summary(
        statistics=_with_saturated(image, found, None),
        histogram=histogram(order, _HISTOGRAM_BINS),
        limits={kind: find(order) for kind, find in LIMITS.items()},
    )


def region_statistics(image: LayerImage, region: Region) -> Statistics:
    """Statistics of a part of an image."""
    return _with_saturated(image, statistics(image.levels[0], region=region), region)


def _with_saturated(
    image: LayerImage, found: Statistics, region: Region | None
) -> Statistics:
    """Saturation is a fact of the raw pixels, whatever is shown."""
    raw = image.raw
    if raw is None:
        return found
    if region is not None:
        x0, x1, y0, y1 = region
        raw = raw[y0 : y1 + 1, x0 : x1 + 1]
    return replace(found, saturated=int(np.count_nonzero(raw >= image.saturation_adu)))
