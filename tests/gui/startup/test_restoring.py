"""A restart shows what was on screen, or goes on with what there is."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.gui.actions.commands import use_measured_psf
from darkviewer.gui.startup.restoring import Restoring, view_state
from tests.helpers.captures import cube, write_capture
from tests.helpers.windows import Driver


@pytest.fixture
def captures(tmp_path: Path) -> tuple[Path, Path]:
    """The older one and the newer one, which opens by itself."""
    older = write_capture(tmp_path / "root", cube())
    newer = older.parent.parent / "04_00_00" / older.name
    shutil.copytree(older, newer)
    return older, newer


def psf_file(folder: Path) -> Path:
    y, x = np.mgrid[-17:18, -17:18] / 5.0
    path = folder / "star.fits"
    fits.writeto(path, np.exp(-(x**2 + y**2) / 2).astype(np.float32))
    return path


def test_a_restart_shows_what_was_on_screen(
    driver: Driver, captures: tuple[Path, Path], tmp_path: Path
) -> None:
    window, older = driver.window, captures[0]
    driver.open(tmp_path / "root")
    driver.workspace.request_capture(older)
    driver.settle()
    driver.workspace.set_layer("raw")
    driver.workspace.set_frame(3)
    window.image.show_region(10, 29, 12, 27)
    window.candidates.filter.setText("x<60")
    use_measured_psf(window, psf_file(tmp_path))
    driver.settle()
    state = view_state(window)
    driver.workspace.set_session(None)
    window.candidates.filter.setText("")
    driver.workspace.set_profile("", None)
    driver.workspace.set_layer("residual")
    Restoring(window, state)
    driver.open(tmp_path / "root")
    assert driver.workspace.session.path == older
    assert driver.workspace.layer == "raw"
    assert driver.workspace.frame == 3
    assert window.candidates.filter.text() == "x<60"
    assert driver.workspace.profile == "star.fits"
    x0, x1, y0, y1 = window.image.region
    assert x0 <= 10 <= 29 <= x1
    assert y0 <= 12 <= 27 <= y1
    assert x1 - x0 < 63


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"session": "/gone", "frame": 3},
        {"session": 7, "frame": "x", "layer": [], "region": [1, 2], "filter": None},
        {"frame": 10**9, "region": [5, 1, 0, 0], "layer": "nothing like it"},
        {"region": [0, 10**12, 0, 10**12], "profile": "/gone.fits"},
        {"profile": "/go\0ne.fits"},
    ],
)
def test_odd_states_do_no_harm(
    driver: Driver,
    captures: tuple[Path, Path],
    tmp_path: Path,
    state: dict[str, Any],
) -> None:
    Restoring(driver.window, {"session": str(captures[1])} | state)
    driver.open(tmp_path / "root")
    assert driver.workspace.session.path == captures[1]
    assert driver.workspace.layer == "residual"
    assert driver.window.image.region is not None


def test_another_choice_of_the_user_comes_first(
    driver: Driver, captures: tuple[Path, Path]
) -> None:
    older, newer = captures
    Restoring(driver.window, {"session": str(older), "layer": "raw", "frame": 3})
    driver.window.open_path(newer)
    driver.settle()
    assert driver.workspace.session.path == newer
    assert driver.workspace.layer == "residual"
