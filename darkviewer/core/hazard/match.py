"""Which candidate of a light frame is an artefact of the sensor, and how probably.

Two populations are mixed: artefacts at the rates that the darks measured for each
pixel, and everything else, spread evenly over the frame at a density that the
candidates themselves tell. The posterior of the first is the probability.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.hazard.classes import AFTER_DARK, ALWAYS, ORDINARY

if TYPE_CHECKING:
    from darkviewer.core.hazard.sensor_map import SensorMap

__all__ = ["KILL", "Match", "match"]

Array = NDArray[np.float64]

PLACE_SIGMA_PX = 0.3
"""Scatter of the place that programs find for a single bright pixel, along an axis."""

KILL = 0.5
"""A candidate with a larger probability is called an artefact."""

MOST_SHAPE = 30.0
"""No shape counts for more than this difference of BIC: no profile is exact."""

ROUNDS = 50


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """One row per candidate.

    Attributes
    ----------
    probability : float64 array, shape (n,)
        That it is an artefact; NaN without a place.
    x, y : int64 arrays
        The pixel that is most probably to blame, its own where none is; -1 without a
        place.
    class_ : uint8 array
        Its class, see `HAZARDS`; 0 without a place.
    hazard : bool array
        That pixel is no ordinary one.
    distance_px : float64 array
        From the candidate to the middle of that pixel.
    density : float
        Real candidates per pixel that the rates were weighed against.
    """

    probability: Array
    x: NDArray[np.int64]
    y: NDArray[np.int64]
    class_: NDArray[np.uint8]
    hazard: NDArray[np.bool_]
    distance_px: Array
    density: float

    def __len__(self) -> int:
        """Number of candidates."""
        return len(self.probability)

    @property
    def artefact(self) -> NDArray[np.bool_]:
        """More probably an artefact than not."""
        return np.asarray(np.nan_to_num(self.probability) > KILL)


def match(
    sensor: SensorMap,
    x: Array,
    y: Array,
    *,
    dark_subtracted: bool,
    dbic_hot: Array | None = None,
) -> Match:
    """Set candidates against the pixels of the sensor.

    Parameters
    ----------
    sensor : SensorMap
        Of the sensor that took the light frame.
    x, y : float64 arrays, shape (n,)
        Places in the frame, 0-based, whole numbers in the middle of a pixel; NaN for
        candidates without one. Where all are whole numbers they tell no more than the
        pixel.
    dark_subtracted : bool
        The dark was subtracted before the candidates were found. Otherwise hot and
        saturated pixels and bad columns stand out in every frame.
    dbic_hot : float64 array, optional
        BIC of a single pixel minus that of a star, from the frame itself; NaN where it
        could not be measured. The places count as whole pixels then.
    """
    placed = np.isfinite(x) & np.isfinite(y)
    px, py = x[placed], y[placed]
    whole = dbic_hot is not None or bool(np.all((px % 1 == 0) & (py % 1 == 0)))
    sharp = np.zeros(len(px)) if dbic_hot is None else dbic_hot[placed]
    shape = np.exp(-np.clip(np.nan_to_num(sharp), -MOST_SHAPE, MOST_SHAPE) / 2)
    rate, at_y, at_x, away = _around(sensor, px, py, whole, dark_subtracted)
    blame = rate.argmax(1)
    rows = np.arange(len(blame))
    at_y, at_x, away = at_y[rows, blame], at_x[rows, blame], away[rows, blame]
    artefact = rate.sum(1) * shape
    density = _density(artefact, sensor.class_.size)
    class_ = sensor.class_[at_y, at_x]
    empty = np.full(len(x), np.nan)
    return Match(
        _put(empty, placed, artefact / (artefact + density)),
        _put(np.full(len(x), -1), placed, at_x),
        _put(np.full(len(x), -1), placed, at_y),
        _put(np.zeros(len(x), np.uint8), placed, class_),
        _put(np.zeros(len(x), np.bool_), placed, class_ != ORDINARY),
        _put(empty, placed, away),
        density,
    )


def _put(into: NDArray[Any], rows: NDArray[np.bool_], values: NDArray[Any]) -> Any:
    result = into.copy()
    result[rows] = values
    return result


def _around(
    sensor: SensorMap, x: Array, y: Array, whole: bool, dark_subtracted: bool
) -> tuple[Array, NDArray[np.intp], NDArray[np.intp], Array]:
    """Artefacts per frame and square pixel at each place, by pixel: each (n, 9 or 1).

    Its own pixel comes first: it is to blame where no other one is more so.
    """
    ny, nx = sensor.shape
    step = [(0, 0)] if whole else [(0, 0), *_NEAR]
    dy, dx = np.array(step).T
    at_y = np.floor(y + 0.5).astype(np.intp)[:, None] + dy
    at_x = np.floor(x + 0.5).astype(np.intp)[:, None] + dx
    inside = (at_y >= 0) & (at_y < ny) & (at_x >= 0) & (at_x < nx)
    at_y, at_x = np.clip(at_y, 0, ny - 1), np.clip(at_x, 0, nx - 1)
    class_ = sensor.class_[at_y, at_x]
    stands_out = (AFTER_DARK if dark_subtracted else ALWAYS)[class_]
    rate = np.where(stands_out, 1.0, sensor.rate[at_y, at_x])
    away2 = (at_y - y[:, None]) ** 2 + (at_x - x[:, None]) ** 2
    if not whole:
        rate *= np.exp(-away2 / (2 * PLACE_SIGMA_PX**2))
        rate /= 2 * np.pi * PLACE_SIGMA_PX**2
    return np.where(inside, rate, 0), at_y, at_x, np.sqrt(away2)


_NEAR = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if (dy, dx) != (0, 0)]


def _density(artefact: Array, pixels: int) -> float:
    """Real candidates per pixel, by expectation and maximisation; at least one."""
    density = max(len(artefact), 1) / pixels
    for _ in range(ROUNDS):
        real = float(np.sum(density / (artefact + density)))
        density = max(real, 1.0) / pixels
    return density
