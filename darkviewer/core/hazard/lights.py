"""Candidates of a light frame: background away, matched filter, shape of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.hazard.classes import HAZARDS
from darkviewer.core.psf.matched_filter import local_maxima, matched_plane
from darkviewer.core.psf.profile import SIZE
from darkviewer.core.psf.shape import ShapeOptions, examine_stamps
from darkviewer.core.vetting.examiner import MATCHED_SIGMA
from darkviewer.core.vetting.session import MOST_TESTED
from darkviewer.core.vetting.surroundings import excess_e, squares

if TYPE_CHECKING:
    from darkviewer.core.hazard.sensor_map import SensorMap
    from darkviewer.core.psf.shape import StampShape

__all__ = [
    "BOX_PX",
    "LightSources",
    "dark_slope",
    "find_in_light",
    "without_background",
]

Array = NDArray[np.float64]

BOX_PX = 32
"""Side of a box of the background."""

FEWEST_HOT = 20
"""Hot pixels that tell how much of the dark is in a light frame."""

FEWEST_PX = 16
"""Smaller frames have no background to speak of."""


_HOT = 1 + [rule.name for rule in HAZARDS].index("hot")


@dataclass(frozen=True, slots=True, eq=False)
class LightSources:
    """Candidates of a light frame, in raster order.

    Attributes
    ----------
    x, y : float64 arrays, shape (n,)
        The fitted place; the brightest pixel's where nothing could be fitted.
    pixel_x, pixel_y : int64 arrays
        The pixel in whose middle a star is most significant.
    shape : StampShape
        Star against single pixel, pair and track.
    background_e, noise_e : float
        Median background and noise of a pixel.
    """

    x: Array
    y: Array
    pixel_x: NDArray[np.int64]
    pixel_y: NDArray[np.int64]
    shape: StampShape
    background_e: float
    noise_e: float

    def __len__(self) -> int:
        """Number of candidates."""
        return len(self.x)


def dark_slope(
    image_e: Array, sensor: SensorMap, *, good: NDArray[np.bool_]
) -> float | None:
    """How many times the sensor's level is in a light frame, by its hot pixels.

    The median over hot pixels of their excess over the 7x7 pixels around, in the light
    frame over that in the darks: 2 for twice the exposure, less for a colder sensor.

    Parameters
    ----------
    image_e : float64 array, shape (ny, nx)
        Electrons.
    sensor : SensorMap
        Of the same pixels.
    good : bool array, same shape
        False for pixels without a value and saturated ones.

    Returns
    -------
    float or None
        None with fewer than 20 hot pixels.
    """
    y, x = np.nonzero((sensor.class_ == _HOT) & good)
    if len(y) < FEWEST_HOT:
        return None
    light = excess_e(np.where(good, image_e, np.nan), y, x)
    dark = excess_e(sensor.level_e.astype(np.float64), y, x)
    return max(float(np.median(light / dark)), 0.0)


def find_in_light(
    image_e: Array, *, good: NDArray[np.bool_], options: ShapeOptions
) -> LightSources:
    """Find stars, and what could be taken for one, in a light frame.

    The background is the sigma-clipped median of boxes of 32 px, smoothed by a 3x3
    median (photutils `Background2D`); its scatter in the boxes is the noise.

    Parameters
    ----------
    image_e : float64 array, shape (ny, nx)
        Electrons.
    good : bool array, same shape
        False for pixels without a value and saturated ones.
    options : ShapeOptions
        Profile of a star.

    Raises
    ------
    DarkviewerError
        If there is no background to measure, or there are too many candidates.
    """
    background, noise = _background(image_e, good)
    residual = np.where(good, image_e - background, 0)
    variance = np.maximum(noise, np.finfo(np.float32).tiny) ** 2
    good = good & (noise > 0)
    signal = matched_plane(
        residual.astype(np.float32), variance.astype(np.float32), good, options.psf
    )
    peaks = local_maxima(signal, MATCHED_SIGMA)
    if len(peaks) > MOST_TESTED:
        raise DarkviewerError(
            f"more than {MOST_TESTED:,} candidates in the light frame, too many to "
            "vet: it may be no picture of stars"
        )
    ny, nx = image_e.shape
    y, x = np.divmod(peaks, nx)
    pixel, inside = squares(y, x, (ny, nx), half=SIZE // 2)
    shape = examine_stamps(
        residual.take(pixel), variance.take(pixel), good.take(pixel) & inside, options
    )
    return LightSources(
        x + np.nan_to_num(shape.dx),
        y + np.nan_to_num(shape.dy),
        x.astype(np.int64),
        y.astype(np.int64),
        shape,
        float(np.median(background)),
        float(np.median(noise)),
    )


def without_background(image_e: Array, good: NDArray[np.bool_]) -> Array:
    """A light frame less its background; 0 where pixels are not good."""
    return np.asarray(np.where(good, image_e - _background(image_e, good)[0], 0))


def _background(image_e: Array, good: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Background and noise of each pixel."""
    # slow to import
    from astropy.stats import SigmaClip
    from photutils.background import Background2D, MedianBackground

    if min(image_e.shape) < FEWEST_PX or not good.any():
        ny, nx = image_e.shape
        raise DarkviewerError(
            f"the light frame has no background to measure ({nx}x{ny}, "
            f"{np.count_nonzero(good)} pixels with a value): give a whole frame, or a "
            "table of candidates"
        )
    typical = float(np.median(image_e[good]))
    found: Any = Background2D(
        np.where(good, image_e, typical),
        tuple(min(BOX_PX, side) for side in image_e.shape),
        mask=~good,
        exclude_percentile=100,
        filter_size=3,
        sigma_clip=SigmaClip(sigma=3.0, maxiters=10),
        bkg_estimator=MedianBackground(),
    )
    return np.asarray(found.background), np.asarray(found.background_rms)
