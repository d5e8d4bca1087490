"""A fault of the program is shown once, and the window stays open."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from darkviewer.core.calibration import pipeline
from darkviewer.core.progress import Job, Progress
from darkviewer.gui.startup.faults import faults_told
from tests.helpers.windows import Driver


def test_a_fault_opens_one_dialog_and_the_window_stays(
    driver: Driver,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fall(_request: object) -> Job[None]:
        yield Progress("Combining", 0, 1)
        raise ZeroDivisionError("a fault of the program")

    monkeypatch.setattr(pipeline, "calibrate", fall)
    driver.open(root)
    driver.window.tasks.calibrate()
    driver.settle()
    dialogs = [w for w in driver.window.findChildren(object) if _is_fault(w)]
    assert len(dialogs) == 1
    assert dialogs[0].text.toPlainText().count("a fault of the program") == 2
    assert "Calibrating failed" in caplog.text
    dialogs[0].close()


def _is_fault(widget: object) -> bool:
    return type(widget).__name__ == "FaultDialog"


def test_memory_that_runs_out_opens_no_dialog(
    driver: Driver, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(_request: object) -> Job[None]:
        yield Progress("Combining", 0, 1)
        raise MemoryError

    monkeypatch.setattr(pipeline, "calibrate", fill)
    posted: list[str] = []
    driver.window.workspace.message_posted.connect(lambda text, _: posted.append(text))
    driver.open(root)
    driver.window.tasks.calibrate()
    driver.settle()
    with faults_told(driver.window):
        sys.excepthook(MemoryError, MemoryError(), None)
    assert not [w for w in driver.window.findChildren(object) if _is_fault(w)]
    assert sum(text.startswith("there is not enough memory") for text in posted) >= 2
