"""Parquet tables of ours as items to be compared: metadata, schema, columns."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.evidence.comparison import flat
from darkviewer.core.strict_json import strict_json
from darkviewer.storage.exports.tables.formats import RECORD_KEY, TEXT_LENGTH

if TYPE_CHECKING:
    from darkviewer.core.evidence.comparison import Item

__all__ = ["parquet_items"]

_OF_WRITER = b"ARROW:schema"
"""The same schema once more, as the library encodes it."""


def parquet_items(content: bytes, name: str) -> tuple[dict[str, Item], dict[str, Any]]:
    """What a file says of itself and of its columns; values; the provenance.

    The limits that it states of each column are items, too: readers search by them.

    Returns
    -------
    items, record : dict
        The provenance as plain values, too.

    Raises
    ------
    DarkviewerError
        If it cannot be read.
    """
    arrow: Any = import_module("pyarrow")  # an extra, in no bundle
    parquet: Any = import_module("pyarrow.parquet")
    bad = (arrow.ArrowException, OSError, ValueError, KeyError, OverflowError)
    try:
        file = parquet.ParquetFile(io.BytesIO(content), page_checksum_verification=True)
        table = file.read()
        table.validate(full=True)
        record, items = _of_metadata(
            file.metadata.metadata or {}, file.schema_arrow.metadata or {}
        )
        items |= dict(_of_columns(table, file.schema))
        items |= dict(_stated(file.metadata, table.column_names))
    except bad as error:
        words = " ".join(str(error).split())[:200]
        raise DarkviewerError(f"{name} is no Parquet of ours: {words}") from error
    return items, record


def _of_metadata(
    stored: Mapping[bytes, bytes], once_more: Mapping[bytes, bytes]
) -> tuple[dict[str, Any], dict[str, Item]]:
    """Of the file; arrow reads them in its own schema, other readers do not."""
    metadata = {key: text for key, text in stored.items() if key != _OF_WRITER}
    if metadata != once_more:
        raise ValueError("its metadata say two things")
    texts = {key.decode(): text.decode() for key, text in metadata.items()}
    record = strict_json(texts.pop(RECORD_KEY))
    if not isinstance(record, dict):
        raise ValueError("its metadata holds no record")
    said: dict[str, Item] = {_named(key): text for key, text in texts.items()}
    return record, said | flat(record, "meta")


def _named(key: str) -> str:
    of_text = key.startswith(TEXT_LENGTH)
    return (
        f"column {key.removeprefix(TEXT_LENGTH)}: longest text"
        if of_text
        else f"metadata: {key}"
    )


def _of_columns(table: Any, stored: Any) -> Iterator[tuple[str, Item]]:
    yield "titles", tuple(table.column_names)
    yield "rows", table.num_rows
    for place, (field, column) in enumerate(
        zip(table.schema, table.columns, strict=True)
    ):
        below = stored.column(place)
        kinds = field.type, below.physical_type, below.logical_type.type
        words = {key.decode(): text.decode() for key, text in _own(field).items()}
        yield f"type of {field.name}", (*map(str, kinds), field.nullable)
        yield from ((f"{key} of {field.name}", text) for key, text in words.items())
        yield f"column {field.name}", tuple(column.to_pylist())


def _own(field: Any) -> dict[bytes, bytes]:
    """What we say of a column: the reader adds its number."""
    return {
        key: text
        for key, text in (field.metadata or {}).items()
        if not key.startswith(b"PARQUET:")
    }


def _stated(metadata: Any, titles: list[str]) -> Iterator[tuple[str, Item]]:
    """Limits and counts of each column, as readers find them before its values."""
    for group in range(metadata.num_row_groups):
        rows = metadata.row_group(group)
        yield f"rows of group {group + 1}", rows.num_rows
        for place, title in enumerate(titles):
            column = rows.column(place)
            limits = column.statistics
            yield (
                f"column {title}: limits in group {group + 1}",
                (column.num_values, *(_limits(limits) if limits is not None else ())),
            )


def _limits(found: Any) -> tuple[Any, ...]:
    known = (found.min, found.max) if found.has_min_max else (None, None)
    return (*known, found.null_count, found.num_values)
