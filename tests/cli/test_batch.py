"""``darkviewer batch`` on a small archive."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from darkviewer.cli import main
from tests.helpers.archives import write_archive
from tests.helpers.csv_files import rows_in
from tests.helpers.places import environment
from tests.storage.exports.test_full_disk import UNSHARE, may_mount


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    write_archive(tmp_path / "archive", 2)
    out = str(tmp_path / "out")
    where = ["batch", str(tmp_path / "archive"), "--out", out]
    return [*where, "--what", "check", "--workers", "1"]


def summary(tmp_path: Path) -> list[dict[str, str]]:
    return rows_in(tmp_path / "out" / "summary.csv")


def test_done_failed_and_done_at_last(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "archive" / "2024-05-01" / "03_38_48" / "Dark30s"
    kept = {path: path.read_bytes() for path in broken.iterdir()}
    for path in kept:
        path.write_bytes(b"not FITS")
    assert main(command) == 3
    said = capsys.readouterr()
    assert "2 series to do" in said.out
    assert "1 series done" in said.out
    assert f"No frame in {broken} can be used" in said.err
    assert [row["state"] for row in summary(tmp_path)] == ["done", "failed"]
    for path, content in kept.items():
        path.write_bytes(content)
    assert main(command) == 0
    assert "1 done before" in capsys.readouterr().out
    assert [row["state"] for row in summary(tmp_path)] == ["done", "done"]


def test_a_plan_does_nothing(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--plan", "--since", "2024-05-02"]) == 0
    said = capsys.readouterr().out
    assert "1 series to do" in said
    assert "1 captures are older" in said
    assert not (tmp_path / "out" / "summary.csv").exists()
    assert not (tmp_path / "out" / "series").exists()


def test_events_as_lines_of_json(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    limit = ["--limit", "temperature=0.5"]
    assert main([*command, "--json-lines", *limit]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    kinds = [event["event"] for event in events]
    assert (kinds[0], kinds.count("done")) == ("plan", 2)
    done = [event for event in events if event["event"] == "done"]
    assert done[0]["where"] == "2024-05-02/03_38_48/Dark30s"
    assert done[1]["ended"] == 2
    running = [event["captures"] for event in events if event["event"] == "running"]
    assert running[0] == ["2024-05-02/03_38_48/Dark30s"]
    named = [where[:10] for captures in running for where in captures]
    assert named == ["2024-05-02", "2024-05-01"][: len(named)]


@pytest.mark.skipif(not may_mount(), reason="nothing may be mounted here")
def test_a_disk_that_is_full_ends_it_and_with_room_it_goes_on(tmp_path: Path) -> None:
    write_archive(tmp_path / "archive", 3)
    disk = tmp_path / "disk"
    disk.mkdir()
    command = (
        f"{sys.executable} -m darkviewer batch '{tmp_path}/archive' "
        f"--out '{disk}/out' --workers 1"
    )
    script = (
        f"mount -t tmpfs -o size=100k none '{disk}' && {command}; echo status $?; "
        f"find '{disk}/out/series' -name '.*'; "
        f"mount -o remount,size=20m '{disk}' && {command}; echo status $?"
    )
    done = subprocess.run(
        [*UNSHARE, script],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=100,
    )
    first, second = done.stdout.split("status 3\n")
    assert f"the disk of {disk}/out is full: make room" in first, done.stderr
    assert "not tried" in first
    assert second.endswith("status 0\n"), done.stdout + done.stderr
    assert ".part" not in second


@pytest.mark.parametrize("wrong", ["--workers=0", "--workers=two", "--since=May"])
def test_what_cannot_be_meant(command: list[str], wrong: str) -> None:
    with pytest.raises(SystemExit):
        main([*command, wrong])


@pytest.mark.parametrize("name", ["index.html", "summary.csv"])
def test_files_of_others_are_never_overwritten(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    mine = tmp_path / "out" / name
    mine.parent.mkdir()
    mine.write_text("mine")
    assert main(command) == 1
    assert f"{name} is of no batch and is never overwritten" in capsys.readouterr().err
    assert [path.name for path in mine.parent.iterdir()] == [name]
    assert mine.read_text() == "mine"
