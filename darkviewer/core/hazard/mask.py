"""The bad pixels of a sensor: reasons, policy, and what changed since an older mask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.hazard.alerts import ClassAlerts, alerts_of
from darkviewer.core.hazard.reasons import BY_HAND, REASONS, UNUSABLE, bits_named

if TYPE_CHECKING:
    from darkviewer.core.hazard.sensor_map import SensorMap

__all__ = ["BadPixels", "MaskChange", "bad_pixels", "changed"]

Pixels = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class BadPixels:
    """A mask of bad pixels.

    Attributes
    ----------
    bits : uint16 array, shape (ny, nx)
        Reasons of each pixel, see `REASONS`; 0 for a good one.
    unusable : int
        A pixel with one of these reasons is not to be used: the policy.
    x0, y0 : int
        Column and row of the first pixel on the whole sensor, in these (binned) pixels.
    binning : tuple of int
        Along x and y.
    camera : tuple of str
        Its name and its serial number as files have them; empty where not known.
    alerts : tuple of ClassAlerts
        False alerts to be expected, with and without what the policy leaves out; empty
        where the mask was read from a file.
    """

    bits: NDArray[np.uint16]
    unusable: int = UNUSABLE
    x0: int = 0
    y0: int = 0
    binning: tuple[int, int] = (1, 1)
    camera: tuple[str, str] = ("", "")
    alerts: tuple[ClassAlerts, ...] = ()

    @property
    def do_not_use(self) -> NDArray[np.bool_]:
        """What the policy leaves out, (ny, nx)."""
        return np.asarray(self.bits & np.uint16(self.unusable) != 0)

    @property
    def counts(self) -> dict[str, int]:
        """Pixels with each reason; one with two counts twice."""
        return {
            reason.name: int(np.count_nonzero(self.bits & np.uint16(1 << bit)))
            for bit, reason in enumerate(REASONS)
        }

    @property
    def lines(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Bad columns and bad rows, 0-based, as such."""
        column, row = (np.uint16(bits_named([f"bad {n}"])) for n in ("column", "row"))
        return (
            tuple(np.flatnonzero((self.bits & column).any(axis=0)).tolist()),
            tuple(np.flatnonzero((self.bits & row).any(axis=1)).tolist()),
        )

    @property
    def unusable_lines(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Columns and rows that the policy leaves out as such."""
        columns, rows = self.lines
        return (
            columns if self.unusable & bits_named(["bad column"]) else (),
            rows if self.unusable & bits_named(["bad row"]) else (),
        )

    def single(self) -> NDArray[np.bool_]:
        """What the policy leaves out beside whole columns and rows, (ny, nx)."""
        columns, rows = self.unusable_lines
        found = self.do_not_use.copy()
        found[:, list(columns)] = False
        found[list(rows)] = False
        return found


@dataclass(frozen=True, slots=True, eq=False)
class MaskChange:
    """Pixels that the policy leaves out now and not before, or the other way round.

    Attributes
    ----------
    appeared, gone : int arrays, shape (n, 2)
        Columns and rows in the image of the newer mask, 0-based, row by row.
    compared : int
        Pixels that both masks show.
    """

    appeared: Pixels
    gone: Pixels
    compared: int


def bad_pixels(
    sensor: SensorMap,
    *,
    unusable: int = UNUSABLE,
    by_hand: Iterable[tuple[int, int]] = (),
) -> BadPixels:
    """The mask of a surveyed sensor.

    Parameters
    ----------
    sensor : SensorMap
        As surveyed: one that was read from a file has no reasons.
    unusable : int
        Policy, from `bits_named`.
    by_hand : iterable of (int, int)
        Columns and rows that somebody calls bad.

    Raises
    ------
    DarkviewerError
        If a pixel by hand is outside the frame.
    """
    assert sensor.reasons is not None
    bits = sensor.reasons.copy()
    ny, nx = bits.shape
    for x, y in by_hand:
        if not (0 <= x < nx and 0 <= y < ny):
            raise DarkviewerError(
                f"Pixel x {x} y {y} is outside the frame of {nx}x{ny} pixels"
            )
        bits[y, x] |= 1 << BY_HAND
    mask = BadPixels(bits, unusable)
    return replace(mask, alerts=alerts_of(sensor, mask.do_not_use))


def changed(new: BadPixels, old: BadPixels) -> MaskChange:
    """What appeared and what is gone, both by the policy of the newer mask.

    Raises
    ------
    DarkviewerError
        If the camera or the binning differs, or no pixel is in both.
    """
    for now, before in zip(new.camera, old.camera, strict=True):
        if now and before and now != before:
            raise DarkviewerError(
                f"The older mask is of another camera: {before}, and this is {now}"
            )
    if new.binning != old.binning:
        raise DarkviewerError(
            "The older mask has another binning: its pixels are no pixels of this one"
        )
    top, left = max(new.y0, old.y0), max(new.x0, old.x0)
    (ny, nx), (old_ny, old_nx) = new.bits.shape, old.bits.shape
    bottom, right = min(new.y0 + ny, old.y0 + old_ny), min(new.x0 + nx, old.x0 + old_nx)
    if bottom <= top or right <= left:
        raise DarkviewerError("The older mask shows another region of the sensor")

    def part(mask: BadPixels) -> NDArray[np.bool_]:
        rows = slice(top - mask.y0, bottom - mask.y0)
        columns = slice(left - mask.x0, right - mask.x0)
        return replace(new, bits=mask.bits[rows, columns]).do_not_use

    unused, unused_before = part(new), part(old)
    shift = np.array([left - new.x0, top - new.y0])
    return MaskChange(
        np.argwhere(unused & ~unused_before)[:, ::-1] + shift,
        np.argwhere(unused_before & ~unused)[:, ::-1] + shift,
        unused.size,
    )
