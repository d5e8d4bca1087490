"""Frames -> master dark: order statistics, mean and clipped mean, by row bands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.parameters import Parameters

__all__ = ["Master"]


@dataclass(frozen=True, slots=True)
class Master:
    """A combined dark, kept as exact planes; the scale to electrons comes last."""

    method: str
    n: int
    planes: tuple[NDArray[Any], ...]

    @property
    def shape(self) -> tuple[int, int]:
        """(ny, nx) in pixels."""
        ny, nx = self.planes[0].shape
        return ny, nx

    def electrons(self, parameters: Parameters) -> NDArray[np.float64]:
        """The master in electrons, bit-identical to ccdproc.combine, (ny, nx)."""
        raise NotImplementedError
