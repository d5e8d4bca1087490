"""Pictures of a run for a report: master, one residual, and the best candidates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.display.limits import mad_limits
from darkviewer.core.display.stretch import Stretch
from darkviewer.core.layers.layers import Layers
from darkviewer.core.layers.session_layers import LazyExaminer
from darkviewer.core.progress import Job, Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from darkviewer.core.layers.layer_image import LayerImage, Stamp
    from darkviewer.runs.session import Outcome

__all__ = ["MOST_PX", "Picture", "Pictures", "layers_of", "pictured"]

MOST_PX = 800
"""Pixels along the longer side of a picture."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A layer as grey levels.

    Attributes
    ----------
    layer, unit, name : str
        As `LayerImage` has them.
    levels : uint8 array, axes (y, x)
        Of the picture; the first row is row 0 of the frame.
    block : int
        Side of the square of pixels whose brightest one is shown.
    black, white : float
        What is shown black and white, in the unit; linear between them.
    """

    layer: str
    unit: str
    name: str
    levels: NDArray[np.uint8]
    block: int
    black: float
    white: float


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """What a report shows.

    Attributes
    ----------
    master, residual : Picture
        The residual is that of one frame.
    frame : int
        That frame, 0-based: the one with the most candidates.
    rows : tuple of int
        Rows of the table that are shown, the most significant first.
    stamps : tuple of Stamp
        5x5 pixels of each.
    """

    master: Picture
    residual: Picture
    frame: int
    rows: tuple[int, ...]
    stamps: tuple[Stamp, ...]


def layers_of(outcome: Outcome) -> Layers:
    """All layers of a run."""
    calibration, parameters = outcome.calibration, outcome.parameters
    examiner = LazyExaminer(calibration)
    return Layers(
        calibration.used, calibration, examiner=examiner, parameters=parameters
    )


def pictured(outcome: Outcome, *, most: int) -> Job[Pictures]:
    """Draw master, residual and the most significant candidates.

    Parameters
    ----------
    outcome : Outcome
        The run.
    most : int
        Candidates at most.

    Raises
    ------
    FrameError, SessionError
        If a frame cannot be read any more.
    """
    table, layers = outcome.table, layers_of(outcome)
    frame = _busiest(table.candidates, table.hot_pixels)
    yield Progress("Drawing master and residual", 0, 2)
    master = _picture(layers.load(frame, "master"))
    yield Progress("Drawing master and residual", 1, 2)
    residual = _picture(layers.load(frame, "residual"))
    accepted = np.flatnonzero(table.accepted & ~table.synthetic)
    order = np.argsort(-table.strength[accepted], kind="stable")
    rows = accepted[order][:most].tolist()
    stamps = []
    for done, row in enumerate(rows):
        yield Progress("Drawing candidates", done, len(rows))
        at = int(table.frame[row]), int(table.x[row]), int(table.y[row])
        stamps.append(layers.stamp(*at))
    return Pictures(master, residual, frame, tuple(rows), tuple(stamps))


def _busiest(
    candidates: NDArray[np.int64] | Sequence[int],
    hot_pixels: NDArray[np.int64] | Sequence[int],
) -> int:
    """Frame with the most candidates, then hot pixels; the first of equal ones."""
    keys = zip(map(int, candidates), map(int, hot_pixels), strict=True)
    counts = list(keys)
    return counts.index(max(counts))


def _picture(image: LayerImage) -> Picture:
    """Around the level of what is drawn: black and white are found from that."""
    level = next(one for one in image.levels if max(one.shape) <= MOST_PX)
    black, white = mad_limits(level)
    drawn = Stretch("linear", black, white - black).apply(level)
    block = round(max(image.shape) / max(level.shape))
    return Picture(image.layer, image.unit, image.name, drawn, block, black, white)
