"""Where a pixel of a frame is on the sensor, and whose sensor it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from darkviewer.core.review.classes import PIXEL

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo

__all__ = ["SensorPlace", "camera_of"]


@dataclass(frozen=True, slots=True)
class SensorPlace:
    """From pixels of a frame to those of the sensor, and back.

    The origin of a region is counted in pixels of the frame, binned ones where they
    are binned, as FITS headers have it.

    Attributes
    ----------
    origin : tuple of int
        (x, y) of the read-out region.
    binning : tuple of int
        (x, y).
    """

    origin: tuple[int, int] = (0, 0)
    binning: tuple[int, int] = (1, 1)

    @classmethod
    def of(cls, info: FrameInfo | None) -> SensorPlace:
        """That of a frame; of the whole sensor where nothing is known."""
        if info is None:
            return cls()
        x, y = info.binning
        return cls(info.region or (0, 0), (max(x, 1), max(y, 1)))

    def on_sensor(self, x: int, y: int) -> tuple[int, int]:
        """First sensor pixel of a pixel of the frame."""
        return (
            (x + self.origin[0]) * self.binning[0],
            (y + self.origin[1]) * self.binning[1],
        )

    def in_frame(self, x: int, y: int) -> tuple[int, int]:
        """Pixel of the frame that a sensor pixel belongs to, inside it or not."""
        return (
            x // self.binning[0] - self.origin[0],
            y // self.binning[1] - self.origin[1],
        )


def camera_of(info: FrameInfo | None) -> str:
    """What verdicts about a pixel in all frames belong to; empty where unknown."""
    if info is None or not info.camera:
        return ""
    return " ".join(filter(None, (PIXEL, info.camera, info.camera_id)))
