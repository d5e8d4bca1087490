"""Parquet tables as items."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.exports.parquet_items import parquet_items
from darkviewer.storage.exports.tables.columns import Column, ExportTable, texts
from darkviewer.storage.exports.tables.formats import as_parquet

arrow: Any = pytest.importorskip("pyarrow", reason="pyarrow is an extra")
parquet: Any = pytest.importorskip("pyarrow.parquet", reason="pyarrow is an extra")

RECORD = {"seal": "x", "master": {"n": 4}}


def content(*values: float | None, record: Any = RECORD) -> bytes:
    known = [0.0 if value is None else value for value in values]
    column = np.ma.array(known, mask=[value is None for value in values])
    name = Column("name", texts("abc"[: len(values)]))
    level = Column("level", column, "adu", "of a frame", "phot.count")
    return as_parquet(ExportTable("Frames", "frames", (name, level)), record)


def test_everything_that_it_says_is_an_item() -> None:
    items, record = parquet_items(content(1.5, None, 0.5), "a.parquet")
    assert record == RECORD
    assert items == {
        "meta.seal": "x",
        "meta.master.n": 4,
        "metadata: description": "frames",
        "titles": ("name", "level"),
        "rows": 3,
        "rows of group 1": 3,
        "type of name": ("string", "BYTE_ARRAY", "STRING", True),
        "column name": ("a", "b", "c"),
        "column name: longest text": "1",
        "column name: limits in group 1": (3, "a", "c", 0, 3),
        "type of level": ("double", "DOUBLE", "NONE", True),
        "unit of level": "adu",
        "description of level": "of a frame",
        "ucd of level": "phot.count",
        "column level": (1.5, None, 0.5),
        "column level: limits in group 1": (3, 0.5, 1.5, 1, 2),
    }


def rewritten(table: Any, **how: Any) -> bytes:
    file = io.BytesIO()
    parquet.write_table(table, file, **how)
    return file.getvalue()


def test_limits_may_be_missing() -> None:
    table = parquet.read_table(io.BytesIO(content(1.5)))
    items, _ = parquet_items(rewritten(table, write_statistics=False), "a.parquet")
    assert items["column level: limits in group 1"] == (1,)
    items, _ = parquet_items(content(float("nan")), "a.parquet")
    assert items["column level: limits in group 1"] == (1, None, None, 0, 1)


@pytest.mark.parametrize("record", [[1, 2], None, "text"])
def test_a_record_is_needed(record: Any) -> None:
    with pytest.raises(DarkviewerError, match=r"a\.parquet is no Parquet of ours"):
        parquet_items(content(1.5, record=record), "a.parquet")


def test_what_cannot_be_read_is_one_sentence() -> None:
    whole = content(1.5, 2.5)
    bare = rewritten(arrow.table({"level": [1.0]}))
    twice = whole.replace(b'"n"', b"\xff\xfe\xfd")
    for other in (b"", b"PAR1", whole[:-9], whole[20:], bare, twice):
        with pytest.raises(DarkviewerError, match=r"a\.parquet is no Parquet of ours"):
            parquet_items(other, "a.parquet")


def test_the_record_is_json_with_each_key_once() -> None:
    table = parquet.read_table(io.BytesIO(content(1.5)))
    record = json.dumps(RECORD)[:-1] + ', "seal": "y"}'
    metadata = {**table.schema.metadata, b"darkviewer": record.encode()}
    altered = rewritten(table.replace_schema_metadata(metadata))
    with pytest.raises(DarkviewerError, match="seal twice"):
        parquet_items(altered, "a.parquet")


def test_the_metadata_that_other_readers_find_are_compared() -> None:
    """Arrow keeps them twice, and reads its own alone."""
    altered = content(1.5).replace(b'"n"', b'"m"')
    assert parquet.read_schema(io.BytesIO(altered)).metadata[b"darkviewer"] == (
        json.dumps(RECORD).encode()
    )
    with pytest.raises(DarkviewerError, match="its metadata say two things"):
        parquet_items(altered, "a.parquet")
