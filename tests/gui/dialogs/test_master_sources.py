"""The window of the sources of the master."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from darkviewer.core.vetting.master_sources import MasterSource, MasterSources
from darkviewer.gui.dialogs import master_sources as module
from darkviewer.gui.dialogs.master_sources import MasterSourcesPanel
from tests.helpers.captures import LEVEL, NX, NY, write_capture
from tests.helpers.windows import PATIENCE_MS, Driver

HOT = 20, 12  # x, y


def lit(root: Path, *, hot: int = 4000) -> Path:
    """Noise, and one pixel that is hot in all frames."""
    rng = np.random.default_rng(4)
    frames = LEVEL + rng.normal(0, 300, (5, NY, NX))
    frames[:, HOT[1], HOT[0]] += hot
    write_capture(root, frames.round().astype(np.uint16))
    return root


def opened_panel(driver: Driver, folder: Path) -> MasterSourcesPanel:
    driver.open(folder)
    driver.window.actions_by_name["master_sources"].trigger()
    driver.window.actions_by_name["master_sources"].trigger()
    (panel,) = driver.window.findChildren(MasterSourcesPanel)
    driver.qtbot.waitUntil(lambda: panel.found is not None, timeout=PATIENCE_MS)
    return panel


def test_a_hot_pixel_is_listed_and_its_row_selects_it(
    driver: Driver, tmp_path: Path
) -> None:
    panel = opened_panel(driver, lit(tmp_path / "one"))
    assert panel.found is not None
    assert panel.found.counts == {"hot pixel": 1}
    assert panel.outcome.text() == "1 hot pixel"
    assert "about the surroundings, FWHM 2 px" in panel.how.text()
    assert "hot pixel" not in panel.how.text()  # once is enough
    panel.table.selectRow(0)
    held = driver.workspace.pixel_in_hand
    assert held is not None
    assert (held.x, held.y) == HOT
    row = panel.table.visualRect(panel.model.index(0, 1)).center()
    keys = Qt.KeyboardModifier.ControlModifier
    left = Qt.MouseButton.LeftButton
    driver.qtbot.mouseClick(panel.table.viewport(), left, keys, row)
    assert panel.table.selectionModel().selectedRows()  # as the pixel is


def test_an_earlier_capture_tells_what_was_there(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    panel = opened_panel(driver, lit(tmp_path / "one"))
    monkeypatch.setattr(module, "ask_folder", lambda *_: None)
    panel.compare.click()
    assert panel.found is not None
    assert panel.found.rows[0].known is None
    earlier = lit(tmp_path / "two", hot=3000)
    monkeypatch.setattr(module, "ask_folder", lambda *_: earlier)
    panel.compare.click()
    qtbot.waitUntil(lambda: panel.found.rows[0].known is True, timeout=PATIENCE_MS)
    empty = tmp_path / "three"
    empty.mkdir()
    monkeypatch.setattr(module, "ask_folder", lambda *_: empty)
    panel.compare.click()
    qtbot.waitUntil(
        lambda: "choose a folder" in panel.outcome.text(), timeout=PATIENCE_MS
    )


def test_another_comparison_is_not_told_as_cancelled(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    panel = opened_panel(driver, lit(tmp_path / "one"))
    earlier = lit(tmp_path / "two", hot=3000)
    monkeypatch.setattr(module, "ask_folder", lambda *_: earlier)
    said: list[str] = []
    monkeypatch.setattr(panel.outcome, "setText", said.append)
    panel.compare.click()
    panel.compare.click()
    qtbot.waitUntil(lambda: panel.found.rows[0].known is True, timeout=PATIENCE_MS)
    assert said == ["Testing the master…"] * 2 + ["1 hot pixel"]


def test_cancelling_is_told(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    panel = opened_panel(driver, lit(tmp_path / "one"))
    monkeypatch.setattr(module, "ask_folder", lambda *_: lit(tmp_path / "two"))
    panel.compare.click()
    driver.window.tasks.cancel()
    qtbot.waitUntil(lambda: panel.outcome.text() == "Cancelled.", timeout=PATIENCE_MS)


def test_without_a_calibration_there_is_nothing_to_test(
    driver: Driver, tmp_path: Path
) -> None:
    panel = opened_panel(driver, lit(tmp_path / "one"))
    driver.workspace.set_session(None)
    assert panel.outcome.text() == "Not calibrated yet."
    assert panel.model.rowCount() == 0
    assert not panel.compare.isEnabled()


def test_words_name_what_is_alarming_and_what_is_left_out(
    driver: Driver, tmp_path: Path
) -> None:
    panel = opened_panel(driver, lit(tmp_path / "one"))
    star = MasterSource("star-like", 7, 8, 5e3, 99.0, 9, 2e4, 2.1, 0.3, 12.0)
    found = MasterSources((star,) * 3, {"star-like": 3, "hot pixel": 50}, 5.0, 2.0)
    calibration = driver.workspace.calibration
    assert calibration is not None
    panel._take(calibration, found)
    assert "these frames see the sky" in panel.outcome.text()
    assert panel.how.text().startswith("3 star-like sources, 50 hot pixels · σ 5 e⁻")
    assert "the brightest 3 of 53 are listed" in panel.how.text()
    panel._take(replace(calibration), MasterSources((), {}, 5.0, 2.0))  # of another
    assert panel.model.rowCount() == 3
    panel._take(calibration, MasterSources((), {}, 5.0, 2.0))
    assert panel.outcome.text() == "Nothing above its surroundings."
