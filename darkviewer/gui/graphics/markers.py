"""Leaders of a frame on screen: which marks there are, and which there is room for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSizeF

from darkviewer.core.candidates.labels import RULES
from darkviewer.gui.geometry.pixel_coords import centres
from darkviewer.gui.style.theme import LABEL_MARKS, Palette, mixed

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.gui.geometry.viewport import Viewport

__all__ = [
    "REACH",
    "Mark",
    "Markers",
    "Placement",
    "arrange",
    "kind_of",
    "mark_of",
    "markers_of",
    "on_panel",
]

CROWDED = 400
"""More marks than this on screen are thinned: one per cell, the most important."""

CELL = 22.0
"""Side of such a cell in widget pixels."""

_BRIGHTEST = 10_000
"""These fill nearly all cells, so that few of the rest have to be looked at."""

REACH = 9.0
"""How far from a mark a click still means it, in widget pixels."""


_KINDS = len(RULES) + 1
"""Labels, and none."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How a class of leaders is drawn: shape *and* colour tell it from others."""

    shape: str  # see `mark_paint`
    colour: str
    dashed: bool = False


def mark_of(
    *, accepted: bool, synthetic: bool, palette: Palette, label: str = ""
) -> Mark:
    """The mark of a leader; a dashed line means that the sensor never made it.

    ``label`` is that of the examination, empty where there were none.
    """
    shape, colour = LABEL_MARKS[label or ("PSF candidate" if accepted else "leader")]
    if synthetic:
        colour = LABEL_MARKS["synthetic"][1]
    if palette.name == "night":
        colour = palette.accent if accepted or synthetic else palette.secondary
    return Mark(shape, colour, synthetic)


_DARKER = 0.28
"""On a light panel: a circle's blue has 2.3:1 there as it is, 4.2:1 darkened so."""


def on_panel(mark: Mark, palette: Palette) -> Mark:
    """The same mark beside text on a panel: darker on a light one."""
    if palette.name != "light":
        return mark
    return replace(mark, colour=mixed(mark.colour, "#000000", _DARKER))


def kind_of(kind: int) -> tuple[bool, bool, str]:
    """Kind as in `Markers.kinds`: accepted, synthetic, label."""
    urgent, label = divmod(kind, _KINDS)
    accepted, synthetic = divmod(urgent, 2)
    return bool(accepted), bool(synthetic), RULES[label - 1].label if label else ""


@dataclass(frozen=True, slots=True, eq=False)
class Markers:
    """Leaders of one frame, the brightest first.

    Attributes
    ----------
    table : CandidateTable
        What they are.
    rows : int array, shape (n,)
        Which of its rows.
    x, y : int arrays, shape (n,)
        As in the table.
    urgent : int array
        Those of them, ascending, that matter more than any other.
    """

    table: CandidateTable
    rows: NDArray[np.intp]
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    urgent: NDArray[np.intp]

    def ids(self, index: Any = slice(None)) -> NDArray[np.int64]:
        """Candidate ids of some of them."""
        return np.asarray(self.table.id[self.rows[index]])

    def __len__(self) -> int:
        """How many there are, drawn or not."""
        return len(self.rows)

    def accepted(self, index: Any = slice(None)) -> NDArray[np.bool_]:
        """Whether some of them are candidates by the criterion chosen."""
        return np.asarray(self.table.accepted[self.rows[index]])

    def kinds(self, index: Any = slice(None)) -> NDArray[np.int64]:
        """Numbers that decide their marks, see `kind_of`; largest for candidates."""
        table, rows = self.table, self.rows[index]
        urgent = 2 * table.accepted[rows].astype(np.int64) + table.synthetic[rows]
        label = (
            0 if table.classification is None else table.classification.label[rows] + 1
        )
        return np.asarray(urgent * _KINDS + label)


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """Where the marks stand in the widget.

    Attributes
    ----------
    index : int array
        Which of the markers are drawn.
    x, y : float arrays
        Their centres in widget pixels.
    total : int
        How many there would be room for without thinning.
    """

    index: NDArray[np.intp]
    x: NDArray[np.float32]
    y: NDArray[np.float32]
    total: int

    @property
    def hidden(self) -> int:
        """Marks left out because there are too many."""
        return self.total - len(self.index)

    def nearest(self, point: QPointF) -> int | None:
        """Which of the markers is meant by a click; None when none is near."""
        if not len(self.index):
            return None
        away = np.hypot(self.x - point.x(), self.y - point.y())
        best = int(away.argmin())
        return int(self.index[best]) if away[best] <= REACH else None


def markers_of(
    table: CandidateTable, frame: int, kept: NDArray[np.bool_] | None = None
) -> Markers:
    """Leaders of a frame, or those kept; accepted and synthetic ones are urgent."""
    here = table.frame == frame
    rows = np.flatnonzero(here if kept is None else here & kept)
    urgent = np.flatnonzero((table.accepted | table.synthetic).take(rows))
    return Markers(table, rows, table.x.take(rows), table.y.take(rows), urgent)


def arrange(markers: Markers, view: Viewport, size: QSizeF) -> Placement:
    """Find the marks inside the widget, thinned where they would cover everything."""
    seen = view.rect(size)
    x = _on_screen(markers.x, seen.left(), view.scale)
    y = _on_screen(markers.y, seen.top(), view.scale)
    inside = (x >= 0) & (x < size.width()) & (y >= 0) & (y < size.height())
    total = int(np.count_nonzero(inside))
    if total > CROWDED:
        # cells belong to the image, so that marks stay the same while it moves
        left, top = (edge * view.scale % CELL for edge in (seen.left(), seen.top()))
        across, down = (int(d // CELL) + 2 for d in (size.width(), size.height()))
        cell = _cells(y, top) * np.int32(across) + _cells(x, left)
        index = _one_per_cell(cell, inside, markers.urgent, across * down)
    else:
        index = np.flatnonzero(inside)
    return Placement(index, x[index], y[index], total)


def _on_screen(
    pixels: NDArray[np.int32], edge: float, scale: float
) -> NDArray[np.float32]:
    """Centres of columns or rows in widget pixels; few and small steps, as there may
    be 100 000 of them."""
    place = centres(pixels)
    place -= np.float32(edge)
    place *= np.float32(scale)
    return place


def _cells(place: NDArray[np.float32], start: float) -> NDArray[np.int32]:
    return ((place + np.float32(start)) * np.float32(1 / CELL)).astype(np.int32)


def _one_per_cell(
    cell: NDArray[np.int32],
    inside: NDArray[np.bool_],
    urgent: NDArray[np.intp],
    cells: int,
) -> NDArray[np.intp]:
    """The first in each cell, urgent ones before all others; ascending."""
    owner = np.full(cells, -1, np.intp)

    def settle(candidates: NDArray[np.intp]) -> None:
        free = candidates[owner.take(cell.take(candidates)) < 0]
        backwards = free[::-1]  # the last one written stays
        owner[cell.take(backwards)] = backwards

    settle(urgent[inside[urgent]])
    settle(np.flatnonzero(inside[:_BRIGHTEST]))
    settle(np.flatnonzero(inside & (owner.take(cell, mode="clip") < 0)))
    return np.sort(owner[owner >= 0])
