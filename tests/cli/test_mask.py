"""``darkviewer mask`` from darks on disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from darkviewer.cli import main
from tests.helpers.lights import COLUMN, FRAMES, NX, NY


@pytest.fixture
def darks(sensor_path: Path) -> str:
    return str(sensor_path.parents[1] / "2024-05-08" / "Dark30s")


def test_files_and_numbers(
    darks: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "masks"
    by_hand = tmp_path / "mine.csv"
    by_hand.write_text("x,y\n4,5\n", encoding="utf-8")
    arguments = ["mask", darks, "--out", str(out), "--by-hand", str(by_hand)]
    assert main([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert sorted(found["files"]) == sorted(path.name for path in out.iterdir())
    assert len(found["files"]) == 7
    assert found["bad_columns"] == [COLUMN]
    assert found["bad_rows"] == []
    assert found["n_frames"] == FRAMES
    pixels = {reason["name"]: reason["pixels"] for reason in found["reasons"]}
    assert pixels["bad column"] == NY
    assert pixels["by hand"] == 1
    assert found["change"] is None
    classes = {one["name"]: one for one in found["classes"]}
    assert sum(one["pixels"] for one in found["classes"]) == NX * NY
    assert classes["bad column"]["pixels"] >= classes["bad column"]["left"] == 0
    assert classes["telegraph"]["alerts_per_frame"] > 0
    assert classes["telegraph"]["alerts_left_per_frame"] == 0
    mask = str(out / found["files"][0])
    older = ["--older", mask, "--unusable", "hot,by hand"]
    assert main(["mask", darks, "--out", str(out), *older, "--overwrite"]) == 0
    printed = capsys.readouterr()
    assert f"0 pixels appeared and 1 are gone, of {NX * NY} in both" in printed.out
    assert f"bad columns: {COLUMN}" in printed.out
    assert "false alerts left" in printed.out
    assert printed.err.count("wrote ") == 7


def test_a_reason_that_there_is_not(
    darks: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["mask", darks, "--out", str(tmp_path), "--unusable", "cold"])
    assert "There is no reason 'cold'" in capsys.readouterr().err


def test_a_file_that_is_no_mask(
    darks: str, sensor_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--out", str(tmp_path), "--older", str(sensor_path)]
    assert main(["mask", darks, *arguments]) == 1
    assert "is no bad-pixel mask" in capsys.readouterr().err
