"""The table of frames in files, as `darkviewer frames` writes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from astropy.table import Table
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from darkviewer.cli import main
from darkviewer.core.progress import drive
from darkviewer.gui.dialogs.export import export_of
from tests.helpers.csv_files import rows_in, rows_of
from tests.helpers.exported import record_of
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
    names = [f"Frames_out.{suffix}" for suffix in ("json", "ecsv", "csv")]
    for name in names:
        said = export(at, monkeypatch, str(tmp_path / name))
        assert said == f"Exported as {tmp_path / name}"
    written, ecsv, rows_csv = (tmp_path / name for name in names)
    assert sorted(path.name for path in tmp_path.glob("Frames*")) == sorted(names)
    document = json.loads(written.read_text())
    assert document["parameters"] == at.workspace.parameters.as_dict()
    assert main(["frames", str(at.workspace.session.path), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    for name in ("version", "session", "frames", "checks", "excluded", "skipped"):
        assert document[name] == printed[name], name
    levels = [one["level_adu"] for one in document["frames"]]
    table = Table.read(ecsv, format="ascii.ecsv")
    assert list(table["level_adu"]) == levels
    assert table.meta["parameters"] == document["parameters"]
    assert main(["frames", str(at.workspace.session.path), "--csv"]) == 0
    printed_csv = capsys.readouterr().out
    for rows in (rows_csv.read_text(encoding="utf-8-sig"), printed_csv):
        read = rows_of(rows)
        assert [float(row["level_adu"]) for row in read] == levels
        assert list(read[0]) == table.colnames
    of_time = {"created": "", "seal": ""}
    assert record_of(rows_csv) | of_time == table.meta | of_time
    for path in (ecsv, rows_csv):
        assert main(["verify", str(path)]) == 0, capsys.readouterr().out


def test_a_frame_that_was_left_out_is_in_it_and_it_is_verified(
    at: Driver,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """So it is in an export of all that is on show."""
    workspace = at.workspace
    at.window.places.go("frames")
    at.window.frames.table.setFocus()
    at.press(Qt.Key.Key_X)
    at.qtbot.keyClicks(at.window.frames.list_head.reason_entry.field.lineEdit(), "lamp")
    at.press(Qt.Key.Key_Return)
    at.qtbot.waitUntil(
        lambda: workspace.checks is not None and bool(workspace.checks.left_out),
        timeout=PATIENCE_MS,
    )
    at.settle()
    export(at, monkeypatch, str(tmp_path / "Frames_out.csv"))
    make = export_of(workspace, tmp_path / "all")
    assert make is not None
    (whole,) = (path for path in drive(make()) if path.match("Frames*.csv"))
    for path in (tmp_path / "Frames_out.csv", whole):
        rows = rows_in(path)
        assert [row["left_out"] for row in rows].count("lamp") == 1
        assert len(rows) == workspace.session.n_in_folder
        assert main(["verify", str(path)]) == 0, capsys.readouterr().out


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
