from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.gui.dialogs.header import HeaderDialog
from tests.helpers.windows import Driver


def test_the_header_follows_the_frame_and_can_be_searched(opened: Driver) -> None:
    opened.workspace.set_frame(0)
    opened.settle()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    opened.press(Qt.Key.Key_H, both)
    opened.settle()
    (dialog,) = opened.window.findChildren(HeaderDialog)
    assert dialog.where.text().endswith("00001.fits")
    lines = dialog.text.toPlainText().splitlines()
    assert lines[0] == "HDU 0"
    assert lines[1].startswith("SIMPLE  =")
    assert dialog.count.text() == f"{len(lines)} lines"
    dialog.wanted.setText("naxis1")
    assert [line[:10] for line in dialog.text.toPlainText().splitlines()] == [
        "NAXIS1  = "
    ]
    dialog._copy()
    assert QGuiApplication.clipboard().text().startswith("NAXIS1")
    opened.workspace.set_frame(1)
    opened.settle()
    assert dialog.where.text().endswith("00002.fits")
    dialog.close()


def test_it_begins_with_the_hdu_that_holds_the_frame(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = [fits.ImageHDU(np.ones((4, 6), "u2"), name=f"IM{n}") for n in (1, 2, 3)]
    path = tmp_path / "a.fits"
    fits.HDUList([fits.PrimaryHDU(), *images]).writeto(path)
    info = FrameInfo(path, (4, 6), hdu=3, extension="IM3")
    monkeypatch.setattr(type(driver.workspace), "frame_info", info)
    dialog = HeaderDialog(driver.workspace, driver.window.tasks, driver.window)
    driver.settle()
    assert dialog.where.text() == f"HDU 3 of {path}"
    assert dialog.text.textCursor().block().text() == "HDU 3"
    dialog.wanted.setText("EXTNAME")  # its title is not shown now
    assert dialog.text.textCursor().blockNumber() == 0
    dialog.close()
