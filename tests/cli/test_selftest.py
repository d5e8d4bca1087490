"""The self-test: its numbers come from elsewhere, and it notices what is wrong."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.cli import main
from darkviewer.cli.selftest import differences, selftest
from darkviewer.core.errors import DarkviewerError
from darkviewer.resources import resource
from tests.helpers.places import ROOT

MAKER = ROOT / "tools" / "make_selftest.py"


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_selftest", MAKER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(resource("selftest"), tmp_path / "selftest"))


def test_passes_and_says_what_was_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["selftest"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "median of 6 frames: master and candidates match",
        "average of 6 frames: master and candidates match",
    ]
    assert err == ""


def test_known_numbers_are_those_of_ccdproc_and_plain_loops(maker: ModuleType) -> None:
    folder = resource("selftest")
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    session = folder / expected["session"]
    frames = np.stack([fits.getdata(session / name) for name in maker.NAMES])
    runs = [maker.known_numbers(frames, run) for run in maker.RUNS]
    assert list(differences(expected["runs"], runs)) == []
    assert list(differences(runs, expected["runs"])) == []


def test_known_numbers_hold_every_case() -> None:
    text = resource("selftest", "expected.json").read_text(encoding="utf-8")
    notebook, plateau = json.loads(text)["runs"]
    assert sum(len(frame["candidates"]) for frame in notebook["frames"]) == 3
    assert any(f["leaders"] < f["hot_pixels"] for f in notebook["frames"])
    assert any(len(f["candidates"]) > 1 for f in plateau["frames"])


def test_notices_one_pixel_that_changed(copied: Path) -> None:
    path = next(copied.rglob("00002.fits"))
    damaged = bytearray(path.read_bytes())
    damaged[2880 + 2 * (20 * 64 + 20)] ^= 0x10  # high byte of pixel (20, 20)
    path.write_bytes(damaged)
    with pytest.raises(DarkviewerError, match="The self-test failed: master sha256"):
        list(selftest(copied))


def test_notices_a_count_that_differs(copied: Path) -> None:
    path = copied / "expected.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["runs"][1]["frames"][3]["leaders"] += 1
    path.write_text(json.dumps(document), encoding="utf-8")
    lines = []
    with pytest.raises(DarkviewerError, match="frames 3 leaders is 14, expected 15"):
        lines.extend(selftest(copied))


@pytest.mark.parametrize(
    ("expected", "found", "words"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": 1}, {}, ["a is None, expected 1"]),
        ([1.0], [1.0 + 1e-12], []),
        ([1.0], [1.001], ["0 is 1.001, expected 1.0"]),
        ([1, 2], [1], ["is [1], expected [1, 2]"]),
        ({"a": [{"b": "x"}]}, {"a": [{"b": "y"}]}, ["a 0 b is 'y', expected 'x'"]),
    ],
)
def test_differences(expected: object, found: object, words: list[str]) -> None:
    assert list(differences(expected, found)) == words
