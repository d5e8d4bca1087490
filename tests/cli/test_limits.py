"""``--limit``: another limit of a check, for the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from darkviewer.cli import main
from darkviewer.core.opinions.events import LIMITS
from darkviewer.storage.opinions.store import Opinions
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


def say(limits: dict[str, float] | None) -> None:
    """In the window, of a camera that no header names."""
    opinions = Opinions()
    opinions.wait_read(10)
    opinions.say(LIMITS, "", limits)
    assert opinions.close()


def level(
    capsys: pytest.CaptureFixture[str], command: str, *arguments: str
) -> dict[str, str]:
    assert main([command, *arguments, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    entries = document["series"][0] if command == "check" else document
    return next(one for one in entries["checks"] if one["name"] == "level")


@pytest.mark.parametrize("command", ["check", "process", "frames"])
def test_limits_set_in_the_window_count_and_options_come_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    capture = str(captured(tmp_path))
    assert level(capsys, command, capture)["status"] == "warn"
    say({"level": 1e6, "weather": 3.0})
    by_window = level(capsys, command, capture)
    assert by_window["status"] == "pass"
    assert "limit set by you" in by_window["sentence"]
    assert level(capsys, command, capture, "--limit", "level=1")["status"] == "warn"
    ignored = level(capsys, command, capture, "--ignore-opinions")
    assert "set by you" not in ignored["sentence"]
    say(None)
    assert level(capsys, command, capture) == ignored


def test_what_was_said_by_other_limits_is_not_said_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`sessions` reads no pixel: by limits of the user's it knows nothing yet."""
    captured(tmp_path)

    def health() -> list[str]:
        assert main(["sessions", str(tmp_path), "--json"]) == 0
        document = json.loads(capsys.readouterr().out)
        return [json.dumps(one) for one in document["sessions"]]

    assert main(["check", str(tmp_path)]) == 0
    capsys.readouterr()
    assert "level of 00004.fits" in health()[0]
    say({"level": 1e6})
    assert "level of 00004.fits" not in health()[0]
