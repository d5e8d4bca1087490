"""Electrons of an e-/ADU that nothing supports are marked wherever they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from astropy.io import fits
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from darkviewer.gui.dialogs.injection import InjectionDialog
from darkviewer.gui.models.candidate_columns import COLUMNS
from tests.helpers.windows import Driver

PEAK = next(n for n, column in enumerate(COLUMNS) if column.title == "peak e⁻")


def unpadded(folder: Path, frames: int = 5) -> Path:
    """No card tells e-/ADU, and no padding is in the values."""
    folder.mkdir()
    rng = np.random.default_rng(7)
    for number in range(frames):
        raw = rng.integers(3000, 3010, (32, 48)).astype(np.uint16)
        raw[10, 20] += 5000 * (number == 1)
        header = fits.Header({"IMAGETYP": "DARK", "EXPTIME": 60.0})
        fits.writeto(folder / f"{number}.fits", raw, header)
    return folder


def heading(driver: Driver) -> str:
    model = driver.window.candidates.model
    return str(model.headerData(PEAK, Qt.Orientation.Horizontal)).replace("\n", " ")


def copied(driver: Driver, action: str) -> str:
    driver.window.actions_by_name[action].trigger()
    return QGuiApplication.clipboard().text()


def test_every_electron_is_marked_until_somebody_says_the_scale(
    driver: Driver, tmp_path: Path
) -> None:
    driver.open(unpadded(tmp_path / "d"))
    window, workspace = driver.window, driver.workspace
    workspace.pick_pixel(20, 10)
    driver.settle()
    threshold = window.parameters.rows["threshold_e"].field
    words = " ".join(part.text() for part in window.cutout.findChildren(QLabel))
    assert "nothing supports 1.39" in window.banner.words.text()
    assert heading(driver) == "peak e⁻?"
    assert threshold.suffix() == " e⁻?"
    assert "e⁻?" in words
    assert "e⁻ " not in words
    assert " e-?" in copied(driver, "copy_pixel")
    assert "unit\te-?\n" in copied(driver, "copy_statistics")
    window.actions_by_name["inject"].trigger()
    dialog = window.findChild(InjectionDialog)
    assert dialog.flux.suffix() == " e⁻?"
    workspace.set_unit_choice("ADU")  # the scale cancels out
    assert heading(driver) == "peak ADU"
    workspace.set_unit_choice("own")
    better = workspace.requested.changed("padding_bits", 0)
    workspace.set_parameters(better.changed("gain_e_per_adu", 0.5))
    driver.settle()
    assert heading(driver) == "peak e⁻"
    assert threshold.suffix() == " e⁻"
    assert dialog.flux.suffix() == " e⁻"
    assert " e-?" not in copied(driver, "copy_pixel")


def test_a_typed_threshold_is_understood_with_its_mark(
    driver: Driver, tmp_path: Path
) -> None:
    driver.open(unpadded(tmp_path / "d"))
    field = driver.window.parameters.rows["threshold_e"].field
    for typed in ("150 e⁻?", "150"):
        assert field.valueFromText(typed) == 150


def test_one_frame_alone_is_marked_though_it_is_never_calibrated(
    driver: Driver, tmp_path: Path
) -> None:
    driver.open(unpadded(tmp_path / "d", frames=1))
    assert driver.workspace.calibration is None
    assert driver.workspace.units.of("e-").words == "e⁻?"
    assert driver.workspace.units.of("ADU").words == "ADU"
