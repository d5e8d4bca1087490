"""Runs off the GUI thread: cancelled, closed on, failed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from darkviewer.core.calibration import pipeline
from tests.helpers.jobs import endless
from tests.helpers.windows import PATIENCE_MS, Driver


def test_cancel_stops_a_run_within_a_second(
    driver: Driver, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "calibrate", endless)
    window = driver.window
    window.open_path(root)
    driver.qtbot.waitUntil(window.status.job.isVisible, timeout=PATIENCE_MS)
    assert "Combining" in window.status.job.stage.text()
    window.image.setFocus()
    started = time.monotonic()
    driver.press(Qt.Key.Key_Escape)
    driver.qtbot.waitUntil(lambda: not window.status.job.isVisible(), timeout=1000)
    assert time.monotonic() - started < 1.0
    assert driver.workspace.calibration is None
    assert window.status.message.text().startswith("Cancelled: nothing is calibrated")


def test_closing_during_a_run_ends_cleanly(
    driver: Driver, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "calibrate", endless)
    driver.window.open_path(root)
    driver.qtbot.waitUntil(lambda: driver.window.tasks.computing.busy)
    started = time.monotonic()
    driver.window.close()
    assert time.monotonic() - started < 1.0
