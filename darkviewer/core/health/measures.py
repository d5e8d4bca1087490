"""Measures of every frame of a session, from a few rows of each: the checks judge them.

All lengths are in pixels, all levels in raw ADU of the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.frames.session import Skipped
    from darkviewer.core.health.baseline import Baseline

__all__ = ["FrameMeasures", "SessionMeasures"]


@dataclass(frozen=True, slots=True)
class FrameMeasures:
    """One frame in numbers; NaN or None where there is nothing to measure.

    Attributes
    ----------
    name : str
        File name.
    level_adu : float
        Mean, without hot pixels and particles.
    noise_adu : float
        Temporal noise of a pixel, from the difference to the frame before or after,
        whichever is less noisy.
    row_noise_adu, column_noise_adu : float
        What the pixels of a row, or a column, have in common beyond it.
    spatial_adu : float
        Robust sigma of the pixels of this frame.
    corner_adu : float
        Level of the corners minus that of the centre: glow, or light.
    surface_adu : float
        Highest minus lowest value of the smooth surface by which this frame differs
        from the median of the others: a light leak.
    hot_share : float
        Part of the pixels more than 10 spatial sigma above the level.
    rail_share, zero_share, nan_share : float
        Part of the pixels at the highest value that can be read out, at zero (without
        those that always are), and without a value.
    step_adu : int
        Greatest common divisor of the differences of values; 0 when unknown.
    events_per_mpx : float
        Pixels more than 10 sigma above the frame before and the one after.
    temperature_c, set_temperature_c, exposure_s, time
        From the header, see `FrameInfo`.
    since_s : float or None
        Seconds since the frame before.
    """

    name: str
    level_adu: float
    noise_adu: float
    row_noise_adu: float
    column_noise_adu: float
    spatial_adu: float
    corner_adu: float
    surface_adu: float
    hot_share: float
    rail_share: float
    zero_share: float
    nan_share: float
    step_adu: int
    events_per_mpx: float
    temperature_c: float | None = None
    set_temperature_c: float | None = None
    exposure_s: float | None = None
    time: datetime | None = None
    since_s: float | None = None


@dataclass(frozen=True, slots=True)
class SessionMeasures:
    """All frames of a session, and what they say together.

    Attributes
    ----------
    frames : tuple of FrameMeasures
        In file order.
    infos : tuple of FrameInfo
        Headers of the same frames.
    unreadable : tuple of Skipped
        Frames whose pixels cannot be read: nothing is known of them.
    sampled : int
        Pixels looked at in each frame.
    rail_adu : float
        Value at which pixels pile up, or the highest code; infinite when unknown.
    codes_missing : float
        Part of the codes around the level that no pixel has; NaN when not known.
    bad_columns, telegraph_columns : tuple of int
        x of columns that differ from their neighbours, and of those that jump.
    lit_sources : int
        Star-like sources that first, middle and last frame share.
    bulge_adu : float
        See `darkviewer.core.health.light.bulge`.
    metadata_pixels : int
        Values at the start of row 0 that are no pixels.
    transfer_e, transfer_sigma : float
        e- per saved ADU by photon transfer and its standard error; NaN where the
        frames cannot tell.
    fading_pixels : int
        Pixels bright in the first frame and fading in the next.
    identical : tuple of tuple of str
        Names of frames with equal pixels.
    copies : tuple of Skipped
        Those of them that are not used; none where too few would stay.
    scale_said_e : float
        e- per saved ADU that a person chose for these frames, by an option or for
        their camera; NaN where nobody did.
    baseline : Baseline or None
        The nights before, which no frame of the session tells of.
    """

    frames: tuple[FrameMeasures, ...]
    infos: tuple[FrameInfo, ...]
    unreadable: tuple[Skipped, ...] = ()
    sampled: int = 0
    rail_adu: float = np.inf
    codes_missing: float = np.nan
    bad_columns: tuple[int, ...] = ()
    telegraph_columns: tuple[int, ...] = ()
    lit_sources: int = 0
    bulge_adu: float = 0.0
    metadata_pixels: int = 0
    fading_pixels: int = 0
    transfer_e: float = np.nan
    transfer_sigma: float = np.nan
    scale_said_e: float = np.nan
    identical: tuple[tuple[str, ...], ...] = field(default=())
    copies: tuple[Skipped, ...] = ()
    baseline: Baseline | None = None

    def column(self, name: str) -> NDArray[np.float64]:
        """One measure of all frames; NaN where it is not known."""
        values = [getattr(frame, name) for frame in self.frames]
        return np.array([np.nan if v is None else v for v in values], np.float64)

    @property
    def noise_adu(self) -> float:
        """Temporal noise of a pixel in a typical frame."""
        return float(np.median(self.column("noise_adu"))) if self.frames else np.nan
