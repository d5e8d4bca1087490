"""Vetting lights in the window, by the session that is open."""

from __future__ import annotations

from pathlib import Path

import pytest
from astropy.io import fits
from astropy.table import Table
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from darkviewer.gui.dialogs.vetting import VettingWindow
from darkviewer.gui.main_window import MainWindow
from darkviewer.storage.lights.sensor_reader import read_sensor
from tests.helpers.lights import STARS, TELEGRAPH, write_darks, write_light
from tests.helpers.scene import PATIENCE_MS
from tests.helpers.windows import Driver


@pytest.fixture
def at(driver: Driver, tmp_path: Path) -> Driver:
    write_darks(tmp_path / "captures" / "2024-05-08" / "03_10_00" / "Dark30s")
    driver.open(tmp_path / "captures")
    return driver


@pytest.fixture
def light(tmp_path: Path) -> Path:
    return write_light(tmp_path / "lights" / "light.fits")


def chosen(monkeypatch: pytest.MonkeyPatch, method: str, path: Path | str) -> None:
    monkeypatch.setattr(QFileDialog, method, lambda *_a, **_k: (str(path), ""))


def opened(window: MainWindow) -> VettingWindow:
    window.actions_by_name["vet"].trigger()
    found = window.findChild(VettingWindow)
    assert found is not None
    return found


def cells(panel: VettingWindow, column: int) -> list[str]:
    model = panel.model
    return [model.index(row, column).data() for row in range(model.rowCount())]


def vetted(at: Driver, panel: VettingWindow) -> None:
    at.qtbot.waitUntil(lambda: panel.model.rowCount() > 0, timeout=PATIENCE_MS)
    at.settle()


def test_a_light_frame_against_the_open_session(
    at: Driver, light: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = opened(at.window)
    assert not panel.save.isEnabled()
    chosen(monkeypatch, "getOpenFileName", light)
    panel.choose.click()
    vetted(at, panel)
    assert cells(panel, 3)[0].startswith("telegraph pixel here")
    assert float(cells(panel, 0)[0]) == pytest.approx(TELEGRAPH[0], abs=0.3)
    assert float(cells(panel, 2)[-1]) < 0.01
    words = panel.outcome.text()
    assert words.startswith(f"{len(cells(panel, 0))} candidates of light.fits, ")
    assert "(probability above 0.5, FWHM 2 px); the sensor's level is subtr" in words
    known = panel._surveyed
    panel.dark.value_changed.emit("auto")  # again, without another survey
    vetted(at, panel)
    assert panel._surveyed[1] is known[1]


def test_a_table_of_candidates_and_saving_the_answer(
    at: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "found.csv"
    rows = [TELEGRAPH, STARS[0]]
    table.write_text("x,y\n" + "".join(f"{x},{y}\n" for x, y in rows))
    panel = opened(at.window)
    panel.vet(table)
    vetted(at, panel)
    assert "Nobody says whether the dark was subtracted" in panel.outcome.text()
    assert "1 artefact of this sensor (probability above 0.5); no" in (
        panel.outcome.text()
    )
    target = tmp_path / "out" / "vetted"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: ("", ""))
    panel.save.click()
    at.settle()
    assert not at.window.status.message.text().startswith("Saved as")
    chosen(monkeypatch, "getSaveFileName", target)
    panel.save.click()
    at.settle()
    saved = Table.read(target.with_suffix(".ecsv"), format="ascii.ecsv")
    assert list(saved["artefact"]) == [True, False]
    chosen(monkeypatch, "getSaveFileName", at.workspace.session.path / "a.ecsv")
    panel.save.click()
    at.settle()
    assert "inside the capture folder" in at.window.status.message.text()


def test_what_cannot_be_vetted_is_one_sentence(
    at: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = opened(at.window)
    panel.vet(write_light(tmp_path / "other.fits", XBINNING=2))
    at.settle()
    assert "differ in binning" in panel.outcome.text()
    assert panel.model.rowCount() == 0
    chosen(monkeypatch, "getOpenFileName", "")
    panel.choose.click()  # and nothing is chosen
    chosen(monkeypatch, "getSaveFileName", "")
    panel._ask_where()
    assert panel.model.rowCount() == 0


def test_cancelling_and_escape(at: Driver, light: Path, qtbot: QtBot) -> None:
    panel = opened(at.window)
    panel.vet(light)
    at.window.tasks.cancel()
    qtbot.waitUntil(lambda: panel.outcome.text() == "Cancelled.", timeout=PATIENCE_MS)
    at.settle()
    assert opened(at.window) is panel  # one is enough
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not panel.isVisible())


def test_who_does_not_wait_for_one_file_is_not_told_that_the_next_is_cancelled(
    at: Driver, light: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = opened(at.window)
    said: list[str] = []
    monkeypatch.setattr(panel.outcome, "setText", said.append)
    panel.vet(light)
    panel.vet(light)
    vetted(at, panel)
    assert said[:-1] == ["Vetting light.fits…"] * 2
    assert "candidates of light.fits" in said[-1]


def test_another_session_is_another_sensor(at: Driver, light: Path) -> None:
    panel = opened(at.window)
    panel.vet(light)
    vetted(at, panel)
    calibration, found = panel._surveyed[0], panel.model.vetting
    at.workspace.set_session(None)
    assert panel.model.rowCount() == 0
    assert panel.outcome.text() == ""
    assert not panel.choose.isEnabled()
    panel.vet(light)
    panel._again("none")  # nothing to vet, and nothing to vet by
    panel._show(calibration, found)
    assert panel.model.rowCount() == 0


def test_return_chooses_a_file_at_once(
    at: Driver, light: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = opened(at.window)
    chosen(monkeypatch, "getOpenFileName", light)
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Return)
    assert panel.outcome.text() == "Vetting light.fits…"
    vetted(at, panel)


def test_columns_grow_with_the_text(at: Driver) -> None:
    panel = opened(at.window)
    before = panel.table.columnWidth(2)
    at.window.theme_choice.step_text(3)
    assert panel.table.columnWidth(2) > before


def test_the_sensor_in_a_file(
    at: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen(monkeypatch, "getSaveFileName", "")
    at.window.actions_by_name["export_sensor"].trigger()
    chosen(monkeypatch, "getSaveFileName", tmp_path / "sensors" / "mine")
    at.window.actions_by_name["export_sensor"].trigger()
    at.settle()
    path = tmp_path / "sensors" / "mine.fits"
    assert at.window.status.message.text() == f"Exported as {path}"
    assert read_sensor(path).sensor.n_frames == 8
    with fits.open(path) as hdus:
        assert hdus[0].header["INSTRUME"] == "Testcam"
    chosen(monkeypatch, "getSaveFileName", at.workspace.session.path / "a.fits")
    at.window.actions_by_name["export_sensor"].trigger()
    at.settle()
    assert "inside the capture folder" in at.window.status.message.text()


def test_nothing_to_export_or_to_vet(driver: Driver) -> None:
    for name in ("export_sensor", "vet"):
        assert not driver.window.actions_by_name[name].isEnabled()
    from darkviewer.gui.dialogs.vetting import export_sensor

    export_sensor(driver.workspace, driver.window.tasks, driver.window)
