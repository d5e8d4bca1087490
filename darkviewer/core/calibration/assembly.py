"""Bands put together: the whole master and all leaders, bounded in number."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.detection.leaders import Leaders, collect
from darkviewer.core.frames.adu import (
    FEWEST_PILED,
    common_step,
    pile_up,
    typical_level,
)
from darkviewer.core.masters.master import Master
from darkviewer.core.parameters import Parameters, exact

if TYPE_CHECKING:
    from darkviewer.core.calibration.bands import Band, BandResult
    from darkviewer.core.detection.search import Found
    from darkviewer.core.frames.adu import Steps

__all__ = ["MOST_LEADERS", "Assembly"]

MOST_LEADERS = 500_000
"""Of all frames together; more than this raise the floor towards the threshold."""

_EVERY = 4
"""Row and column of which the level is found."""

FLOORS = tuple(Fraction(eighths, 8) for eighths in range(4, 9))
"""Possible floors as parts of the threshold."""


class Assembly:
    """Results of bands in any order; what comes out does not depend on the order.

    Leaders are kept above half the threshold, so that the threshold can be lowered
    without a new run. Where these are too many the next higher of the possible floors
    takes over, at most the threshold itself: the lowest one that leaves no more than
    MOST_LEADERS in all frames.
    """

    def __init__(
        self, shape: tuple[int, int], n_frames: int, parameters: Parameters
    ) -> None:
        threshold = exact(parameters.threshold_e)
        self._shape = shape
        self._n_frames = n_frames
        self._parameters = parameters
        self._floors = [threshold * part for part in FLOORS]
        self._found: dict[int, Found] = {}
        self._planes: list[NDArray[Any]] = []
        self._count: NDArray[np.int32] | None = None
        self.steps: list[Steps] = []
        self.highest_adu = -np.inf
        self.single_values: list[tuple[float | None, ...]] = []

    @property
    def floor_e(self) -> Fraction:
        """Lowest threshold in electrons for which the leaders are complete."""
        return self._floors[0]

    @property
    def master(self) -> Master:
        """The master of all bands added."""
        method = self._parameters.method
        return Master(method, self._n_frames, tuple(self._planes), self._count)

    def pile_up(self) -> float | None:
        """The value at which pixels pile up, frame after frame, if there is one.

        A pixel that always saturates shows that value in the master. Nothing in any
        frame may lie above it.
        """
        master = self.master
        whole = master.planes[0].dtype.kind in "iu"
        top = int(self.highest_adu) if whole else self.highest_adu
        if np.count_nonzero(master.at_top(top)) < FEWEST_PILED:
            return None
        values = master.numerator / master.denominator
        return pile_up(values, step=common_step(self.steps))

    def level_adu(self) -> float:
        """What most pixels of the master have, about; 0 for values without a top."""
        some = self.master.part(slice(None, None, _EVERY), slice(None, None, _EVERY))
        if some.planes[0].dtype.kind == "f":
            return 0.0
        return typical_level(some.numerator / some.denominator)

    def leaders(self) -> tuple[Leaders, ...]:
        """Leaders of each frame."""
        found = [self._found[start] for start in sorted(self._found)]
        return collect(found, self._n_frames, unit=self._unit, parts=self._parts)

    def add(self, result: BandResult) -> None:
        """Take the result of one band."""
        self._add_master(result.band, result.master)
        self._found[result.band.start] = result.found
        self.steps.append(result.steps)
        self.single_values.append(result.single_values)
        self.highest_adu = max(self.highest_adu, result.highest)
        if self.floor_e > result.floor_e:
            self._prune([result.band.start])
        while len(self._floors) > 1 and self._leaders_found() > MOST_LEADERS:
            del self._floors[0]
            self._prune(list(self._found))

    def _leaders_found(self) -> int:
        return sum(len(found.value) for found in self._found.values())

    def _prune(self, bands: list[int]) -> None:
        limit = self.floor_e / self._unit
        for start in bands:
            self._found[start] = self._found[start].above(limit, self._parts)

    @property
    def _unit(self) -> Fraction:
        return self.master.unit(self._parameters)

    @property
    def _parts(self) -> int:
        return self.master.largest_denominator

    def _add_master(self, band: Band, master: Master) -> None:
        """Write the planes; those that are one array in every band stay one."""
        shared = [_position(master.planes, plane) for plane in master.planes]
        for index, plane in enumerate(master.planes):
            if len(self._planes) == index:
                self._planes.append(
                    np.empty(self._shape, plane.dtype)
                    if shared[index] == index
                    else self._planes[shared[index]]
                )
            elif shared[index] == index != _position(self._planes, self._planes[index]):
                self._planes[index] = self._planes[index].copy()
            self._planes[index][band.start : band.stop] = plane
        if master.count is not None:
            if self._count is None:
                self._count = np.full(self._shape, self._n_frames, np.int32)
            self._count[band.start : band.stop] = master.count


def _position(planes: Any, plane: NDArray[Any]) -> int:
    """Index of the first of `planes` that is this very array."""
    return next(index for index, other in enumerate(planes) if other is plane)
