"""``darkviewer verify``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from darkviewer.cli import main


@pytest.fixture
def table(session: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["process", str(session), "--out", str(tmp_path / "out")]) == 0
    capsys.readouterr()
    return next((tmp_path / "out").rglob("*.ecsv"))


def test_what_was_written_is_equal(
    table: Path, session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(table), str(session), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["status"] == "equal"
    assert len(document["items"]) == sum(document["counts"].values())
    assert main(["verify", str(table)]) == 0
    assert "every number follows from the frames" in capsys.readouterr().out


def test_an_altered_one_ends_with_status_3(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = table.read_text()
    assert " n: 4" in text
    table.write_text(text.replace(" n: 4", " n: 5"))
    assert main(["verify", str(table)]) == 3
    assert "meta.master.n differs: 5 instead of 4" in capsys.readouterr().out


def test_another_file_fails_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("nothing")
    assert main(["verify", str(path)]) == 1
    assert "nothing that can be verified" in capsys.readouterr().err
    assert main(["verify", str(path), str(tmp_path / "nowhere")]) == 1
    assert "nowhere does not exist: give where" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        main(["verify"])
    assert stopped.value.code == 2


def test_a_summary_is_verified_series_by_series(
    session: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "batch")
    assert main(["batch", str(session), "--out", out, "--workers", "1"]) == 0
    capsys.readouterr()
    assert main(["verify", str(tmp_path / "batch" / "summary.csv")]) == 0
    assert "summary of a batch" in capsys.readouterr().out
