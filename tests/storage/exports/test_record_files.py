"""The record in every file, read again from it."""

from __future__ import annotations

from pathlib import Path

import pytest
import regions
from hypothesis import given, settings
from hypothesis import strategies as st

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.progress import drive
from darkviewer.storage.exports.export import export_job
from darkviewer.storage.exports.plan import ExportPlan
from darkviewer.storage.exports.record_files import (
    provenance_json,
    read_provenance,
    region_comments,
)
from darkviewer.storage.exports.region_file import as_regions
from tests.helpers.exported import MOMENT, Run

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
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
    found = [read_provenance(path) for path in written if path.suffix in kinds]
    assert len(found) == 2 * 4 + 2
    assert all(record == found[0] for record in found)
    assert found[0]["session"]["title"] == run.session.title
    assert [row["used"] for row in found[0]["inputs"]] == [True] * 5 + [False]


@settings(max_examples=30, deadline=None)
@given(RECORDS)
def test_comments_of_regions_lose_nothing(
    tmp_path_factory: pytest.TempPathFactory, record: dict[str, object]
) -> None:
    record["schema"] = 1
    path = tmp_path_factory.getbasetemp() / "some.reg"
    path.write_text("\n".join(region_comments(record)))
    assert read_provenance(path) == record


def test_regions_with_a_record_are_read(run: Run) -> None:
    record = {"inputs": [{"name": "circle(1,2,3)"}] * 9, "text(1,2)": "image; box(1)"}
    names = [frame.name for frame in run.session.frames]
    content = as_regions(run.table, names, all_leaders=True, record=record)
    found = regions.Regions.parse(content.decode(), format="ds9")
    assert len(found) == len(run.table)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.txt", b"", "says nothing"),
        ("a.json", b"{}", "says nothing"),
        ("a.json", b"{", "cannot be read"),
        ("a.reg", b"image\n", "says nothing"),
        ("a.reg", b"# darkviewer x + 1\n", "cannot be read"),
        ("Candidates_1.csv", b"a,b\n", "cannot be read"),
        ("a.ecsv", b"no table", "cannot be read"),
    ],
)
def test_files_without_one_are_told(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DarkviewerError, match=why):
        read_provenance(tmp_path / name)


def test_json_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "Provenance_x.json"
    path.write_bytes(provenance_json({"schema": {"version": 1}, "a": "暗"}))
    assert read_provenance(path) == {"schema": {"version": 1}, "a": "暗"}
