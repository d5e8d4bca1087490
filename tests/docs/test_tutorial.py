"""The tutorial runs, prints what it says, and numpy finds the same."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table

from tests.helpers.places import ROOT

PAGE = ROOT / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOTEBOOK_LINES = 10

FRAME = 5
THRESHOLD_E, RATIO_TENTHS = 200, 3
E_PER_ADU_HUNDREDTHS, PADDING = 139, 16


def blocks(language: str) -> list[str]:
    text = PAGE.read_text(encoding="utf-8")
    return [code for kind, code in BLOCK.findall(text) if kind == language]


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tutorial")


@pytest.fixture(scope="module")
def printed(workplace: Path) -> str:
    """Output of all blocks, in a folder of their own."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join(blocks("python"))],
        cwd=workplace,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def frames(printed: str, workplace: Path) -> np.ndarray:
    """The demo's frames as astropy reads them, in file order."""
    folder = workplace / "demo" / "2024-05-08" / "03_38_48" / "Dark30s"
    paths = sorted(folder.glob("*.fits"))
    assert len(paths) == 10
    assert printed
    return np.array([fits.getdata(path) for path in paths]).astype(np.int64)


def test_it_prints_what_the_page_shows(printed: str) -> None:
    assert printed == "".join(blocks("text"))


def test_each_notebook_has_ten_lines() -> None:
    _, first, _, _, second, *_ = blocks("python")
    for code in (first, second):
        assert len(code.splitlines()) == NOTEBOOK_LINES
        assert "print" not in code


def test_master_and_residual_are_those_of_numpy(
    frames: np.ndarray, printed: str
) -> None:
    master = np.median(frames, axis=0)
    assert f"{master}\n" in printed
    assert f"{frames[FRAME] - master}\n" in printed


def truth_table(workplace: Path) -> Table:
    capture = workplace / "demo" / "2024-05-08" / "03_38_48"
    return Table.read(capture / "Dark30s.truth.ecsv")


def residual_steps(frames: np.ndarray) -> np.ndarray:
    """Residual of the frame in steps of half an ADU: ten frames have two middles."""
    ordered = np.sort(frames, axis=0)
    return 2 * frames[FRAME] - ordered[4] - ordered[5]


def leaders_and_candidates(steps: np.ndarray, above: int) -> tuple[list, list]:
    """(x, y) by the notebooks' two rules, on integers; above counts steps."""
    ny, nx = steps.shape
    leaders, candidates = [], []
    for y, x in np.argwhere(steps > above).tolist():
        near = [
            int(steps[j, i])
            for j, i in ((y - 1, x), (y, x + 1), (y + 1, x), (y, x - 1))
            if 0 <= j < ny and 0 <= i < nx
        ]
        value = int(steps[y, x])
        if max(near) <= value:
            leaders.append((x, y))
            if all(10 * other >= RATIO_TENTHS * value for other in near):
                candidates.append((x, y))
    return leaders, candidates


def test_hot_pixels_leaders_and_candidates_are_those_of_the_notebook(
    frames: np.ndarray, printed: str
) -> None:
    steps = residual_steps(frames)
    # steps x 1.39 / 16 / 2 > 200, without rounding
    above = THRESHOLD_E * 100 * PADDING * 2 // E_PER_ADU_HUNDREDTHS
    leaders, candidates = leaders_and_candidates(steps, above)
    hot = np.count_nonzero(steps > above)
    assert f"frame 6: {hot} hot, {len(leaders)} leaders\n" in printed
    shown = [
        f"x={x - 2}:{x + 2}, y={y - 2}:{y + 2} peak {steps[y, x] * 1.39 / 32:.1f} e-"
        for x, y in candidates
    ]
    assert re.findall(r"^x=.*$", printed, re.MULTILINE) == shown


def test_the_injection_is_one_candidate_more(frames: np.ndarray, printed: str) -> None:
    electrons = residual_steps(frames) * 1.39 / 32
    for x, y, value in (
        (150, 250, 300),
        (149, 250, 100),
        (151, 250, 100),
        (150, 249, 100),
        (150, 251, 100),
    ):
        electrons[y, x] = value
    _, candidates = leaders_and_candidates(electrons, THRESHOLD_E)
    assert (150, 250) in candidates
    assert f"with the injection: {len(candidates)} candidates\n" in printed


def test_the_psf_test_finds_the_stars_of_the_demo(
    printed: str, workplace: Path
) -> None:
    truth = truth_table(workplace)
    stars = truth[truth["kind"] == "star"]
    assert f"{{'PSF-like': {len(stars)}}}\n" in printed
    in_frame = np.count_nonzero(stars["frame"] == FRAME + 1)
    assert f"frame 6: {in_frame} candidates\n" in printed


def test_the_ratio_misses_the_star_between_two_pixels(
    frames: np.ndarray, workplace: Path
) -> None:
    steps = residual_steps(frames)
    above = THRESHOLD_E * 100 * PADDING * 2 // E_PER_ADU_HUNDREDTHS
    _, candidates = leaders_and_candidates(steps, above)
    truth = truth_table(workplace)
    stars = truth[(truth["kind"] == "star") & (truth["frame"] == FRAME + 1)]
    missed = [
        f"x = {star['x']:.1f}, y = {star['y']:.1f}"
        for star in stars
        if not any(
            abs(x - star["x"]) < 2 and abs(y - star["y"]) < 2 for x, y in candidates
        )
    ]
    assert len(missed) == 1
    assert missed[0] in PAGE.read_text(encoding="utf-8")


def test_a_type_checker_knows_every_name(workplace: Path) -> None:
    script = workplace / "tutorial.py"
    script.write_text("\n".join(blocks("python")), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", str(script)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 0, done.stdout + done.stderr
