"""Given amplifiers: `process --amplifiers` of files whose halves drift apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from darkviewer.cli import main
from tests.helpers.captures import write_capture
from tests.helpers.simulated import GAIN_E, STEP, darks

FRAMES, NY, NX = 6, 130, 160
DRIFT_ADU = np.array([0, 12, -12, 24, -24, 6])


@pytest.fixture(scope="module")
def capture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    session = darks((NY, NX), frames=FRAMES, dark_e=100)
    raw = np.stack([frame.values for frame in session.frames()])
    raw[:, :, NX // 2 :] += (50 * STEP + DRIFT_ADU * STEP).astype(np.uint16)[
        :, None, None
    ]
    return write_capture(tmp_path_factory.mktemp("halves"), raw)


def processed(
    capture: Path, capsys: pytest.CaptureFixture[str], *options: str
) -> dict[str, Any]:
    asked = ["process", str(capture), "--json", "--criterion", "psf", *options]
    assert main(asked) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


@pytest.mark.parametrize(
    ("given", "count", "x", "y"),
    [
        ("auto", 2, [80], []),
        ("1x1", 1, [], []),
        ("2x1", 2, [80], []),
        ("2x2", 4, [80], [65]),
    ],
)
def test_the_document_says_which_amplifiers_were_used(
    capture: Path,
    capsys: pytest.CaptureFixture[str],
    given: str,
    count: int,
    x: list[int],
    y: list[int],
) -> None:
    document = processed(capture, capsys, "--amplifiers", given)
    assert document["parameters"]["amplifiers"] == given
    levels = document["levels"]
    assert levels["amplifiers"] == {"count": count, "x": x, "y": y}
    moved = np.array(levels["level_e"])
    assert moved.shape == (FRAMES, count)
    if x:  # the right half alone drifts, by what was put in
        np.testing.assert_allclose(moved[:, 0::2], 0, atol=3)
        expected = (DRIFT_ADU - np.median(DRIFT_ADU)) * GAIN_E
        for right in moved[:, 1::2].T:
            np.testing.assert_allclose(right, expected, atol=3)


def test_it_is_said_in_print(capture: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["process", str(capture), "--criterion", "psf", "--amplifiers", "1x2"]
    assert main(asked) == 0
    assert "2 amplifiers, cut at y=65" in capsys.readouterr().out


def test_halves_that_are_too_narrow_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = darks((70, 100), frames=3, dark_e=100)
    raw = np.stack([frame.values for frame in session.frames()])
    path = str(write_capture(tmp_path, raw))
    psf = ["--criterion", "psf", "--amplifiers", "2x1"]
    assert main(["process", path, *psf]) == 1
    error = capsys.readouterr().err
    assert "frames of 100 x 70 pixels cannot have 2 x 1 amplifiers" in error
    assert main(["process", path, "--amplifiers", "2x1"]) == 0  # the ratio needs none


def test_the_notebooks_path_stays_as_it_is(
    capture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = []
    for given in ("auto", "2x2"):
        asked = ["process", str(capture), "--json", "--amplifiers", given]
        assert main([*asked, "--threshold", "20"]) == 0
        document = json.loads(capsys.readouterr().out)
        assert document["parameters"].pop("amplifiers") == given
        assert "levels" not in document
        del document["provenance"], document["seal"]  # of other parameters
        found.append(document)
    assert found[0] == found[1]
    assert sum(frame["leaders"] for frame in found[0]["frames"]) > 0
