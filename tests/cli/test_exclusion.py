from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table

from darkviewer.cli import main
from darkviewer.core.opinions.events import EXCLUSION
from darkviewer.core.progress import drive
from darkviewer.runs.exclusion import Contents, said_of
from darkviewer.runs.session import read_capture
from darkviewer.storage.opinions.store import Opinions, opinions_path
from tests.helpers.csv_files import rows_in
from tests.helpers.exported import record_of
from tests.helpers.shots import ADU_IS_ELECTRON
from tests.helpers.spoken import spoken


@pytest.fixture
def left_out(session: Path) -> None:
    """Somebody left out the second frame in the window."""
    info = drive(read_capture(session)).frames[1]
    opinions = Opinions()
    opinions.say(EXCLUSION, Contents().of(info), said_of(info, "light leak"))
    assert opinions.close()


Answer = tuple[dict[str, Any], str]


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> Answer:
    assert main(["process", *map(str, arguments), "--json", *ADU_IS_ELECTRON]) == 0
    out, err = capsys.readouterr()
    return json.loads(out), err


def used(document: dict[str, Any]) -> list[str]:
    return [frame["frame"][:5] for frame in document["frames"]]


@pytest.mark.usefixtures("left_out")
def test_what_was_left_out_in_the_window_is_left_out_and_named(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found, err = answer(capsys, session)
    assert used(found) == ["00001", "00003", "00004"]
    assert found["excluded"] == [{"name": "00002.fits", "reason": "light leak"}]
    assert found["session"]["frames"] == 4
    assert found["master"]["n"] == 3
    assert spoken(err) == ["frame 00002.fits is left out by hand: light leak"]
    found, err = answer(capsys, session, "--ignore-opinions")
    assert len(used(found)) == 4
    assert (found["excluded"], spoken(err)) == ([], [])


@pytest.mark.usefixtures("left_out")
def test_by_name_too(session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found, err = answer(capsys, session, "--exclude", "00004.fits")
    assert used(found) == ["00001", "00003"]
    assert "frame 00004.fits is left out by hand: named by --exclude" in err
    options = "--exclude", "00001.fits,00004.fits", "--ignore-opinions"
    found, _ = answer(capsys, session, *options)
    assert used(found) == ["00002", "00003"]


def test_a_name_that_is_not_there(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["process", str(session), "--exclude", "9.fits"]) == 1
    assert "9.fits is no usable frame" in capsys.readouterr().err
    names = "00001.fits,00002.fits,00003.fits"
    assert main(["process", str(session), "--exclude", names]) == 1
    assert "a master dark needs at least two" in capsys.readouterr().err


def test_opinions_that_cannot_be_read_are_said_to_be_missing(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opinions_path().mkdir(parents=True)
    found, err = answer(capsys, session)
    assert len(used(found)) == 4
    assert "what was said of frames is not known: " in err


@pytest.mark.usefixtures("left_out")
def test_a_printed_table_of_frames_with_one_left_out_is_verified(
    session: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["frames", str(session), "--csv"]) == 0
    table = tmp_path / "Frames_mine.csv"
    table.write_text(capsys.readouterr().out, "utf-8")
    (out,) = (row for row in record_of(table)["inputs"] if not row["used"])
    assert out["reason"] == "left out by hand: light leak"
    assert len(out["sha256"]) == 64
    assert main(["verify", str(table)]) == 0, capsys.readouterr().out


@pytest.mark.usefixtures("left_out")
def test_exported_tables_have_it_and_are_verified(
    session: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path / "out")]
    assert main(["process", str(session), *out, *ADU_IS_ELECTRON]) == 0
    tables = sorted((tmp_path / "out").glob("*.csv"))
    frames = rows_in(next(path for path in tables if path.name[:6] == "Frames"))
    assert [row["left_out"] for row in frames] == ["", "light leak", "", ""]
    capsys.readouterr()
    for path in tables:
        assert main(["verify", str(path)]) == 0, capsys.readouterr().out


@pytest.mark.usefixtures("left_out")
def test_files_say_what_was_left_out_and_why(
    session: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, session, "--out", tmp_path / "out")
    with fits.open(next((tmp_path / "out").glob("Master*.fits"))) as hdus:
        history = "".join(hdus[0].header["HISTORY"])
        assert "3 of 4 frames used" in history
        assert "frame 00002.fits is left out by hand: light leak" in history
        rows = hdus["INPUTS"].data
        row = rows[list(rows["NAME"]).index("00002.fits")]
        assert not row["USED"]
        assert row["REASON"] == "left out by hand: light leak"
        assert len(row["SHA256"]) == 64
        assert np.count_nonzero(rows["USED"]) == 3
    table = Table.read(next((tmp_path / "out").glob("Candidates*.ecsv")))
    assert table.meta["excluded"] == [{"name": "00002.fits", "reason": "light leak"}]
