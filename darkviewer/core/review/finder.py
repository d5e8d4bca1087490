"""Finds what was said of the events of a queue, by frame or camera, and place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from darkviewer.core.review.queue import Queue
    from darkviewer.core.review.sensor_place import SensorPlace
    from darkviewer.core.review.verdict import Verdict, Verdicts

__all__ = ["Finder"]


@dataclass(frozen=True, slots=True, eq=False)
class Finder:
    """Finds what was said of the events of a queue; for any thread.

    Attributes
    ----------
    verdicts : Verdicts
        All that hold.
    queue : Queue
        Other events that can be judged: what was said of those is not said of these.
    content : mapping
        Content hash of each frame, by its index.
    camera : str
        What verdicts about pixels belong to; may be empty.
    grid : SensorPlace
        Of the frames.
    """

    verdicts: Verdicts
    queue: Queue
    content: Mapping[int, str]
    camera: str
    grid: SensorPlace

    def places(self, frame: int) -> tuple[str, ...]:
        """What verdicts about an event of a frame may belong to."""
        return tuple(filter(None, (self.content.get(frame), self.camera)))

    def of(self, frame: int, x: int, y: int) -> dict[str, Verdict]:
        """By reviewer, what holds for an event."""
        return self._found(self.places(frame), frame, x, y)

    def at_place(self, place: str, frame: int, x: int, y: int) -> dict[str, Verdict]:
        """The same, of one of the places alone."""
        return self._found((place,), frame, x, y)

    def _found(
        self, places: tuple[str, ...], frame: int, x: int, y: int
    ) -> dict[str, Verdict]:
        def claimed(place: str, across: int, down: int) -> bool:
            at = self.grid.in_frame(across, down)
            number = None if at == (x, y) else self.queue.number_at(*at)
            if number is None:
                return False
            return place == self.camera or frame in self.queue.entry(number).frames

        at = self.grid.on_sensor(x, y)
        size = self.grid.binning
        return self.verdicts.of(places, *at, pixel=size, claimed=claimed)
