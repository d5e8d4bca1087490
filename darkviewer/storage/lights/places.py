"""Tables of candidates: x and y from ECSV, CSV and the like, whoever wrote them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.foreign_text import shown
from darkviewer.core.vetting.session import MOST_TESTED
from darkviewer.storage.fits.files import read_from

__all__ = ["COLUMNS", "Places", "is_table", "read_places"]

COLUMNS: tuple[tuple[str, str, int], ...] = (
    ("x", "y", 0),
    ("xcentroid", "ycentroid", 0),
    ("x_centroid", "y_centroid", 0),
    ("xcenter", "ycenter", 0),
    ("x_fit", "y_fit", 0),
    ("x_fits", "y_fits", 1),
    ("x_image", "y_image", 1),
    ("xwin_image", "ywin_image", 1),
)
"""Titles of the columns, and where they count from; the first pair found is read."""

_NAMES = (".ecsv", ".csv", ".txt", ".tsv", ".dat")
_LARGEST_BYTES = 256 * 2**20
_LONGEST_CELL = 40


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Candidates of a table, in its order.

    Attributes
    ----------
    x, y : float64 arrays, shape (n,)
        0-based; NaN where the table has none.
    columns : tuple of str
        Titles that they were read from.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    columns: tuple[str, str]

    def pixels(self) -> list[tuple[int, int]]:
        """The pixel at each place, in whole columns and rows."""
        known = np.isfinite(self.x)
        places = np.rint(np.column_stack([self.x[known], self.y[known]]))
        return [(int(x), int(y)) for x, y in places.tolist()]


def is_table(path: Path) -> bool:
    """Whether a file is a table of candidates by its name."""
    return path.suffix.lower() in _NAMES


def read_places(path: Path) -> Places:
    """Read x and y of every row.

    Parameters
    ----------
    path : Path
        ECSV, or columns with titles, separated by commas, semicolons, tabs or blanks;
        lines that begin with # are passed over.

    Raises
    ------
    DarkviewerError
        If there are no such columns, a cell is no number, no row has a place, or there
        are too many; one sentence.
    """
    content = read_from(path, lambda file: file.read(_LARGEST_BYTES + 1))
    if len(content) > _LARGEST_BYTES:
        raise DarkviewerError(
            f"{path.name} is larger than {_LARGEST_BYTES // 2**20} MiB: keep only x "
            "and y of the candidates"
        )
    lines = _lines(content.decode("utf-8-sig", "replace"))
    head = next(lines, "")
    try:
        found = _read(path.name, head, lines)
    except csv.Error as error:
        raise DarkviewerError(
            f"{path.name} is no table that can be read: {error}"
        ) from error
    if not np.isfinite(found.x).any():
        raise DarkviewerError(f"{path.name} holds no row with a place")
    return found


def _lines(text: str) -> Iterator[str]:
    for line in io.StringIO(text, newline=None):
        if line.strip() and not line.startswith("#"):
            yield line.rstrip("\n")


def _read(name: str, head: str, lines: Iterator[str]) -> Places:
    separator = next((mark for mark in (",", ";", "\t") if mark in head), " ")
    read = partial(csv.reader, delimiter=separator, skipinitialspace=separator == " ")
    titles = [cell.strip() for cell in next(read([head]), [])]
    x_title, y_title, origin = _columns(name, titles)
    places = titles.index(x_title), titles.index(y_title)
    rows: list[tuple[float, float]] = []
    for number, cells in enumerate(read(lines), start=1):
        if len(rows) == MOST_TESTED:
            raise DarkviewerError(
                f"{name} holds more than {MOST_TESTED:,} candidates, too many to vet: "
                "give those of one frame"
            )
        if len(cells) <= max(places):
            raise DarkviewerError(
                f"{name} is cut off or no table: its row {number} has {len(cells)} of "
                f"{len(titles)} columns"
            )
        x, y = (_number(name, number, cells[at]) for at in places)
        rows.append((x, y) if np.isfinite(x + y) else (np.nan, np.nan))
    place = np.array(rows, np.float64).reshape(-1, 2).T - origin
    return Places(place[0], place[1], (x_title, y_title))


def _columns(name: str, titles: list[str]) -> tuple[str, str, int]:
    """Titles as the table spells them."""
    spelt = {title.lower(): title for title in reversed(titles)}
    for x, y, origin in COLUMNS:
        if x in spelt and y in spelt:
            return spelt[x], spelt[y], origin
    wanted = ", ".join(f"{x} and {y}" for x, y, _ in COLUMNS)
    raise DarkviewerError(f"{name} has no columns of places: name them {wanted}")


def _number(name: str, row: int, cell: str) -> float:
    """A coordinate; an empty cell says that there is none."""
    text = cell.strip()
    if text in ("", "--", "null", "None"):
        return np.nan
    try:
        return float(text)
    except ValueError:
        raise DarkviewerError(
            f"{name} holds {shown(text, _LONGEST_CELL)!r} in row {row}, where a number "
            "of pixels was expected"
        ) from None
