"""What was said in the window counts on the command line, and options beside it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.cli import main
from darkviewer.core.opinions.events import EXCLUSION, EXPECTATION, KIND
from darkviewer.core.progress import drive
from darkviewer.runs.exclusion import Contents, said_of
from darkviewer.runs.expectations import root_name
from darkviewer.runs.kinds import kind_opinion
from darkviewer.runs.session import read_capture
from darkviewer.storage.opinions.store import Opinions, opinions_path
from tests.helpers.shots import ADU_IS_ELECTRON
from tests.helpers.spoken import spoken


@pytest.fixture
def night(tmp_path: Path) -> Path:
    """Three lights and two darks of 30 s, and two lights of 60 s, in one folder."""
    folder = tmp_path / "night"
    folder.mkdir()
    rng = np.random.default_rng(5)
    for number, (kind, exposure) in enumerate(
        [("LIGHT", 30)] * 3 + [("DARK", 30)] * 2 + [("LIGHT", 60)] * 2, start=1
    ):
        raw = rng.normal(1000, 10, (40, 50)).astype("u2")
        cards = fits.Header({"IMAGETYP": kind, "EXPTIME": exposure})
        fits.PrimaryHDU(raw, cards).writeto(folder / f"{number}.fits")
    return folder


def say(topic: str, *said: tuple[str, dict[str, Any]]) -> None:
    opinions = Opinions()
    for subject, value in said:
        opinions.say(topic, subject, value)
    assert opinions.close()


@pytest.fixture
def said_dark(night: Path) -> None:
    """Somebody said in the window that the lights of 30 s are darks."""
    frames = drive(read_capture(night, series="light-30s")).frames
    contents = Contents()
    say(KIND, *((contents.of(f), kind_opinion(f, "dark")) for f in frames))


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert main([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def listed(document: Any) -> dict[str, list[Any]]:
    return {
        one["series"]: [one["kind_source"], one["n_frames"]]
        for one in document.get("sessions", document.get("series"))
    }


AS_FOUND = {
    "dark-30s": ["IMAGETYP", 2],
    "light-30s": ["IMAGETYP", 3],
    "light-60s": ["IMAGETYP", 2],
}


@pytest.mark.usefixtures("said_dark")
@pytest.mark.parametrize("command", ["sessions", "check"])
def test_a_kind_said_in_the_window_regroups_the_series(
    command: str, night: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = listed(answer(capsys, command, night))
    assert found == {"dark-30s": ["said by you", 5], "light-60s": ["IMAGETYP", 2]}
    ignored = answer(capsys, command, night, "--ignore-opinions")
    assert listed(ignored) == AS_FOUND


@pytest.mark.usefixtures("said_dark")
def test_by_process_and_frames_too(
    night: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(capsys, "process", night, *ADU_IS_ELECTRON)
    assert found["master"]["n"] == 5
    assert "IMAGETYP says light, you say dark in 3 of 5 frames" in found["notes"]
    assert len(answer(capsys, "frames", night)["frames"]) == 5
    gained = answer(capsys, "gain", night, *ADU_IS_ELECTRON)
    assert gained["session"]["kind"] == "dark"
    assert gained["session"]["frames"] == 7


@pytest.mark.usefixtures("said_dark")
def test_the_master_says_whose_word_it_is(night: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["process", str(night), "--out", str(out)]) == 0
    (master,) = out.glob("Master*.fits")
    history = "".join(fits.getheader(master)["HISTORY"])
    assert "3 frames are dark, said by the user; as found light: from IM" in history


@pytest.mark.parametrize("command", ["sessions", "check"])
def test_a_kind_for_one_run(
    command: str, night: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("--kind", "light-30s=dark", "--kind", "light-60s=stack")
    found = listed(answer(capsys, command, night, *given))
    assert found == {
        "dark-30s": ["said by --kind", 5],
        "stack-60s": ["said by --kind", 2],
    }
    assert listed(answer(capsys, command, night)) == AS_FOUND


def test_a_series_that_is_not_there(
    night: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["process", str(night), "--kind", "light-10s=dark"]) == 1
    words = (
        "there is no series light-10s; choose one of: dark-30s, light-30s, light-60s"
    )
    assert spoken(capsys.readouterr().err) == [words]
    assert main(["sessions", str(night), "--kind", "light-10s=dark"]) == 0
    assert "no folder has a series light-10s;" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["sessions", str(night), "--kind", "dark"])
    assert "is not SERIES=KIND with KIND one of dark," in capsys.readouterr().err


def test_what_is_expected_below_a_folder(
    night: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    say(EXPECTATION, (root_name(night.parent), {"kind": "light", "exposure": "30 s"}))
    assert main(["sessions", str(night), "--json"]) == 0
    out, err = capsys.readouterr()
    assert listed(json.loads(out)) == {"light-30s": ["IMAGETYP", 3]}
    reasons = [one["reason"] for one in json.loads(out)["sessions"][0]["skipped"]]
    assert "frame 4.fits is dark, expected light: left out" in reasons
    words = f"expected below {night.parent}: 30 s, light; `--expect none` ignores this"
    assert spoken(err) == [words]
    for ignoring in (["--expect", "none"], ["--ignore-opinions"]):
        assert listed(answer(capsys, "check", night, *ignoring)) == AS_FOUND
    shutil.copytree(night, night.with_name("other"))
    assert main(["sessions", str(night.parent), "--json"]) == 0
    out, err = capsys.readouterr()
    assert len(json.loads(out)["sessions"]) == 2
    assert spoken(err) == [words]  # once for all folders
    given = answer(capsys, "check", night, "--expect", "exposure=60")
    assert listed(given) == {"light-60s": ["IMAGETYP", 2]}


def test_frames_left_out_in_the_window(
    night: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    info = drive(read_capture(night)).frames[0]
    say(EXCLUSION, (Contents().of(info), said_of(info, "light leak")))
    found = answer(capsys, "sessions", night)["sessions"][0]
    assert found["n_frames"] == 1
    assert found["excluded"] == [{"name": "4.fits", "reason": "light leak"}]
    assert main(["sessions", str(night)]) == 0
    assert "1 frame left out by hand" in capsys.readouterr().out
    found = answer(capsys, "check", night)
    reason = "frame 4.fits is left out by hand: light leak"
    assert found["series"][0]["left_out"] == [{"name": "4.fits", "reason": reason}]
    assert found["other_files"] == []
    assert main(["frames", str(night)]) == 0
    assert spoken(capsys.readouterr().err) == [reason]


def test_nothing_is_left_of_what_all_was_left_out_of(
    night: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frames = drive(read_capture(night)).frames
    contents = Contents()
    say(EXCLUSION, *((contents.of(f), said_of(f, "cloud")) for f in frames))
    assert main(["process", str(night)]) == 1
    assert "can be used: frame 4.fits is left out by hand: cloud" in (
        capsys.readouterr().err
    )


def test_opinions_that_cannot_be_read_are_named_once(
    night: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opinions_path().mkdir(parents=True)
    (opinions_path() / "stray").touch()
    assert main(["sessions", str(night)]) == 0
    (words,) = spoken(capsys.readouterr().err)
    assert words.startswith("what was said of frames is not known: ")
