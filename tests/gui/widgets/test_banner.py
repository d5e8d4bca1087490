"""The line above the image: what must be known before a number is read."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from darkviewer.gui.models.session_model import SessionModel
from tests.helpers.captures import cube, write_frame
from tests.helpers.padded import write_padded
from tests.helpers.scene import PATIENCE_MS
from tests.helpers.windows import Driver


def test_what_must_be_known_stands_above_the_image(driver: Driver, root: Path) -> None:
    (next(root.rglob("00002.fits"))).write_bytes(b"not FITS at all")
    driver.open(root)
    banner = driver.window.banner
    assert banner.isVisible()
    assert "00002.fits" in banner.words.text()
    assert driver.window.status.used.text() == "4 of 5 frames used, 1 skipped"
    assert "00002.fits" in driver.window.status.used.toolTip()


@pytest.mark.parametrize("value", [1000, np.nan])
def test_blank_frames_are_told_above_the_image(
    driver: Driver, root: Path, value: float
) -> None:
    for path in root.rglob("*.fits"):
        blank = np.full_like(cube()[0], 0, np.float32) + np.float32(value)
        write_frame(path, blank)
    driver.open(root)
    driver.qtbot.waitUntil(lambda: driver.window.checking.idle, timeout=PATIENCE_MS)
    words = driver.window.banner.words.text()
    assert words.startswith("00001.fits holds no")
    assert "00003.fits holds no" in words
    assert re.search(r" \(and [2-9] more\)$", words)  # the others, and what checks say
    assert driver.window.status.used.text() == "5 of 5 frames used, 5 blank"
    assert driver.window.status.message.text() == ""
    model = driver.window.browser.model
    (session,) = driver.workspace.sessions
    badge = model.index_of(session)
    assert badge.data(SessionModel.LEVEL) == "bad"
    assert badge.data(SessionModel.DETAILS) == words.partition(" · ")[0]


def test_a_half_written_frame_never_moves_the_picture(
    driver: Driver, root: Path
) -> None:
    driver.open(root)
    window, folder = driver.window, next(root.rglob("00001.fits")).parent
    place = window.image.geometry()
    assert not window.banner.isVisible()
    whole = (folder / "00001.fits").read_bytes()
    (folder / "00006.fits").write_bytes(whole[:4000])
    window.tasks.rescan()
    driver.settle()
    assert len(driver.workspace.session.skipped) == 1
    assert window.image.geometry() == place
    (folder / "00006.fits").write_bytes(whole)
    window.tasks.rescan()
    driver.settle()
    assert window.workspace.frame_count == 6
    assert window.image.geometry() == place


def test_news_change_the_words_and_not_the_height(driver: Driver, root: Path) -> None:
    next(root.rglob("00002.fits")).write_bytes(b"not FITS at all")
    driver.open(root)
    window = driver.window
    place = window.image.geometry()
    next(root.rglob("00003.fits")).write_bytes(b"not FITS either")
    window.tasks.rescan()
    driver.settle()
    assert "(and 1 more)" in window.banner.words.text()
    assert window.image.geometry() == place


def test_one_button_takes_the_better_scale(driver: Driver, tmp_path: Path) -> None:
    write_padded(tmp_path / "darks", EGAIN=0.5)
    driver.open(tmp_path / "darks")
    banner = driver.window.banner
    assert banner.isVisible()
    assert "EGAIN says 0.5 e-/ADU" in banner.words.text()
    assert banner.better.isVisible()
    assert banner.better.text() == "Use 0.5 e⁻/ADU, padding 4"
    banner.better.click()
    driver.settle()
    assert driver.workspace.parameters.gain_e_per_adu == 0.5
    assert not banner.better.isVisible()
    assert banner.words.text() == ""
    banner.better.click()  # hidden by now: nothing to take
    assert driver.workspace.parameters.gain_e_per_adu == 0.5
    driver.workspace.history.undo()
    driver.settle()
    assert driver.workspace.parameters.gain_e_per_adu == 1.39
    assert banner.better.isVisible()
