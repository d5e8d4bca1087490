"""Round trips through every format, with the readers that people have."""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io.ascii import convert_numpy
from astropy.io.votable import parse
from astropy.table import Table
from hypothesis import given, settings
from hypothesis import strategies as st

from darkviewer.core.foreign_text import unescaped
from darkviewer.storage.exports.record_files import record_in
from darkviewer.storage.exports.tables.columns import (
    Column,
    ExportTable,
    numbers,
    texts,
)
from darkviewer.storage.exports.tables.formats import (
    FORMATS,
    RECORD_KEY,
    as_csv,
    as_ecsv,
    as_parquet,
    as_votable,
)
from tests.helpers.csv_files import rows_in, rows_of

RECORD = {"session": {"title": "暗い"}, "frames": ["a.fits"], "gain": None}

ROWS = st.lists(
    st.tuples(
        st.none() | st.integers(-(2**63), 2**63 - 1),
        st.integers(0, 2**64 - 1),
        st.none() | st.floats(),
        st.none() | st.booleans(),
        st.text() | st.sampled_from(["=1+1", "'quoted", " blank ", "a\nb\r\n", "nan"]),
    ),
    max_size=6,
)


def table_of(rows: list[tuple[Any, ...]]) -> ExportTable:
    whole, big, real, flag, text = zip(*rows, strict=True) if rows else ((),) * 5
    return ExportTable(
        "Things",
        "what was put in",
        (
            Column("whole", numbers(whole, int), "pix", "a count", "meta.number"),
            Column("big", np.array(big, np.uint64), "", "never negative"),
            Column("real", numbers(real, float), "electron", "a value", "phot.count"),
            Column("flag", numbers(flag, bool), "", "yes or no"),
            Column("text", texts(text), "", "in words", "meta.note"),
        ),
    )


def known(values: Any) -> list[Any]:
    """None for what is masked."""
    mask = np.ma.getmaskarray(values).tolist()
    data = np.ma.getdata(values).tolist()
    return [None if gone else one for one, gone in zip(data, mask, strict=True)]


def same(one: Any, other: Any) -> bool:
    both_nan = isinstance(one, float) and isinstance(other, float)
    return one == other or (both_nan and math.isnan(one) and math.isnan(other))


def assert_same(found: list[Any], put: list[Any]) -> None:
    assert len(found) == len(put)
    for one, other in zip(found, put, strict=True):
        assert same(one, other), (one, other)


def columns(rows: list[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(values) for values in zip(*rows, strict=True)] or [[]] * 5


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_ecsv_loses_nothing(rows: list[tuple[Any, ...]]) -> None:
    content = as_ecsv(table_of(rows), RECORD)
    table = Table.read(content.decode(), format="ascii.ecsv")
    *plain, text = columns(rows)
    for name, put in zip(("whole", "big", "real", "flag"), plain, strict=True):
        assert_same(known(table[name]), put)
    # An empty text and none are the same in ECSV.
    assert [unescaped(cell or "") for cell in known(table["text"])] == text
    assert dict(table.meta) == RECORD
    assert (str(table["real"].unit), table["real"].description) == (
        *("electron", "a value"),
    )


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_csv_loses_nothing(rows: list[tuple[Any, ...]]) -> None:
    found = rows_of(as_csv(table_of(rows), RECORD).decode())
    reads = {
        "whole": int,
        "big": int,
        "real": float,
        "flag": lambda cell: {"True": True, "False": False}[cell],
    }
    *plain, texts_put = columns(rows)
    for (name, read), put in zip(reads.items(), plain, strict=True):
        cells = [row[name] for row in found]
        assert_same([read(cell) if cell else None for cell in cells], put)
    cells = [row["text"] for row in found]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert [unescaped(c.removeprefix("'")) for c in cells] == texts_put


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_votable_loses_nothing(rows: list[tuple[Any, ...]]) -> None:
    content = as_votable(table_of(rows), RECORD)
    found = parse(io.BytesIO(content)).get_first_table()
    table = found.to_table()
    whole, big, real, flag, text = columns(rows)
    assert_same(known(table["whole"]), whole)
    assert [int(value) for value in known(table["big"])] == big
    # The standard: NaN is how a real number says that nothing is known.
    nothing = [v if v is not None and not math.isnan(v) else None for v in real]
    read = [
        v if v is not None and not math.isnan(v) else None for v in known(table["real"])
    ]
    assert read == nothing
    assert_same(known(table["flag"]), flag)
    assert [unescaped(str(cell or "")) for cell in known(table["text"])] == text
    assert {info.name: json.loads(info.value) for info in found.infos} == RECORD
    fields = {field.name: field for field in found.fields}
    assert fields["real"].ucd == "phot.count"
    assert str(table["real"].unit) == "electron"
    assert fields["text"].description == "in words"


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_parquet_loses_nothing(rows: list[tuple[Any, ...]]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is an extra")
    content = as_parquet(table_of(rows), RECORD)
    found = parquet.read_table(io.BytesIO(content))
    *plain, text = columns(rows)
    for name, put in zip(("whole", "big", "real", "flag"), plain, strict=True):
        assert_same(found[name].to_pylist(), put)
    assert [unescaped(cell) for cell in found["text"].to_pylist()] == text
    assert json.loads(found.schema.metadata[RECORD_KEY.encode()]) == RECORD
    words = found.schema.field("whole").metadata
    assert words == {
        b"unit": b"pix",
        b"description": b"a count",
        b"ucd": b"meta.number",
    }


SOME = [
    (1, 2**64 - 1, math.nan, True, "=1+1"),
    (None, 3, -math.inf, None, 'a\nb, "c" 暗い 😀'),
    (-(2**63), 0, 1e-300, False, "x" * 5000),
]


HOSTILE = st.text() | st.sampled_from(
    ["# darkviewer", "#", 'a"#"', "a,b;c", '"', "=1+1", "'", "\ufeff", " ", "\n#", "\t"]
)
TWO = st.lists(st.tuples(HOSTILE, HOSTILE), max_size=6)
"""Texts of which any may be the first of its row: a comment for a bad reader."""


def hostile_csv(path: Path, rows: list[tuple[str, str]]) -> None:
    first, second = zip(*rows, strict=True) if rows else ((), ())
    columns = (Column("#1", texts(first)), Column("b, #", texts(second)))
    record = {"rows": [list(row) for row in rows], "of": dict(enumerate(first))}
    path.write_bytes(as_csv(ExportTable("Things", "", columns), record))


def plain_texts(columns: list[list[str]]) -> list[tuple[str, ...]]:
    """Without the apostrophe of what would be a formula, and unescaped."""
    plain = [[unescaped(str(c).removeprefix("'")) for c in cells] for cells in columns]
    return list(zip(*plain, strict=True))


@settings(max_examples=50, deadline=None)
@given(TWO)
def test_python_reads_hostile_csv(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "python.csv"
    hostile_csv(path, rows)
    found = rows_in(path)
    names = ("#1", "b, #")
    assert plain_texts([[row[name] for row in found] for name in names]) == rows
    comments = [n for n in path.read_text("utf-8-sig").splitlines() if n[:2] == "# "]
    assert record_in(comments)["rows"] == [list(row) for row in rows]


@settings(max_examples=50, deadline=None)
@given(TWO)
def test_pandas_reads_hostile_csv(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    path = tmp_path_factory.getbasetemp() / "pandas.csv"
    hostile_csv(path, rows)
    frame = pandas.read_csv(path, comment="#", dtype=str, keep_default_na=False)
    assert list(frame.columns) == ["#1", "b, #"]
    assert plain_texts([frame[name].tolist() for name in frame.columns]) == rows


@settings(max_examples=50, deadline=None)
@given(TWO.filter(len))
def test_astropy_reads_hostile_csv(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "astropy.csv"
    hostile_csv(path, rows)
    table = Table.read(
        path,
        format="ascii.csv",
        comment="#",
        encoding="utf-8-sig",
        converters={"*": [convert_numpy(str)]},
        fill_values=[],
    )
    assert table.colnames == ["#1", "b, #"]
    assert plain_texts([table[name].tolist() for name in table.colnames]) == rows


FIRST = [("# darkviewer", "a#b"), ("", '"'), ("plain", "a, b")]


def test_polars_reads_comments(tmp_path: Path) -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed")
    hostile_csv(tmp_path / "a.csv", FIRST)
    frame = polars.read_csv(tmp_path / "a.csv", comment_prefix="#")
    assert frame.columns == ["#1", "b, #"]
    assert plain_texts([frame[name].to_list() for name in frame.columns]) == FIRST


def test_duckdb_reads_comments(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    path = tmp_path / "a.csv"
    hostile_csv(path, FIRST)
    found = duckdb.sql(f"FROM read_csv('{path}', comment = '#')")
    assert found.columns == ["#1", "b, #"]
    cells = list(zip(*found.fetchall(), strict=True))
    assert plain_texts([[cell or "" for cell in each] for each in cells]) == FIRST


def test_r_reads_comments(tmp_path: Path) -> None:
    if not shutil.which("Rscript"):
        pytest.skip("R is not installed")
    hostile_csv(tmp_path / "a.csv", FIRST)
    call = 'read.csv("a.csv", comment.char = "#", fileEncoding = "UTF-8-BOM")'
    done = subprocess.run(
        ["Rscript", "-e", f"x <- {call}; stopifnot(ncol(x) == 2); writeLines(x[[1]])"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    rows = [unescaped(line) for line in done.stdout.splitlines()]
    assert rows == [row[0] for row in FIRST], done.stderr


def test_libreoffice_puts_each_comment_into_one_cell(tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    path = tmp_path / "a.csv"
    hostile_csv(path, FIRST)
    command = [
        *("soffice", "--headless", f"-env:UserInstallation={tmp_path.as_uri()}/own"),
        "--infilter=CSV:44/59/9,34,76,1",
        *("--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1"),
        *("--outdir", str(tmp_path / "read"), str(path)),
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    written, read = (
        list(csv.reader(text.read_text("utf-8-sig").splitlines()))
        for text in (path, tmp_path / "read" / "a.csv")
    )
    assert len(read) == len(written)
    comments = [row for row in read if row[0].startswith("# darkviewer ")]
    lines = [n for n in path.read_text("utf-8-sig").splitlines() if n[:2] == "# "]
    assert [row[0] for row in comments] == lines
    assert not any(cell for row in comments for cell in row[1:])


def test_pandas_reads_what_was_put_in(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    path = tmp_path / "things.csv"
    path.write_bytes(as_csv(table_of(SOME), RECORD))
    frame = pandas.read_csv(path, comment="#")
    assert list(frame.columns) == ["whole", "big", "real", "flag", "text"]
    assert frame["big"].tolist() == [2**64 - 1, 3, 0]
    assert frame["real"].tolist()[1:] == [-math.inf, 1e-300]
    assert [unescaped(c.removeprefix("'")) for c in frame["text"]] == [
        row[-1] for row in SOME
    ]


def test_astropy_reads_csv_and_parquet(tmp_path: Path) -> None:
    path = tmp_path / "things.csv"
    path.write_bytes(as_csv(table_of(SOME[1:]), RECORD))
    table = Table.read(path, format="ascii.csv", comment="#", encoding="utf-8-sig")
    assert table.colnames[0] == "whole"
    assert table["real"].tolist() == [-math.inf, 1e-300]
    for library in ("pyarrow", "pandas"):  # astropy reads by both
        pytest.importorskip(library, reason=f"{library} is not installed")
    path = tmp_path / "things.parquet"
    path.write_bytes(as_parquet(table_of(SOME), RECORD))
    table = Table.read(path, format="parquet")
    assert table["big"].tolist() == [2**64 - 1, 3, 0]
    assert [unescaped(str(cell)) for cell in table["text"]] == [r[-1] for r in SOME]


def stilts() -> list[str]:
    """How STIL is called here; skips where it is not installed."""
    if shutil.which("stilts"):
        return ["stilts"]
    if not shutil.which("topcat"):
        pytest.skip("neither stilts nor topcat is installed")
    return ["topcat", "-stilts"]


def read_by_stil(content: bytes, path: Path) -> subprocess.CompletedProcess[str]:
    """Rows of a VOTable as CSV."""
    path.write_bytes(content)
    return subprocess.run(
        [*stilts(), "tpipe", f"in={path}", "ifmt=votable", "ofmt=csv", "out=-"],
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_stil_reads_votables(tmp_path: Path) -> None:
    content = as_votable(table_of(SOME), RECORD)
    done = read_by_stil(content, tmp_path / "things.vot")
    found = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["whole"] for row in found] == ["1", "", str(-(2**63))], done.stderr
    assert [row["big"] for row in found] == [str(2**64 - 1), "3", "0"]
    assert [row["flag"] for row in found] == ["true", "", "false"]
    assert float(found[2]["real"]) == 1e-300
    assert [unescaped(row["text"]) for row in found] == [r[-1] for r in SOME]


@pytest.mark.parametrize("record", [RECORD, {}], ids=["record", "no record"])
def test_a_votable_without_rows_is_a_table(record: Any, tmp_path: Path) -> None:
    content = as_votable(table_of([]), record)
    (found,) = parse(io.BytesIO(content)).iter_tables()
    assert len(found.array) == 0
    assert [info.name for info in found.infos] == list(record)
    done = read_by_stil(content, tmp_path / "nothing.vot")
    assert done.stdout.split() == [",".join(field.name for field in found.fields)]


def test_the_same_gives_the_same_bytes() -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is an extra")
    for kind in FORMATS.values():
        first, second = (kind.write(table_of(SOME), RECORD) for _ in range(2))
        assert first == second


def test_types_that_votable_lacks_become_wider() -> None:
    kinds = (np.int8, np.uint16, np.uint32, np.float16)
    made = ExportTable(
        "Kinds",
        "",
        tuple(Column(k.__name__, np.array([1, 2], k)) for k in kinds),
    )
    table = parse(io.BytesIO(as_votable(made, {}))).get_first_table().to_table()
    assert [table[k.__name__].tolist() for k in kinds] == [[1, 2]] * 4
