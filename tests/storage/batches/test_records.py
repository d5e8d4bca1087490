"""Records: what is written is read, and what is no record is passed over."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from darkviewer.storage.batches.records import (
    DONE,
    FAILED,
    RECORD,
    Record,
    clear_unfinished,
    forget_left,
    hashes_of,
    keep_done,
    keep_left,
    left_path,
    read_record,
    read_records,
    results_path,
    results_with,
    unfinished_path,
)

ONE = Record(
    DONE,
    "2024-05-08/03_38_48/Dark30s",
    "dark-30s",
    all_series=("dark-30s", "bias-0s"),
    found="f",
    heard="h",
    asked="a",
    key="0123456789abcdef0123",
    begun="2024-05-08T03:38:48",
    n_frames=3,
    n_bytes=300,
    seconds=0.5,
    row={"level_e": None, "candidates": 4},
    files={"master.fits": "abc"},
)


def kept(out: Path, record: Record) -> Path:
    folder = results_path(out, record)
    folder.mkdir(parents=True)
    keep_done(folder, record)
    return folder


def test_both_kinds_are_read_back_as_they_were(tmp_path: Path) -> None:
    folder = kept(tmp_path, ONE)
    failed = replace(ONE, state=FAILED, key="", series="bias-0s", reason="cut off")
    keep_left(tmp_path, failed)
    assert list(read_records(tmp_path)) == [
        (folder, ONE),
        (left_path(tmp_path, failed), failed),
    ]
    assert results_with(tmp_path, ONE.key) == (folder, ONE)
    assert results_with(tmp_path, "f" * 64) is None
    forget_left(tmp_path, failed)
    assert list(read_records(tmp_path)) == [(folder, ONE)]


def test_an_empty_folder_has_no_records(tmp_path: Path) -> None:
    assert list(read_records(tmp_path / "nothing")) == []


def test_what_is_no_record(tmp_path: Path) -> None:
    folder = kept(tmp_path, ONE)
    text = (folder / RECORD).read_text()
    for damaged in ("", "[]", "{}", text[:-9], text.replace("done", "gone")):
        (folder / RECORD).write_text(damaged)
        assert read_record(folder / RECORD) is None
    (folder / RECORD).write_text(text.replace("batch-1", "batch-2"))
    assert list(read_records(tmp_path)) == []
    assert results_with(tmp_path, ONE.key) is None


def test_what_was_not_finished_is_no_result_and_is_cleared(tmp_path: Path) -> None:
    folder = unfinished_path(tmp_path, ONE, "00ff")
    folder.mkdir(parents=True)
    keep_done(folder, ONE)
    (folder / "half").write_text("")
    assert list(read_records(tmp_path)) == []
    assert results_with(tmp_path, ONE.key) is None
    assert clear_unfinished(tmp_path) == 1
    assert not folder.exists()


def test_hashes_are_those_of_sha256(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert hashes_of(tmp_path) == {"a": hashlib.sha256(b"abc").hexdigest()}


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_names_give_a_file_name_that_every_system_takes(
    where: str, series: str
) -> None:
    name = replace(ONE, where=where, series=series).name
    assert 0 < len(name) <= 100
    assert name.isascii()
    assert not set(name) & set('/\\:*?"<>| \0')
    assert name[0] != "."
