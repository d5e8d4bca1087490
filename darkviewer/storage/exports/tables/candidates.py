"""The leaders of a session as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates.classification import EXAMINED_COLUMNS
from darkviewer.storage.exports.tables.columns import (
    Column,
    ExportTable,
    file_names,
)

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import CandidateTable

__all__ = ["COLUMNS", "TableColumn", "candidate_columns"]


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of the files; `unit` as astropy spells it, empty for pure numbers."""

    name: str
    unit: str
    sentence: str
    values: Callable[[CandidateTable, NDArray[np.str_]], NDArray[Any]]
    ucd: str = ""


def _field(name: str) -> Callable[[CandidateTable, NDArray[np.str_]], NDArray[Any]]:
    return lambda table, _: np.asarray(getattr(table, name))


COLUMNS: tuple[TableColumn, ...] = (
    TableColumn(
        "id",
        "",
        "((frame_number - 1) * ny + y) * nx + x",
        _field("id"),
        "meta.id;meta.main",
    ),
    TableColumn(
        "frame",
        "",
        "file name of the frame",
        lambda t, names: names[t.frame],
        "meta.id;meta.file",
    ),
    TableColumn(
        "frame_number",
        "",
        "number among the used frames, from 1",
        lambda t, _: t.frame + 1,
        "meta.number",
    ),
    TableColumn("x", "pix", "column, 0-based", _field("x"), "pos.cartesian.x"),
    TableColumn("y", "pix", "row, 0-based", _field("y"), "pos.cartesian.y"),
    TableColumn(
        "x_fits", "pix", "column, 1-based", lambda t, _: t.x + 1, "pos.cartesian.x"
    ),
    TableColumn(
        "y_fits", "pix", "row, 1-based", lambda t, _: t.y + 1, "pos.cartesian.y"
    ),
    TableColumn("value_e", "electron", "residual", _field("value_e"), "phot.count"),
    TableColumn(
        "min_neighbour_ratio",
        "",
        "smallest neighbour over the value; NaN without neighbours",
        _field("min_neighbour_ratio"),
        "phot.count;arith.ratio",
    ),
    TableColumn("plateau", "pix", "adjacent leaders of equal value", _field("plateau")),
    TableColumn("edge", "", "on the border of the frame", _field("edge"), "meta.code"),
    TableColumn("accepted", "", "PSF candidate", _field("accepted"), "meta.code"),
    TableColumn(
        "synthetic", "", "made by an injection", _field("synthetic"), "meta.code"
    ),
)
"""In the order of the files; `EXAMINED_COLUMNS` follow where leaders were examined."""

_UCDS = {
    "flux_e": "phot.count",
    "flux_sigma_e": "stat.error;phot.count",
    "chi2": "stat.fit.chi2",
    "dof": "stat.fit.dof",
    "p": "stat.probability",
    "p_tolerant": "stat.probability",
    "label": "meta.code.class",
    "significance": "stat.snr",
    "matched": "stat.snr",
    "recurrence": "meta.number",
}


def candidate_columns(table: CandidateTable, names: list[str]) -> ExportTable:
    """All leaders, accepted or not.

    Parameters
    ----------
    table : CandidateTable
        Rows to write.
    names : list of str
        File name of each used frame.
    """
    known = file_names(names)
    columns = [
        Column(
            column.name,
            column.values(table, known),
            column.unit,
            column.sentence,
            column.ucd,
        )
        for column in COLUMNS
    ]
    examined = table.classification
    if examined is not None:
        columns += [
            Column(
                column.name,
                column.values(examined),
                column.unit,
                column.sentence,
                _UCDS.get(column.name, ""),
            )
            for column in EXAMINED_COLUMNS
        ]
    sentence = "leaders of the frames: local maxima that could be stars"
    return ExportTable("Candidates", sentence, tuple(columns))
