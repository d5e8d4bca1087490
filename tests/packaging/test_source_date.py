"""The same source gives the same bytes."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest


def test_the_date_that_is_given_counts(
    part: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert part("source_date").source_date() == 1_700_000_000


def test_else_the_last_commit_or_a_fixed_day(
    part: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    module = part("source_date")
    assert 1_577_836_800 <= module.source_date() <= time.time()
    monkeypatch.setattr(module, "ROOT", tmp_path / "no history")
    assert module.source_date() == 1_577_836_800


def test_a_folder_is_packed_to_the_same_bytes_whenever_it_was_made(
    part: Any, tmp_path: Path
) -> None:
    packed = []
    for number, names in enumerate((("a", "b", "c"), ("c", "a", "b"))):
        folder = tmp_path / str(number) / "darkviewer"
        folder.mkdir(parents=True)
        for name in names:
            (folder / name).write_bytes(name.encode())
            os.utime(folder / name, (number, number))
        if os.name == "posix":
            (folder / "link").symlink_to("a")
        part("source_date").stamp_files(folder, 1_700_000_000)
        archive = tmp_path / f"{number}.tar.xz"
        part("build").pack_tar(folder, archive)
        packed.append(archive.read_bytes())
    assert packed[0] == packed[1]


def test_records_name_no_command_of_the_builder(part: Any, tmp_path: Path) -> None:
    record = tmp_path / "_internal" / "some-1.0.dist-info" / "RECORD"
    record.parent.mkdir(parents=True)
    kept = "some/__init__.py,sha256=abc,12\r\nsome-1.0.dist-info/RECORD,,\r\n"
    commands = "../../../bin/some,sha256=x,230\r\n../../Scripts/some.exe,sha256=y,9\r\n"
    record.write_bytes((commands + kept).encode())
    part("source_date").forget_scripts(tmp_path)
    assert record.read_bytes().decode() == kept
