"""``--limit``: another limit of a check, for the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from darkviewer.cli import main
from tests.helpers.captures import cube, write_capture


def captured(tmp_path: Path) -> Path:
    raw = cube()
    raw[3] += 500
    return write_capture(tmp_path, raw)


@pytest.mark.parametrize("command", ["check", "process", "frames"])
def test_every_judging_command_takes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    capture = captured(tmp_path)
    limits = ["--limit", "level=1e6", "--limit", "noise=0"]
    assert main([command, str(capture), "--json", *limits]) == 0
    told = capsys.readouterr()
    document = json.loads(told.out)
    entries = document["series"][0] if command == "check" else document
    found = {entry["name"]: entry for entry in entries["checks"]}
    assert found["level"]["status"] == "pass"
    assert "(limit set by you: " in found["level"]["sentence"]
    assert found["noise"]["status"] == "warn"
    assert found["noise"]["sentence"].endswith("(limit set by you: 0)")
    if command == "process":  # the quiet one, too
        assert "level: all levels near" in told.err


@pytest.mark.parametrize(
    "wrong", ["level", "level=", "weather=3", "level=-1", "level=nan", "level=high"]
)
def test_what_is_no_limit_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", str(tmp_path), "--limit", wrong])
    assert ended.value.code == 2
    assert "NAME one of level, first_frame" in capsys.readouterr().err
