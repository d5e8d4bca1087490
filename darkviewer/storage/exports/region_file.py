"""Candidates as DS9 regions: one shape and colour for each label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from darkviewer.storage.exports.record_files import record_comments

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import CandidateTable

__all__ = ["REGION_MARKS", "as_regions"]

_HEADER = (
    "# Region file format: DS9 version 4.1",
    'global color=#9aa4b0 dashlist=8 3 width=1 font="helvetica 10 normal roman" '
    "select=1 highlite=1 dash=0 fixed=0 edit=1 move=1 delete=1 include=1 source=1",
    "image",
)

REGION_MARKS: dict[str, tuple[str, str]] = {
    "PSF candidate": ("circle", "#56B4E9"),
    "leader": ("square", "#9aa4b0"),
    "PSF-like": ("circle", "#56B4E9"),
    "ambiguous": ("circle", "#9aa4b0"),
    "hot": ("square", "#E69F00"),
    "warm": ("square", "#F2CF80"),
    "saturated": ("square", "#A67200"),
    "telegraph": ("triangle", "#CC79A7"),
    "noisy": ("triangle", "#EBCBDB"),
    "persistence": ("circle", "#CC79A7"),
    "cosmic ray": ("diamond", "#2FB58D"),
    "pair event": ("diamond", "#8FDCC3"),
    "single pixel": ("diamond", "#1B7A5E"),
    "noise": ("plus", "#9aa4b0"),
    "unclassifiable": ("plus", "#5F6B78"),
    "artefact": ("cross", "#ef6b63"),
    "metadata": ("cross", "#F7B5B1"),
    "dead": ("cross", "#A63A33"),
}
"""Shape and colour of each label; the first two are those of an untested leader.

The window draws the labels of one verdict alike; here each has a shade of its own.
"""

_SHAPES = {
    "circle": "circle({x},{y},4)",
    "square": "box({x},{y},7,7,0)",
    "diamond": "box({x},{y},6,6,45)",
    "triangle": "polygon({x},{above},{right},{below},{left},{below})",
    "plus": "point({x},{y})",
    "cross": "point({x},{y})",
}
_POINTS = {"plus": " point=cross 11", "cross": " point=x 11"}
_REACH = 4  # pixels from the middle of a triangle to its corners


def as_regions(
    table: CandidateTable,
    names: list[str],
    *,
    all_leaders: bool = False,
    record: Mapping[str, Any] | None = None,
) -> bytes:
    """DS9 regions, 1-based; see `REGION_MARKS`.

    Each is tagged with its frame and its label, so that DS9 can select by them;
    synthetic ones are dashed, and tagged as such.

    Parameters
    ----------
    table : CandidateTable
        What was found.
    names : list of str
        File name of each used frame.
    all_leaders : bool
        Write the leaders that are no candidates, too.
    record : mapping, optional
        Where they came from, for the comments above them.
    """
    tags = [_braced(name) for name in names]
    rows = np.flatnonzero(table.accepted | all_leaders)
    columns = (table.frame, table.x + 1, table.y + 1, _labels(table), table.synthetic)
    cells = zip(*(column[rows].tolist() for column in columns), strict=True)
    first, *rest = _HEADER
    lines = [first, *record_comments(record or {}), *rest]
    for frame, x, y, label, synthetic in cells:
        shape, colour = REGION_MARKS[label]
        point = _POINTS.get(shape, "")
        dash = " dash=1" if synthetic and not point else ""  # DS9 dashes no points
        tag = f"tag={{{tags[frame]}}} tag={{{label}}}"
        more = " tag={synthetic}" if synthetic else ""
        drawn = _drawn(shape, x, y)
        lines.append(f"{drawn} #{point} color={colour}{dash} {tag}{more}")
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _labels(table: CandidateTable) -> np.ndarray:
    if table.classification is not None:
        return table.classification.words
    return np.where(table.accepted, "PSF candidate", "leader")


def _drawn(shape: str, x: int, y: int) -> str:
    left, right, below, above = x - _REACH, x + _REACH, y - _REACH, y + _REACH
    return _SHAPES[shape].format(
        x=x, y=y, left=left, right=right, below=below, above=above
    )


def _braced(name: str) -> str:
    """Within braces; DS9 ends a region at a semicolon even there."""
    return "".join("_" if char in "{};" else char for char in name)
