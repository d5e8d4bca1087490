"""Candidates as ECSV and CSV tables and as DS9 regions."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates.classification import (
    TEST_COLUMNS,
    Classification,
    TestColumn,
)

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import CandidateTable

__all__ = ["COLUMNS", "TableColumn", "as_csv", "as_ecsv", "as_regions"]

_Values = NDArray[Any]


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of the files; `unit` as astropy spells it, empty for pure numbers."""

    name: str
    unit: str
    sentence: str
    values: Callable[[CandidateTable, NDArray[np.str_]], _Values]


def _field(name: str) -> Callable[[CandidateTable, NDArray[np.str_]], _Values]:
    return lambda table, _: np.asarray(getattr(table, name))


COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("id", "", "(frame * ny + y) * nx + x", _field("id")),
    TableColumn("frame", "", "index among the used frames, from 0", _field("frame")),
    TableColumn("file", "", "name of the frame", lambda t, names: names[t.frame]),
    TableColumn("x", "pix", "column, 0-based", _field("x")),
    TableColumn("y", "pix", "row, 0-based", _field("y")),
    TableColumn("x_fits", "pix", "column, 1-based", lambda t, _: t.x + 1),
    TableColumn("y_fits", "pix", "row, 1-based", lambda t, _: t.y + 1),
    TableColumn("value_e", "electron", "residual", _field("value_e")),
    TableColumn(
        "min_neighbour_ratio",
        "",
        "smallest neighbour over the value; NaN without neighbours",
        _field("min_neighbour_ratio"),
    ),
    TableColumn("plateau", "pix", "adjacent leaders of equal value", _field("plateau")),
    TableColumn("edge", "", "on the border of the frame", _field("edge")),
    TableColumn("accepted", "", "PSF candidate", _field("accepted")),
    TableColumn("synthetic", "", "made by an injection", _field("synthetic")),
)
"""What the files hold, in this order; `TEST_COLUMNS` follow where tests were made."""

_REGION_HEADER = (
    "# Region file format: DS9 version 4.1",
    'global color=#E69F00 dashlist=8 3 width=1 font="helvetica 10 normal roman" '
    "select=1 highlite=1 dash=0 fixed=0 edit=1 move=1 delete=1 include=1 source=1",
    "image",
)
_PSF_COLOUR = "#56B4E9"
_HOT_COLOUR = "#E69F00"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_ecsv(table: CandidateTable, names: list[str], meta: Mapping[str, Any]) -> bytes:
    """An astropy table with a unit on every number and `meta` above it.

    Parameters
    ----------
    table : CandidateTable
        Rows to write.
    names : list of str
        File name of each used frame.
    meta : mapping
        Plain values: criterion, software, capture, master and so on.
    """
    import astropy.table

    tables: Any = astropy.table  # untyped
    columns = [
        tables.Column(
            values,
            name=column.name,
            unit=None if values.dtype.kind in "Ub" else column.unit,
            description=column.sentence,
        )
        for column, values in _columns(table, names)
    ]
    text = io.StringIO()
    tables.Table(columns, meta=dict(meta)).write(text, format="ascii.ecsv")
    return text.getvalue().encode("utf-8", "replace")


def as_csv(table: CandidateTable, names: list[str]) -> bytes:
    """The same columns for a spreadsheet: UTF-8 with a byte order mark.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    columns = _columns(table, names)
    writer.writerow([column.name for column, _ in columns])
    cells = [map(_cell, values.tolist()) for _, values in columns]
    writer.writerows(zip(*cells, strict=True))
    return text.getvalue().encode("utf-8-sig", "replace")


def as_regions(table: CandidateTable, names: list[str]) -> bytes:
    """DS9 regions, 1-based: circles around PSF candidates, boxes around other leaders.

    Each is tagged with its frame, so that DS9 can select by it; synthetic ones are
    dashed.
    """
    tags = [_braced(name) for name in names]
    rows = zip(
        table.frame.tolist(),
        table.x.tolist(),
        table.y.tolist(),
        table.accepted.tolist(),
        table.synthetic.tolist(),
        strict=True,
    )
    lines = [*_REGION_HEADER]
    for frame, x, y, accepted, synthetic in rows:
        shape = (
            f"circle({x + 1},{y + 1},4)" if accepted else f"box({x + 1},{y + 1},5,5,0)"
        )
        colour = _PSF_COLOUR if accepted else _HOT_COLOUR
        dash = " dash=1" if synthetic else ""
        lines.append(f"{shape} # color={colour}{dash} tag={{{tags[frame]}}}")
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _columns(
    table: CandidateTable, names: list[str]
) -> list[tuple[TableColumn, _Values]]:
    known = np.array(names, np.str_)
    columns = [(column, column.values(table, known)) for column in COLUMNS]
    if table.classification is not None:
        columns += [_tested(column, table.classification) for column in TEST_COLUMNS]
    return columns


def _tested(
    column: TestColumn, classification: Classification
) -> tuple[TableColumn, _Values]:
    values = column.values(classification)
    same = TableColumn(column.name, column.unit, column.sentence, lambda *_: values)
    return same, values


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _braced(name: str) -> str:
    return "".join("_" if char in "{}\n\r" else char for char in name)
