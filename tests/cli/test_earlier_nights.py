"""Sessions are listed with what checks said, and checked against earlier nights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from darkviewer.cli import main
from tests.helpers.nights import write_night, write_nights

Capsys = pytest.CaptureFixture[str]


def document(capsys: Capsys, *arguments: str) -> dict[str, Any]:
    assert main([*arguments, "--json"]) == 0
    return dict(json.loads(capsys.readouterr().out))


def test_sessions_tells_the_status_once_it_is_known(
    tmp_path: Path, capsys: Capsys
) -> None:
    write_nights(tmp_path, 6, last_offset=200)
    listed = document(capsys, "sessions", str(tmp_path))["sessions"]
    assert [one["checks"] for one in listed] == [None] * 6
    assert main(["sessions", str(tmp_path)]) == 0
    assert " - " in capsys.readouterr().out
    checked = document(capsys, "sessions", str(tmp_path), "--check")["sessions"]
    assert [one["checks"]["status"] for one in checked] == ["warn"] + ["pass"] * 5
    assert document(capsys, "sessions", str(tmp_path))["sessions"] == checked
    assert main(["sessions", str(tmp_path)]) == 0
    first = capsys.readouterr().out.splitlines()[1]
    assert " warn " in first
    assert "above that of the last 5 nights (2024-05-01 to 2024-05-05)" in first


def test_check_says_which_nights_it_used(tmp_path: Path, capsys: Capsys) -> None:
    """Those of the root, and those checked before."""
    write_nights(tmp_path / "a", 6, last_offset=200)
    found = document(capsys, "check", str(tmp_path / "a"))["series"]
    nights = [f"2024-05-0{day}" for day in range(1, 6)]
    assert [one["nights"] for one in found] == [nights, [], [], [], [], []]
    spoken = [one["name"] for one in found[0]["checks"] if one["status"] != "pass"]
    assert spoken == ["usual_level"]
    write_night(tmp_path / "b", 7)
    assert main(["check", str(tmp_path / "b")]) == 0
    assert "pass, 4 frames, compared with the last 5 nights (2024-05-01 to" in (
        capsys.readouterr().out
    )


def test_other_commands_say_the_same(tmp_path: Path, capsys: Capsys) -> None:
    *_, last = write_nights(tmp_path, 6, last_offset=200)
    assert main(["check", str(tmp_path)]) == 0
    capsys.readouterr()
    words = "above that of the last 5 nights"
    assert main(["process", str(last)]) == 0
    assert words in capsys.readouterr().err
    assert main(["frames", str(last), "--json"]) == 0
    assert words in capsys.readouterr().out
