"""Captures that hold several series, in the browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from astropy.io import fits
from PySide6.QtCore import QModelIndex, Qt

from darkviewer.gui.models.session_model import SessionModel
from tests.helpers.captures import cube
from tests.helpers.windows import Driver


def write(folder: Path, start: int, count: int, **cards: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(start, start + count):
        hdu = fits.PrimaryHDU(cube()[number % 5])
        hdu.header.update({"EXPTIME": 30.0, "IMAGETYP": "DARK", **cards})
        hdu.writeto(folder / f"{number:05}.fits")


@pytest.fixture
def night(tmp_path: Path) -> Path:
    """Two series of darks and one of lights, and a plain capture before."""
    folder = tmp_path / "2024-05-08" / "03_38_48" / "Calibration"
    write(folder, 1, 4)
    write(folder, 11, 3, GAIN=200)
    write(folder, 21, 3, IMAGETYP="LIGHT", EXPTIME=10.0)
    write(tmp_path / "2024-05-07" / "21_00_00" / "Dark30s", 1, 3)
    return tmp_path


def current(driver: Driver) -> str | None:
    return driver.window.browser.view.currentIndex().data(SessionModel.SERIES)


def capture_row(driver: Driver) -> QModelIndex:
    model = driver.window.browser.view.model()
    return model.index(0, 0, model.index(0, 0))


def click(driver: Driver, index: QModelIndex) -> None:
    view = driver.window.browser.view
    place = view.visualRect(index).center()
    driver.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    driver.settle()


def test_each_series_is_a_click_away(driver: Driver, night: Path) -> None:
    driver.open(night)
    assert driver.workspace.session.series == "dark-30s"
    row, view = capture_row(driver), driver.window.browser.view
    assert current(driver) == "dark-30s"
    assert view.isExpanded(row)
    click(driver, row.model().index(2, 0, row))
    assert driver.workspace.session.series == "light-10s"
    assert len(driver.workspace.calibration.used) == 3
    click(driver, row)
    assert not view.isExpanded(row)
    assert driver.workspace.session.series == "light-10s"
    click(driver, row)
    assert view.isExpanded(row)


def test_series_of_several_kinds_are_seen_at_once(driver: Driver, night: Path) -> None:
    newest = night / "2024-05-09" / "21_00_00" / "Dark30s"
    write(newest, 1, 3)
    driver.open(night)
    assert driver.workspace.session.path == newest
    view = driver.window.browser.view
    model = view.model()
    row = model.index(0, 0, model.index(1, 0))
    assert view.isExpanded(row)
    assert model.rowCount(row) == 3
    view.collapse(row)
    write(night / "2024-05-08" / "03_38_48" / "Calibration", 41, 1)
    driver.window.tasks.rescan()
    driver.settle()
    assert not view.isExpanded(row)  # it was closed by hand
    write(night / "2024-05-10" / "21_00_00" / "Dark30s", 1, 3)
    driver.window.tasks.rescan()
    driver.settle()
    assert view.isExpanded(model.index(0, 0, model.index(2, 0)))


def test_a_step_goes_through_all_series(driver: Driver, night: Path) -> None:
    driver.open(night)
    browser = driver.window.browser
    seen = []
    for _ in range(4):
        browser.step(1)
        driver.settle()
        seen.append((driver.workspace.session.path.name, current(driver)))
    assert seen == [
        ("Calibration", "dark-30s-gain200"),
        ("Calibration", "light-10s"),
        ("Dark30s", "dark-30s"),
        ("Dark30s", "dark-30s"),
    ]
    browser.view.collapse(capture_row(driver))
    browser.step(-1)
    driver.settle()
    assert current(driver) == "light-10s"


def test_the_series_on_show_stays_when_others_come(driver: Driver, night: Path) -> None:
    driver.open(night)
    folder = driver.workspace.session.path
    driver.workspace.request_capture(folder, "dark-30s-gain200")
    driver.settle()
    write(folder, 31, 5, IMAGETYP="FLAT", EXPTIME=2.0)
    driver.window.tasks.rescan()
    driver.settle()
    assert driver.workspace.session.series == "dark-30s-gain200"
    assert current(driver) == "dark-30s-gain200"
    assert len(driver.workspace.sessions[folder]) == 4
