"""The noise asked for the checks alone: as process says it, or why not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from darkviewer.cli import main
from tests.helpers.captures import write_capture
from tests.helpers.simulated import darks

NOISE = ["negatives", "noise_width", "neighbours"]


@pytest.fixture(scope="module")
def raw() -> np.ndarray:
    """Every pixel with a fifth of its right neighbour's noise: they share it."""
    session = darks((96, 120), frames=6, dark_e=100)
    values = np.stack([frame.values for frame in session.frames()]).astype(float)
    shared = values + 0.2 * (np.roll(values, 1, axis=2) - values.mean())
    return np.rint(shared).astype(np.uint16)


def checks_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for row in document["checks"] if row["name"] in NOISE]


def checked(
    folder: Path, capsys: pytest.CaptureFixture[str], *options: str
) -> list[dict[str, Any]]:
    assert main(["check", str(folder), "--json", *options]) == 0
    (series,) = json.loads(capsys.readouterr().out)["series"]
    return checks_of(series)


def test_check_says_what_process_says(
    raw: np.ndarray, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_capture(tmp_path, raw)
    gain = ("--e-per-adu", "2", "--padding-bits", "4")
    assert main(["process", str(folder), "--json", "--criterion", "psf", *gain]) == 0
    said = checks_of(json.loads(capsys.readouterr().out))
    assert [row["name"] for row in said] == NOISE
    assert "along rows share noise" in said[2]["sentence"]
    assert checked(folder, capsys, "--noise", *gain) == said
    assert checked(folder, capsys, *gain) == []


@pytest.mark.parametrize(
    ("frames", "name", "why"),
    [
        (6, "Flat30s", "it takes darks to know"),
        (2, "Dark30s", "it takes 3 frames to know"),
        (1, "Dark30s", "the frames cannot be examined: 00001.fits is the only"),
    ],
)
def test_where_the_noise_cannot_be_asked_the_rows_say_why(
    raw: np.ndarray,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    frames: int,
    name: str,
    why: str,
) -> None:
    folder = write_capture(tmp_path, raw[:frames])
    folder = folder.rename(folder.with_name(name))
    rows = checked(folder, capsys, "--noise")
    assert [row["name"] for row in rows] == NOISE
    for row in rows:
        assert row["status"] == "pass"
        assert row["sentence"].startswith(f"not checked: {why}")
