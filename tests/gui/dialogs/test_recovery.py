"""Injecting many stars, and the curves of how many are recovered."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from darkviewer.core.progress import drive
from darkviewer.gui.dialogs import numbers_file
from darkviewer.gui.dialogs.recovery import RecoveryWindow
from darkviewer.gui.main_window import MainWindow
from darkviewer.reports.documented import document_kind
from darkviewer.runs.injection_rounds import ROUNDS
from darkviewer.runs.verifying.verify import verified
from tests.helpers.stars import FRAMES
from tests.helpers.windows import PATIENCE_MS, settle


@pytest.fixture
def panel(tested: MainWindow) -> RecoveryWindow:
    """The window, open, with few stars to inject."""
    tested.actions_by_name["recovery"].trigger()
    panel = tested.findChild(RecoveryWindow)
    panel.per_flux.setValue(ROUNDS)
    return panel


def test_it_takes_nothing_from_the_image(tested: MainWindow, qtbot: QtBot) -> None:
    before = tested.image.size()
    tested.actions_by_name["recovery"].trigger()
    window = tested.findChild(RecoveryWindow)
    qtbot.waitUntil(window.isVisible)
    settle(tested, qtbot)
    assert window.isWindow()
    assert tested.image.size() == before


def test_what_was_injected_is_there_after_closing_it(
    tested: MainWindow, panel: RecoveryWindow, qtbot: QtBot
) -> None:
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    QTest.keyClick(panel, Qt.Key.Key_Return)  # the default button
    settle(tested, qtbot)
    draw(tested, qtbot)
    words = panel.outcome.text()
    assert "90 % at" in words
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    tested.actions_by_name["recovery"].trigger()
    assert tested.findChild(RecoveryWindow) is panel
    assert panel.isVisible()
    assert panel.outcome.text() == words


def test_fluxes_follow_the_unit_of_the_window(
    tested: MainWindow, panel: RecoveryWindow, qtbot: QtBot
) -> None:
    panel.start()
    settle(tested, qtbot)
    draw(tested, qtbot)
    in_e = panel.plots.curves["psf"].getOriginalDataset()[0].copy()
    assert " e⁻," in panel.outcome.text()
    tested.workspace.set_unit_choice("ADU")
    qtbot.waitUntil(lambda: " ADU," in panel.outcome.text(), timeout=PATIENCE_MS)
    each = tested.workspace.parameters.scale
    in_adu = panel.plots.curves["psf"].getOriginalDataset()[0]
    np.testing.assert_allclose(in_adu, in_e / each)
    assert panel.plots.share.getAxis("bottom").labelText == "flux ADU"


def test_cancelling_gives_the_former_words_back(
    tested: MainWindow, panel: RecoveryWindow, qtbot: QtBot
) -> None:
    panel.start()
    settle(tested, qtbot)
    draw(tested, qtbot)
    words = panel.outcome.text()
    panel.start()
    assert "Injecting" in panel.outcome.text()
    tested.tasks.cancel()
    qtbot.waitUntil(lambda: panel.outcome.text() == words, timeout=PATIENCE_MS)


def draw(window: MainWindow, qtbot: QtBot) -> None:
    """Wait for the curves, which are computed on another thread."""
    qtbot.waitUntil(lambda: window.examining.idle, timeout=PATIENCE_MS)


def test_bright_stars_come_back_and_faint_ones_do_not(
    tested: MainWindow, panel: RecoveryWindow, qtbot: QtBot
) -> None:
    parts = []
    panel._part.connect(parts.append)
    panel.start()
    settle(tested, qtbot)
    draw(tested, qtbot)
    assert len(parts) == ROUNDS
    assert len(panel.trial.recovery) == 10 * ROUNDS * FRAMES
    flux, share = panel.plots.curves["psf"].getOriginalDataset()
    assert share[0] < 0.2
    assert share[-1] > 0.8
    assert np.all(np.diff(flux) > 0)
    _, by_ratio = panel.plots.curves["ratio"].getOriginalDataset()
    assert share[-3:].mean() >= by_ratio[-3:].mean()
    assert "90 % at" in panel.outcome.text()
    assert "KS" in panel.plots.health.text()


def test_the_curves_follow_the_sliders(
    tested: MainWindow, panel: RecoveryWindow, qtbot: QtBot
) -> None:
    panel.start()
    settle(tested, qtbot)
    draw(tested, qtbot)
    _, before = panel.plots.curves["psf"].getOriginalDataset()
    tested.workspace.set_parameter("dbic_min", 50.0)
    draw(tested, qtbot)
    _, after = panel.plots.curves["psf"].getOriginalDataset()
    assert not tested.tasks.busy
    assert after.sum() < before.sum()
    tested.workspace.set_parameter("fwhm_px", 2.4)
    settle(tested, qtbot)
    assert "inject again" in panel.outcome.text()
    settle(tested, qtbot)


def test_the_numbers_can_be_saved(
    tested: MainWindow,
    panel: RecoveryWindow,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where a limit was moved after the stars were injected."""
    panel.start()
    settle(tested, qtbot)
    tested.workspace.set_parameter("dbic_min", 5.0)
    tested.workspace.set_parameter("threshold_e", 450.0)
    settle(tested, qtbot)
    path = tmp_path / "numbers.json"
    monkeypatch.setattr(numbers_file, "ask_new_file", lambda *_, **__: path)
    panel.save.click()
    settle(tested, qtbot)
    assert "Saved numbers.json" in tested.status.message.text()
    document = json.loads(path.read_text())
    assert document["parameters"]["threshold_e"] == 450
    found = drive(verified(path, more=[document_kind]))
    assert found.status == "equal", found
    assert document["injected"] == 10 * ROUNDS * FRAMES
    assert set(document["criteria"]) == {"ratio", "psf", "both"}
    assert set(document["roc"]) == {"p_min", "dbic_min", "ratio"}


def test_an_injection_can_be_cancelled(
    tested: MainWindow, panel: RecoveryWindow, qtbot: QtBot
) -> None:
    panel.per_flux.setValue(2000)
    panel.start()
    assert tested.tasks.busy
    tested.tasks.cancel()
    settle(tested, qtbot)
    assert panel.trial is None
    assert tested.workspace.examined


def test_the_plots_are_whole_at_any_width(
    tested: MainWindow, panel: RecoveryWindow, qtbot: QtBot
) -> None:
    panel.start()
    settle(tested, qtbot)
    draw(tested, qtbot)
    cells = panel.plots._cells
    for width, columns in ((1200, 4), (620, 2)):
        panel.resize(width, 560)
        qtbot.waitUntil(lambda n=columns: panel.plots._columns == n)
        qtbot.wait(5)
        sheet = panel._area.viewport().rect()
        for cell in cells:
            box = cell.rect().translated(cell.mapTo(panel._area.viewport(), QPoint()))
            assert sheet.contains(box)
