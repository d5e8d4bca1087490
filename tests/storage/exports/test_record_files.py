"""The record in every file, read again from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import regions
from hypothesis import given, settings
from hypothesis import strategies as st

from darkviewer.core.progress import drive
from darkviewer.storage.exports.export import export_job
from darkviewer.storage.exports.plan import ExportPlan
from darkviewer.storage.exports.record_files import (
    RECORD_MARK,
    provenance_json,
    record_comments,
    record_in,
)
from darkviewer.storage.exports.region_file import as_regions
from tests.helpers.exported import MOMENT, Run, record_of

TEXT = st.text() | st.sampled_from(["# b", 'a, "=1+1"', ";@", "\ufeff", "\x1f", "a|b"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)
    ),
    max_leaves=8,
)
RECORDS = st.dictionaries(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), JSON)


def test_every_format_carries_the_same_record(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is an extra")
    plan = ExportPlan(formats=("ecsv", "csv", "votable", "parquet"))
    written = drive(
        export_job(
            run.calibration,
            run.session,
            run.table,
            tmp_path,
            plan=plan,
            moment=MOMENT,
        )
    )
    kinds = (".ecsv", ".csv", ".vot", ".parquet", ".reg", ".json")
    found = [record_of(path) for path in written if path.suffix in kinds]
    assert len(found) == 2 * 4 + 2
    assert all(record == found[0] for record in found)
    assert found[0]["session"]["title"] == run.session.title
    assert [row["used"] for row in found[0]["inputs"]] == [True] * 5 + [False]


@settings(max_examples=50, deadline=None)
@given(RECORDS)
def test_comments_lose_nothing(record: dict[str, object]) -> None:
    lines = list(record_comments(record))
    assert record_in(lines) == record
    assert all(line.startswith(RECORD_MARK) and line.isprintable() for line in lines)


@settings(max_examples=50, deadline=None)
@given(RECORDS)
def test_a_spreadsheet_does_not_divide_them(record: dict[str, object]) -> None:
    """It divides lines at commas, semicolons and tabs: each is one cell."""
    for line in record_comments(record):
        assert line.startswith("# ")
        assert not {*",;\t"} & {*line}


def test_how_they_look() -> None:
    record = {"gain": {"by": "a, b; c|d", "of": [1, None]}, "frames": ["a.fits"]}
    assert list(record_comments(record)) == [
        r'# darkviewer gain = {"by": "a\u002c b\u003b c\u007cd" | "of": [1 | null]}',
        "# darkviewer frames = []",
        '# darkviewer frames + "a.fits"',
    ]


def test_regions_with_a_record_are_read(run: Run) -> None:
    record = {"inputs": [{"name": "circle(1,2,3)"}] * 9, "text(1,2)": "image; box(1)"}
    names = [frame.name for frame in run.session.frames]
    content = as_regions(run.table, names, all_leaders=True, record=record)
    found = regions.Regions.parse(content.decode(), format="ds9")
    assert len(found) == len(run.table)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("frames + 5", "frames"),
        ("frames - 5", "frames -"),
        ("gain = 5", "says gain twice"),
        ("frames = {", "Expecting"),
        ("frames", "not enough values"),
        ('a = {"b": 1 | "b": 2}', "says b twice"),
    ],
)
def test_lines_that_were_altered_are_refused(line: str, why: str) -> None:
    lines = [f"{RECORD_MARK}gain = 5", f"{RECORD_MARK}{line}"]
    with pytest.raises((ValueError, KeyError), match=why):
        record_in(lines)


def test_json_is_read_as_it_was_written() -> None:
    record = {"schema": {"version": 1}, "a": "暗"}
    assert json.loads(provenance_json(record)) == record
