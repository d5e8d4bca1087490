"""``darkviewer frames``: text, JSON and ECSV say the same."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from astropy.table import Table

from darkviewer.cli import main
from tests.helpers.captures import LEVEL, cube, write_capture
from tests.helpers.exported import record_of

LIFTED = 3
"""Frame whose level is off."""


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    raw = cube()
    raw[LIFTED] += 500
    return write_capture(tmp_path / "暗い夜", raw)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    assert main(["frames", *map(str, arguments)]) == 0
    return capsys.readouterr().out


def test_the_document_measures_every_frame(
    capture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = printed(capsys, capture, "--json")
    assert out.isascii()
    frames = json.loads(out)["frames"]
    assert [one["frame"] for one in frames] == [f"{n:05}.fits" for n in range(1, 6)]
    levels = [one["level_adu"] for one in frames]
    expected = [LEVEL + 500 * (n == LIFTED) for n in range(5)]
    np.testing.assert_allclose(levels, expected, atol=20)
    assert [one["noise_adu"] for one in frames] == pytest.approx([100] * 5, rel=0.1)
    assert [one["status"] for one in frames].count("pass") == 4
    assert "00004.fits" in frames[LIFTED]["sentences"][0]


def test_the_table_has_units_and_gaps(
    capture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(printed(capsys, capture, "--json"))
    lines = printed(capsys, capture, "--ecsv").splitlines()
    table = Table.read(lines, format="ascii.ecsv")
    assert table["level_adu"].unit == "adu"
    assert list(table["level_adu"]) == [f["level_adu"] for f in document["frames"]]
    assert all(table["temperature_c"].mask)  # these headers do not tell it
    assert table.meta["session"]["path"] == document["session"]["path"]
    assert table.meta["master"] is None
    assert table["sentences"][LIFTED] == "; ".join(
        document["frames"][LIFTED]["sentences"]
    )


@pytest.mark.parametrize("form", ["ecsv", "csv"])
def test_a_printed_table_can_be_verified(
    capture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    options = ["--e-per-adu", "2", "--limit", "level=0.1"]
    table = tmp_path / f"Frames_mine.{form}"
    table.write_text(printed(capsys, capture, f"--{form}", *options), "utf-8")
    record = record_of(table)
    hashes = [sha256(frame.read_bytes()).hexdigest() for frame in frames_in(capture)]
    assert [row["sha256"] for row in record["inputs"]] == hashes
    assert record["parameters"]["gain_e_per_adu"] == 2
    assert record["checks"]["limits"] == {"level": 0.1}
    assert main(["verify", str(table)]) == 0
    content = table.read_text("utf-8").replace("00004.fits", "00005.fits", 1)
    table.write_text(content, "utf-8")
    assert main(["verify", str(table)]) == 3


def frames_in(capture: Path) -> list[Path]:
    return sorted(capture.glob("*.fits"))


def test_a_line_for_each_frame(
    capture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = printed(capsys, capture).splitlines()
    assert lines[0].endswith("5 frames")
    assert lines[2].startswith("00001.fits")
    assert "level of 00004.fits" in lines[2 + LIFTED]


def test_no_such_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["frames", str(tmp_path / "none")]) == 1
    assert "does not exist" in capsys.readouterr().err
