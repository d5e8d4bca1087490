"""Pixel scale and seeing in the window: from the headers, or from the user."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from PySide6.QtCore import Qt

from darkviewer.gui.widgets.parameter_panel import ParameterPanel
from tests.helpers.captures import NX, NY, cube, write_capture
from tests.helpers.scene import PATIENCE_MS
from tests.helpers.windows import Driver


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """A capture whose headers know the telescope: 0.75 arcsec per pixel."""
    folder = write_capture(tmp_path / "told", cube())
    for path in folder.glob("*.fits"):
        fits.setval(path, "FOCALLEN", value=1000.0)
        fits.setval(path, "XPIXSZ", value=3.636102, comment="microns")
    return tmp_path / "told"


def note(panel: ParameterPanel, name: str) -> tuple[str, str]:
    words = panel.rows[name]._note
    return words.text(), words.toolTip()


def test_headers_give_the_scale_and_the_panel_says_so(
    driver: Driver, told: Path, root: Path
) -> None:
    driver.open(told)
    panel, workspace = driver.window.parameters, driver.workspace
    assert workspace.parameters.pixel_scale_arcsec == 0.75
    assert workspace.parameters.fwhm_px == 4.0  # 3" / 0.75"
    words, tip = note(panel, "pixel_scale_arcsec")
    assert words == "from the headers"
    assert tip == "FOCALLEN 1000 mm, XPIXSZ 3.6361 µm"
    assert note(panel, "fwhm_px")[0] == "3″ / 0.75″"
    driver.open(root)
    assert workspace.parameters.pixel_scale_arcsec is None
    assert workspace.parameters.fwhm_px == 2.0
    assert note(panel, "pixel_scale_arcsec")[0] == "notebooks' value"


def test_what_the_user_typed_holds_where_no_header_tells(
    driver: Driver, told: Path, root: Path
) -> None:
    driver.open(root)
    workspace = driver.workspace
    workspace.set_parameter("pixel_scale_arcsec", 1.0)
    assert workspace.requested.fwhm_px == 3.0
    assert note(driver.window.parameters, "pixel_scale_arcsec")[0] == "typed"
    driver.open(told)
    assert workspace.parameters.pixel_scale_arcsec == 0.75
    assert workspace.remembered.pixel_scale_arcsec == 1.0
    driver.open(root)
    assert workspace.parameters.pixel_scale_arcsec == 1.0
    assert workspace.parameters.seeing_arcsec == 3.0


def test_seeing_and_width_follow_from_each_other(opened: Driver) -> None:
    rows, workspace = opened.window.parameters.rows, opened.workspace
    rows["seeing_arcsec"].changed.emit("seeing_arcsec", 4.5, False)
    assert workspace.requested.fwhm_px == 3.0
    assert rows["fwhm_px"].field.value() == 3.0
    rows["fwhm_px"].changed.emit("fwhm_px", 2.0, False)
    assert rows["seeing_arcsec"].field.value() == 3.0
    rows["pixel_scale_arcsec"].field.setValue(0.1)  # 30 px: no star
    assert "FWHM of 30 px" in rows["pixel_scale_arcsec"].field.callout.text
    assert rows["pixel_scale_arcsec"].field.value() == 1.5
    assert workspace.requested.pixel_scale_arcsec is None


@pytest.mark.parametrize("leaves", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_the_number_on_show_counts_as_given_once_it_is_typed(
    opened: Driver, leaves: Qt.Key
) -> None:
    workspace, row = opened.workspace, opened.window.parameters.rows
    field = row["pixel_scale_arcsec"].field
    workspace.set_parameter("criterion", "psf")  # else the row is not shown
    words, tip = note(opened.window.parameters, "pixel_scale_arcsec")
    assert (words, field.value()) == ("notebooks' value", 1.5)
    assert "no rate per square degree" in tip
    field.setFocus()
    opened.qtbot.keyClick(field, Qt.Key.Key_Tab)  # looked at, not typed
    assert workspace.requested.pixel_scale_arcsec is None
    field.setFocus()
    field.selectAll()
    opened.qtbot.keyClicks(field, "1.5")
    opened.qtbot.keyClick(field, leaves)
    assert workspace.requested.pixel_scale_arcsec == 1.5
    assert note(opened.window.parameters, "pixel_scale_arcsec") == ("typed", "")
    box = opened.window.false_positives
    opened.qtbot.waitUntil(lambda: box.known is not None, timeout=PATIENCE_MS)
    assert np.isfinite(box.known.per_square_degree.high)
    workspace.history.undo()
    assert workspace.requested.pixel_scale_arcsec is None


def test_the_rate_per_square_degree_is_of_this_scale(opened: Driver) -> None:
    box, workspace = opened.window.false_positives, opened.workspace

    def rate() -> float:
        return box.known.per_square_degree.value

    per_frame = box.known.per_frame.value
    assert per_frame > 0
    assert np.isnan(rate())  # 1.5 is the program's own guess
    workspace.set_parameter("pixel_scale_arcsec", 0.75)
    assert rate() == pytest.approx(per_frame / (NX * NY * (0.75 / 3600) ** 2))
    assert "(0.75″ per pixel)" in box.toolTip()
