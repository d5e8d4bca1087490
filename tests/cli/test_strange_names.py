"""Names that break lines, command terminals or are no text: shown, exported, kept."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import regions
from astropy.io import fits
from astropy.table import Table

from darkviewer.cli import main
from tests.helpers.csv_files import rows_in
from tests.helpers.shots import ADU_IS_ELECTRON
from tests.helpers.strange_names import EMPTY, NAMES, SHOWN, needs_linux, write_strange

pytestmark = needs_linux


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    return write_strange(tmp_path)


def test_every_line_of_a_terminal_is_text(
    strange: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["process", str(strange), *ADU_IS_ELECTRON]) == 0
    assert main(["sessions", str(strange)]) == 0
    out, err = capsys.readouterr()
    for line in (*out.split("\n"), *err.split("\n")):
        assert line.isprintable(), line
    assert "Dark\\n30s\\x1b[0m: 8 of 9 frames" in out
    for name in SHOWN:
        assert any(line.startswith(name + " ") for line in out.split("\n")), name
    assert r"00009 \x1b[2J\nempty.fits is empty" in err


def test_json_gives_the_names_back(
    strange: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["process", str(strange), "--json", *ADU_IS_ELECTRON]) == 0
    out, _ = capsysbinary.readouterr()
    document = json.loads(out.decode("ascii"))
    found = [os.fsencode(frame["frame"]) for frame in document["frames"]]
    assert found == list(NAMES)
    assert [os.fsencode(item["name"]) for item in document["skipped"]] == [EMPTY]
    assert Path(document["session"]["path"]) == strange


def test_exports_are_whole(strange: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    options = ["--out", str(out), "--all-leaders", *ADU_IS_ELECTRON]
    assert main(["process", str(strange), *options]) == 0
    (ecsv,), (plain,) = out.glob("Candidates*.ecsv"), out.glob("Candidates*.csv")
    table = Table.read(ecsv)
    assert list(dict.fromkeys(table["frame"])) == list(SHOWN)
    assert table.meta["frames"] == list(SHOWN)
    assert [row["frame"] for row in rows_in(plain)] == list(table["frame"])
    (marks,) = out.glob("*.reg")
    found = regions.Regions.read(marks, format="ds9")
    assert len(found) == len(table)
    assert all(len(region.meta["tag"]) == 2 for region in found)  # frame and label
    (master,) = out.glob("*.fits")
    names = [str(name) for name in fits.getdata(master, "INPUTS")["NAME"]]
    assert names[:5] == list(SHOWN[:5])
    assert names[6] == r"00007 \xe9 \u0436.fits"


def test_a_camera_of_hundreds_of_characters(session: Path, tmp_path: Path) -> None:
    camera = "\x1b[31mQHY" * 100
    sidecar = session.with_name(f"{session.name}.CameraSettings.txt")
    sidecar.write_text(f"[{camera}]\nGain={'9' * 500}\n")
    for path in session.glob("*.fits"):
        fits.delval(path, "INSTRUME")
        fits.delval(path, "GAIN")
    out = tmp_path / "out"
    assert main(["process", str(session), "--out", str(out)]) == 0
    (master,) = out.glob("*.fits")
    assert len(master.name) < 120
    assert fits.getheader(master)["INSTRUME"].isprintable()
    assert "g9" not in master.name


def test_exposures_of_hundreds_of_digits(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = session.with_name(f"Dark{'9' * 200}s")
    session.rename(folder)
    for path in folder.glob("*.fits"):
        fits.delval(path, "EXPTIME")
    assert main(["sessions", str(folder)]) == 0
    assert main(["process", str(folder)]) == 0
    for line in capsys.readouterr().out.splitlines():
        assert len(line) < 300
    assert main(["sessions", str(folder), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["sessions"]
    assert found["exposure_s"] is None or found["exposure_s"] < 1e7
    assert found["object"] == folder.name
