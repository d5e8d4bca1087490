"""e-/ADU on the command line: by option, as said in the window, or by default."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from astropy.table import Table

from darkviewer.cli import main
from darkviewer.core.frames.camera_mode import camera_mode
from darkviewer.core.opinions.events import GAIN
from darkviewer.core.progress import drive
from darkviewer.runs.session import read_capture
from darkviewer.storage.opinions.store import Opinions, opinions_path
from tests.helpers.padded import write_padded

USER = "user for QHY42PRO at gain 5"
COMMANDS = {
    "process": lambda found: found["gain"],
    "gain": lambda found: found["gain"],
    "frames": lambda found: found["e_per_adu"],
    "sessions": lambda found: found["sessions"][0]["e_per_adu"],
    "check": lambda found: found["series"][0]["e_per_adu"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Frames of a camera of which somebody said e-/ADU in the window."""
    path = write_padded(tmp_path / "darks", INSTRUME="QHY42PRO", GAIN=5)
    mode = camera_mode(drive(read_capture(path)))
    assert mode is not None
    opinions = Opinions()
    opinions.say(GAIN, mode.key, {"gain_e_per_adu": 0.5, "padding_bits": 4})
    opinions.say(GAIN, "odd", {"gain_e_per_adu": "many"})
    assert opinions.close()
    return path


def answer(
    capsys: pytest.CaptureFixture[str], command: str, *arguments: object
) -> dict[str, Any]:
    assert main([command, *map(str, arguments), "--json"]) == 0
    found: dict[str, Any] = COMMANDS[command](json.loads(capsys.readouterr().out))
    return found


def words(found: dict[str, Any]) -> Sequence[object]:
    return [found[key] for key in ("e_per_adu", "padding_bits", "source", "level")]


@pytest.mark.parametrize("command", COMMANDS)
def test_what_was_said_of_the_camera_is_used_and_named(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    said = answer(capsys, command, folder)
    assert words(said) == [0.5, 4, USER, "ok"]
    assert said["e_per_saved_adu"] == 0.03125
    assert said["sentence"] == f"0.5 e-/ADU with 4 padding bits: chosen by the {USER}"
    by_option = answer(capsys, command, folder, "--e-per-adu", 2, "--padding-bits", 4)
    assert words(by_option) == [2, 4, "option", "ok"]
    ignored = answer(capsys, command, folder, "--ignore-opinions")
    assert words(ignored) == [1.39, 4, "default", "unknown"]


def test_electrons_follow_and_name_their_source(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    options = "--threshold", "15", "--all-leaders", "--out", str(out)
    assert main(["process", str(folder), *options]) == 0
    assert f"(0.03125 e- per saved ADU by {USER})" in capsys.readouterr().out
    (table,) = out.glob("Candidates*.ecsv")
    found = Table.read(table)
    assert found["value_e"].max() == pytest.approx(20, abs=1)  # 640 ADU / 32
    assert found.meta["gain"]["source"] == USER
    assert main(["frames", str(folder)]) == 0
    assert f"electrons: 0.5 e-/ADU with 4 padding bits: chosen by the {USER}" in (
        capsys.readouterr().out
    )


def test_injected_stars_have_the_same_electrons(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = "--per-flux", "1", "--flux", "100", "--json"
    assert main(["inject", str(folder), *few]) == 0
    found = json.loads(capsys.readouterr().out)["parameters"]
    assert (found["gain_e_per_adu"], found["padding_bits"]) == (0.5, 4)


def test_a_word_that_cannot_be_read_is_said_to_be_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_padded(tmp_path / "darks", INSTRUME="QHY42PRO", GAIN=5)
    opinions_path().mkdir(parents=True)
    assert main(["sessions", str(folder), "--json"]) == 0
    out, err = capsys.readouterr()
    (session,) = json.loads(out)["sessions"]
    assert words(session["e_per_adu"]) == [1.39, 4, "default", "unknown"]
    assert "what was said of e-/ADU is not known" in err
