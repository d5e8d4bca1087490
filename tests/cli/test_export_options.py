"""``process --out`` with what belongs to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from darkviewer.cli import main


def test_what_and_formats(session: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    options = ["--parts", "frames, checks", "--formats", "votable"]
    assert main(["process", str(session), "--out", str(out), *options]) == 0
    names = sorted(path.name.split("_")[0] + path.suffix for path in out.iterdir())
    assert names == ["Checks.vot", "Frames.vot", "Provenance.json", "SHA256SUMS"]


def test_an_export_is_replaced_only_when_that_is_said(
    session: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["process", str(session), "--out", str(tmp_path / "out")]
    command += ["--parts", "checks", "--formats", "csv"]
    assert main(command) == 0
    before = {p: p.read_bytes() for p in (tmp_path / "out").iterdir()}
    capsys.readouterr()
    assert main(command) == 1
    said = capsys.readouterr()
    assert said.out == ""  # before the work, not after it
    (line,) = said.err.splitlines()
    assert "holds an export already (SHA256SUMS): choose another folder" in line
    assert {p: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before
    assert main([*command, "--overwrite"]) == 0
    assert len([*(tmp_path / "out").iterdir()]) == len(before)


@pytest.mark.parametrize(
    ("option", "value", "why"),
    [
        ("--parts", "master,moon", "there is no moon: choose from master, candidates"),
        ("--formats", "xlsx", "there is no xlsx: choose from ecsv, csv, votable"),
        ("--formats", "", "name one of ecsv, csv"),
    ],
)
def test_what_there_is_not_is_wrong_usage(
    session: Path,
    option: str,
    value: str,
    why: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["process", str(session), option, value])
    assert left.value.code == 2
    assert why in capsys.readouterr().err
