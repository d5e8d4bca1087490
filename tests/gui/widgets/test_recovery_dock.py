"""Injecting many stars, and the curves of how many are recovered."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.widgets.recovery_dock import RecoveryDock
from darkviewer.runs.injection_rounds import ROUNDS
from tests.helpers.stars import FRAMES
from tests.helpers.windows import PATIENCE_MS, settle


@pytest.fixture
def dock(tested: MainWindow) -> RecoveryDock:
    """The dock, open, with few stars to inject."""
    tested.actions_by_name["recovery"].trigger()
    dock = tested.findChild(RecoveryDock)
    dock.per_flux.setValue(ROUNDS)
    return dock


def draw(window: MainWindow, qtbot: QtBot) -> None:
    """Wait for the curves, which are computed on another thread."""
    qtbot.waitUntil(lambda: window.examining.idle, timeout=PATIENCE_MS)


def test_bright_stars_come_back_and_faint_ones_do_not(
    tested: MainWindow, dock: RecoveryDock, qtbot: QtBot
) -> None:
    parts = []
    dock._part.connect(parts.append)
    dock.start()
    settle(tested, qtbot)
    draw(tested, qtbot)
    assert len(parts) == ROUNDS
    assert len(dock.trial.recovery) == 10 * ROUNDS * FRAMES
    flux, share = dock.plots.curves["psf"].getOriginalDataset()
    assert share[0] < 0.2
    assert share[-1] > 0.8
    assert np.all(np.diff(flux) > 0)
    _, by_ratio = dock.plots.curves["ratio"].getOriginalDataset()
    assert share[-3:].mean() >= by_ratio[-3:].mean()
    assert "90 % at" in dock.outcome.text()
    assert "KS" in dock.plots.health.text()


def test_the_curves_follow_the_sliders(
    tested: MainWindow, dock: RecoveryDock, qtbot: QtBot
) -> None:
    dock.start()
    settle(tested, qtbot)
    draw(tested, qtbot)
    _, before = dock.plots.curves["psf"].getOriginalDataset()
    tested.workspace.set_parameter("dbic_min", 50.0)
    draw(tested, qtbot)
    _, after = dock.plots.curves["psf"].getOriginalDataset()
    assert not tested.tasks.busy
    assert after.sum() < before.sum()
    tested.workspace.set_parameter("fwhm_px", 2.4)
    settle(tested, qtbot)
    assert "inject again" in dock.outcome.text()
    settle(tested, qtbot)


def test_the_numbers_can_be_saved(
    tested: MainWindow, dock: RecoveryDock, qtbot: QtBot, tmp_path: Path
) -> None:
    dock.start()
    settle(tested, qtbot)
    dock.write(tmp_path / "numbers.json")
    document = json.loads((tmp_path / "numbers.json").read_text())
    assert document["injected"] == 10 * ROUNDS * FRAMES
    assert set(document["criteria"]) == {"ratio", "psf", "both"}
    assert set(document["roc"]) == {"p_min", "dbic_min", "ratio"}


def test_an_injection_can_be_cancelled(
    tested: MainWindow, dock: RecoveryDock, qtbot: QtBot
) -> None:
    dock.per_flux.setValue(2000)
    dock.start()
    assert tested.tasks.busy
    tested.tasks.cancel()
    settle(tested, qtbot)
    assert dock.trial is None
    assert tested.workspace.examined
