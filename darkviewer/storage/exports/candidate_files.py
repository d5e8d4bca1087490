"""Candidates as ECSV and CSV tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates.classification import (
    EXAMINED_COLUMNS,
    Classification,
    ExaminedColumn,
)

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import CandidateTable

__all__ = ["COLUMNS", "TableColumn", "as_csv", "as_ecsv"]

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
    TableColumn("id", "", "((frame_number - 1) * ny + y) * nx + x", _field("id")),
    TableColumn("frame", "", "file name of the frame", lambda t, names: names[t.frame]),
    TableColumn(
        "frame_number",
        "",
        "number among the used frames, from 1",
        lambda t, _: t.frame + 1,
    ),
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
"""In the order of the files; `EXAMINED_COLUMNS` follow where leaders were examined."""

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


def _columns(
    table: CandidateTable, names: list[str]
) -> list[tuple[TableColumn, _Values]]:
    known = np.array(names, np.str_)
    columns = [(column, column.values(table, known)) for column in COLUMNS]
    if table.classification is not None:
        columns += [
            _examined(column, table.classification) for column in EXAMINED_COLUMNS
        ]
    return columns


def _examined(
    column: ExaminedColumn, classification: Classification
) -> tuple[TableColumn, _Values]:
    values = column.values(classification)
    same = TableColumn(column.name, column.unit, column.sentence, lambda *_: values)
    return same, values


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
