"""A table as ECSV, CSV, VOTable and Parquet; each holds all that the others do.

A file follows from table and record alone: the same give the same bytes.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.storage.exports.record_files import record_comments

if TYPE_CHECKING:
    from darkviewer.storage.exports.tables.columns import Column, ExportTable

__all__ = [
    "FORMATS",
    "RECORD_KEY",
    "TEXT_LENGTH",
    "TableFormat",
    "as_csv",
    "as_ecsv",
    "as_parquet",
    "as_votable",
]

Record = Mapping[str, Any]

RECORD_KEY = "darkviewer"
"""Of the record in the metadata of a Parquet file."""

TEXT_LENGTH = "table::len::"
"""There, before the name of a column: its longest text, which astropy asks for."""

_FORMULA = ("=", "+", "-", "@", "'")
_TO_QUOTE = re.compile(r'[",;#\r\n]|^\s|\s$')
_WIDER = {"i1": "i2", "u2": "i4", "u4": "i8", "f2": "f4"}
"""What VOTable has in the place of types that it lacks."""

_NO_VOUNIT = frozenset({"electron", "deg_C"})
"""Units that the standard has between apostrophes only."""

_MOST_LONG = 2**63 - 1


def as_ecsv(table: ExportTable, record: Record) -> bytes:
    """An astropy table; the record is its `meta`."""
    import astropy.table

    tables: Any = astropy.table  # untyped
    columns = [_astropy_column(tables, column) for column in table.columns]
    text = io.StringIO()
    tables.Table(columns, meta=dict(record)).write(text, format="ascii.ecsv")
    return text.getvalue().encode()


def _astropy_column(tables: Any, column: Column) -> Any:
    values = column.known
    what = {
        "name": column.name,
        "unit": column.unit if values.dtype.kind in "iuf" else None,
        "description": column.sentence,
        "meta": {"ucd": column.ucd} if column.ucd else None,
    }
    if column.mask.any():
        return tables.MaskedColumn(values, mask=column.mask, **what)
    return tables.Column(values, **what)


def as_csv(table: ExportTable, record: Record) -> bytes:
    """Names and rows, UTF-8 with a byte order mark, and the record in comments above.

    What is not known is empty. A text that a spreadsheet would take for a formula, or
    that begins with an apostrophe, gets one more apostrophe in front. A name or text
    with a ``#`` is between quotes: readers take what follows it for a comment
    elsewhere, but not there.
    """
    names = [_quoted(column.name) for column in table.columns]
    rows = zip(*(_cells(column) for column in table.columns), strict=True)
    lines = [*record_comments(record), *map(",".join, [names, *rows])]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig")


def _cells(column: Column) -> list[str]:
    values = column.known.tolist()
    if column.known.dtype.kind == "U":
        return [_quoted(_no_formula(value)) for value in values]
    return [
        "" if missing else str(value)
        for value, missing in zip(values, column.mask.tolist(), strict=True)
    ]


def _quoted(text: str) -> str:
    """Between quotes where a reader could take it for something else."""
    if text and not _TO_QUOTE.search(text):
        return text
    return '"' + text.replace('"', '""') + '"'


def _no_formula(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_votable(table: ExportTable, record: Record) -> bytes:
    """A VOTable for the tools of the Virtual Observatory, as TOPCAT.

    The record is an INFO for each of its parts, as JSON. Whole numbers beyond 2^63 - 1,
    for which there is no type, are written as texts.
    """
    import astropy.io.votable
    import astropy.table

    tables: Any = astropy.table  # untyped
    votable: Any = astropy.io.votable
    columns = [_astropy_column(tables, column) for column in table.columns]
    for column in columns:
        column.unit = None  # as the standard spells it, below
    made = tables.Table([_for_votable(column) for column in columns])
    document = votable.from_table(made, table_id=table.name)
    (found,) = document.iter_tables()
    found.name, found.description = table.name, table.sentence
    for field, column in zip(found.fields, table.columns, strict=True):
        field.ucd, field.description = column.ucd or None, column.sentence or None
        unit = column.unit if column.known.dtype.kind in "iuf" else ""
        field.unit = f"'{unit}'" if unit in _NO_VOUNIT else unit or None
    element = votable.tree.Info
    for name, value in record.items():
        found.infos.append(element(name=name, value=json.dumps(value)))
    content = io.BytesIO()
    votable.writeto(document, content)
    written = content.getvalue()
    return written if len(made) else _with_data(written)


def _with_data(content: bytes) -> bytes:
    """An empty table with the element DATA: STIL takes one without for no table."""
    after = b"<INFO" if b"<INFO" in content else b"</TABLE>"
    return content.replace(after, b"<DATA><TABLEDATA/></DATA>\n   " + after, 1)


def _for_votable(column: Any) -> Any:
    kind = f"{column.dtype.kind}{column.dtype.itemsize}"
    if kind in _WIDER:
        return column.astype(_WIDER[kind])
    if kind == "u8":
        small = not len(column) or int(np.max(np.ma.getdata(column))) <= _MOST_LONG
        return column.astype("i8" if small else "U")
    return column


def as_parquet(table: ExportTable, record: Record) -> bytes:
    """Parquet for pandas, polars, DuckDB; the record is metadata of the file.

    Needs pyarrow, see `check_formats`.
    """
    arrow: Any = import_module("pyarrow")  # an extra, in no bundle
    parquet: Any = import_module("pyarrow.parquet")
    arrays = [_arrow_array(arrow, column) for column in table.columns]
    fields = [
        arrow.field(column.name, array.type, metadata=_arrow_words(column))
        for column, array in zip(table.columns, arrays, strict=True)
    ]
    metadata = {RECORD_KEY: json.dumps(record), "description": table.sentence}
    for column in table.columns:
        if column.known.dtype.kind == "U":
            longest = max(1, column.known.dtype.itemsize // 4)
            metadata[f"{TEXT_LENGTH}{column.name}"] = str(longest)
    schema = arrow.schema(fields, metadata=metadata)
    content = io.BytesIO()
    made = arrow.Table.from_arrays(arrays, schema=schema)
    parquet.write_table(made, content, compression="zstd")
    return content.getvalue()


def _arrow_array(arrow: Any, column: Column) -> Any:
    values: NDArray[Any] = column.known
    plain = values.astype(object) if values.dtype.kind == "U" else values
    kind = arrow.string() if values.dtype.kind == "U" else None
    return arrow.array(plain, type=kind, mask=column.mask, from_pandas=False)


def _arrow_words(column: Column) -> dict[str, str]:
    words = {"unit": column.unit, "description": column.sentence, "ucd": column.ucd}
    return {name: text for name, text in words.items() if text}


@dataclass(frozen=True, slots=True)
class TableFormat:
    """One format of tables.

    Attributes
    ----------
    ending : str
        Of its files.
    write : callable
        Gives the content of a file from table and record.
    """

    ending: str
    write: Callable[[ExportTable, Record], bytes]


FORMATS: dict[str, TableFormat] = {
    "ecsv": TableFormat(".ecsv", as_ecsv),
    "csv": TableFormat(".csv", as_csv),
    "votable": TableFormat(".vot", as_votable),
    "parquet": TableFormat(".parquet", as_parquet),
}
"""By the names of `FORMAT_WORDS`."""
