"""The line above the image: what must be known before a number is read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from darkviewer.gui.models.session_model import SessionModel
from tests.helpers.captures import cube, write_frame
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
    words = driver.window.banner.words.text()
    assert words.startswith("00001.fits holds no")
    assert words.endswith("(and 4 more)")
    assert driver.window.status.used.text() == "5 of 5 frames used, 5 blank"
    assert driver.window.status.message.text() == ""
    model = driver.window.browser.model
    (session,) = driver.workspace.sessions
    badge = model.index_of(session)
    assert badge.data(SessionModel.LEVEL) == "warn"
    assert badge.data(SessionModel.DETAILS) == words
