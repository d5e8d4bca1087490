"""The table of frames in files, as `darkviewer frames` writes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from astropy.table import Table
from PySide6.QtWidgets import QFileDialog

from darkviewer.cli import main
from darkviewer.storage.exports.record_files import record_in
from tests.helpers.csv_files import rows_of
from tests.helpers.scene import PATIENCE_MS
from tests.helpers.windows import Driver


@pytest.fixture
def at(opened: Driver) -> Driver:
    workspace = opened.workspace
    opened.qtbot.waitUntil(lambda: workspace.checks is not None, timeout=PATIENCE_MS)
    opened.settle()
    return opened


def export(at: Driver, monkeypatch: pytest.MonkeyPatch, path: object) -> str:
    """Ask for this file; returns what the status line says then."""
    said: list[str] = []
    at.workspace.message_posted.connect(lambda text, *_: said.append(text))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (path, ""))
    at.window.places.go("frames")
    at.window.actions_by_name["export"].trigger()
    at.settle()
    return said[-1] if said else ""


def test_all_forms_say_the_same(
    at: Driver,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for suffix in ("json", "ecsv"):
        said = export(at, monkeypatch, str(tmp_path / f"out.{suffix}"))
        assert said == f"Exported as {tmp_path / f'out.{suffix}'}"
    said = export(at, monkeypatch, str(tmp_path / "rows.csv"))
    assert said == f"Exported as {tmp_path / 'rows.csv'}"
    document = json.loads((tmp_path / "out.json").read_text())
    assert document["parameters"] == at.workspace.parameters.as_dict()
    assert main(["frames", str(at.workspace.session.path), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    for name in ("version", "session", "frames", "checks", "excluded", "skipped"):
        assert document[name] == printed[name], name
    levels = [one["level_adu"] for one in document["frames"]]
    table = Table.read(tmp_path / "out.ecsv", format="ascii.ecsv")
    assert list(table["level_adu"]) == levels
    assert table.meta["parameters"] == document["parameters"]
    assert main(["frames", str(at.workspace.session.path), "--csv"]) == 0
    printed_csv = capsys.readouterr().out
    written_csv = (tmp_path / "rows.csv").read_text(encoding="utf-8-sig")
    for rows in (written_csv, printed_csv):
        read = rows_of(rows)
        assert [float(row["level_adu"]) for row in read] == levels
        assert list(read[0]) == table.colnames
    comments = [one for one in written_csv.splitlines() if one.startswith("#")]
    assert record_in(comments) == table.meta
    assert [one.name for one in tmp_path.glob("rows*")] == ["rows.csv"]
    plain = Table.read(
        tmp_path / "rows.csv", format="ascii.csv", comment="#", encoding="utf-8-sig"
    )
    assert plain.colnames == table.colnames


def test_nothing_is_overwritten(
    at: Driver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    there = tmp_path / "out.ecsv"
    there.write_text("mine")
    assert export(at, monkeypatch, str(tmp_path / "out")).endswith("out-2.ecsv")
    assert there.read_text() == "mine"


def test_what_it_refuses(
    at: Driver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert export(at, monkeypatch, "") == ""
    said = export(at, monkeypatch, str(tmp_path / "out.txt"))
    assert "out.txt is no table: name it .ecsv, .csv or .json" in said
    capture = at.workspace.session.path
    said = export(at, monkeypatch, str(capture / "out.csv"))
    assert "never writes to" in said
    assert not list(capture.glob("*.csv"))


def test_without_checks_there_is_nothing(
    at: Driver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    at.workspace.set_checks(None)
    assert export(at, monkeypatch, str(tmp_path / "out.csv")) == ""
    assert not (tmp_path / "out.csv").exists()
