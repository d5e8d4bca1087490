"""Records whose fields are columns of equal length: rows of them, several joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["joined", "rows_of", "spread"]

Record = TypeVar("Record")


def rows_of(record: Record, rows: slice | NDArray[Any]) -> Record:
    """The same record with some rows only, records within it too."""
    rebuilt: Record = _rebuilt(record, lambda name: _rows(getattr(record, name), rows))
    return rebuilt


def joined(records: Sequence[Record]) -> Record:
    """One below the other; fields that are no columns come from the first."""
    rebuilt: Record = _rebuilt(
        records[0], lambda name: _joined([getattr(item, name) for item in records])
    )
    return rebuilt


def spread(record: Record, rows: NDArray[Any], size: int) -> Record:
    """The rows of a record among `size` rows; the others hold NaN, 0 or False."""

    def column(name: str) -> NDArray[Any]:
        values = getattr(record, name)
        empty = np.nan if values.dtype.kind == "f" else 0
        result = np.full((size, *values.shape[1:]), empty, values.dtype)
        result[rows] = values
        return result

    rebuilt: Record = _rebuilt(record, column)
    return rebuilt


def _rebuilt(record: Any, field: Any) -> Any:
    return replace(record, **{item.name: field(item.name) for item in fields(record)})


def _rows(value: Any, rows: slice | NDArray[Any]) -> Any:
    if is_dataclass(value):
        return rows_of(value, rows)
    return value[rows] if isinstance(value, np.ndarray) else value


def _joined(values: list[Any]) -> Any:
    if is_dataclass(values[0]):
        return joined(values)
    return np.concatenate(values) if isinstance(values[0], np.ndarray) else values[0]
