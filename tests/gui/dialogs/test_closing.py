"""Dialogs are closed at any moment of any job, and what was begun ends all the same."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.progress import Job, drive
from darkviewer.gui.dialogs.error import FaultDialog
from darkviewer.gui.dialogs.export import ExportDialog
from darkviewer.gui.dialogs.injection import InjectionDialog
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.dialogs.recovery import RecoveryWindow
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.threads import background, jobs

PATIENCE_MS = 20_000
DIALOGS = (
    "facts",
    "inject",
    "export",
    "profiles",
    "pixel_table",
    "blink_setup",
    "result_cache",
    "shortcuts",
    "about",
)
STAGES = (
    *((stage, "done") for stage in (0, 1, 2, "end")),
    *((stage, end) for stage in (0, 1) for end in ("failed", "cancelled")),
)
"""Steps of a job before which its dialog is closed, and how the job ends then."""


class Gate:
    """Holds a job before one of its steps until the test lets it go on."""

    def __init__(self) -> None:
        self.prepare(None)

    def prepare(self, stage: object, *, fails: bool = False) -> None:
        self.stage, self.fails = stage, fails
        self.reached, self.open = threading.Event(), threading.Event()

    def drive(self, job: Job[Any], **options: Any) -> Any:
        found = drive(self._held(job), **options)
        self._pass("end")
        return found

    def _held(self, job: Job[Any]) -> Job[Any]:
        for number in itertools.count():
            self._pass(number)
            try:
                progress = next(job)
            except StopIteration as end:
                return end.value
            yield progress
        raise AssertionError

    def _pass(self, here: object) -> None:
        if here == self.stage:
            self.reached.set()
            assert self.open.wait(10)
            if self.fails:
                raise DarkviewerError("the disk is full: make room")


@pytest.fixture
def gate(
    calibrated: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> Iterator[Gate]:
    qtbot.waitUntil(lambda: not calibrated.tasks.busy, timeout=PATIENCE_MS)
    made = Gate()
    monkeypatch.setattr(jobs, "drive", made.drive)
    yield made
    made.open.set()


def opened(window: MainWindow, name: str) -> Panel:
    window.actions_by_name[name].trigger()
    return window.findChildren(Panel)[-1]


def close(dialog: Panel, window: MainWindow, qtbot: QtBot) -> None:
    """As a user does; then wait until Qt has deleted it."""
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(Panel))


def begin(window: MainWindow, name: str, folder: Path) -> Panel:
    dialog = opened(window, name)
    if isinstance(dialog, ExportDialog):
        dialog.folder.setText(str(folder))
        dialog.write.click()
    else:
        assert isinstance(dialog, InjectionDialog)
        dialog.x_px.setValue(10)
        dialog.y_px.setValue(12)
        dialog.apply.click()
    return dialog


def at_rest(window: MainWindow, qtbot: QtBot) -> None:
    line = window.status.job
    qtbot.waitUntil(
        lambda: not window.tasks.busy and not line.isVisible(), timeout=PATIENCE_MS
    )
    assert not window.findChildren(FaultDialog)


def test_a_dialog_is_closed_as_soon_as_it_opens(
    calibrated: MainWindow, qtbot: QtBot
) -> None:
    workspace = calibrated.workspace
    looks = itertools.cycle(("light", "dark"))
    for number, name in enumerate(DIALOGS):
        for _ in range(3):
            opened(calibrated, name).close()
        dialog = opened(calibrated, name)
        workspace.set_frame((workspace.frame + 1) % workspace.frame_count)
        dialog.close()  # though it has something to do
        qtbot.waitUntil(lambda: not calibrated.findChildren(Panel))
        workspace.set_parameter("threshold_e", 300.0 + number)
        workspace.set_palette(next(looks))
        at_rest(calibrated, qtbot)


@pytest.mark.parametrize("name", ["export", "inject"])
def test_a_dialog_is_closed_at_every_stage_of_its_job(
    name: str, calibrated: MainWindow, gate: Gate, tmp_path: Path, qtbot: QtBot
) -> None:
    for number, (stage, end) in enumerate(STAGES):
        folder = tmp_path / f"out {number}"
        gate.prepare(stage, fails=end == "failed")
        calibrated.workspace.set_injected(None)
        dialog = begin(calibrated, name, folder)
        qtbot.waitUntil(gate.reached.is_set, timeout=PATIENCE_MS)
        close(dialog, calibrated, qtbot)
        if end == "cancelled":
            calibrated.tasks.cancel()
        gate.open.set()
        at_rest(calibrated, qtbot)
        said = calibrated.status.message.text()
        assert ("the disk is full" in said) is (end == "failed"), (stage, end)
        if name == "inject":
            shown = calibrated.workspace.injected is not None
            assert shown is (end == "done"), (stage, end)
        elif end == "done":
            assert (folder / "SHA256SUMS").exists()
            assert str(folder) in said


@pytest.mark.parametrize("name", ["export", "inject"])
def test_a_cancelled_job_is_over_in_its_dialog_too(
    name: str, calibrated: MainWindow, gate: Gate, tmp_path: Path, qtbot: QtBot
) -> None:
    gate.prepare(1)
    dialog = begin(calibrated, name, tmp_path / "out")
    qtbot.waitUntil(gate.reached.is_set, timeout=PATIENCE_MS)
    calibrated.tasks.cancel()
    gate.open.set()
    again = dialog.write if isinstance(dialog, ExportDialog) else dialog.apply
    qtbot.waitUntil(again.isEnabled)
    assert "Writing" not in dialog.outcome.text()
    at_rest(calibrated, qtbot)


@pytest.mark.parametrize("stage", [0, 1, "end"])
@pytest.mark.parametrize("name", ["export", "inject", "check", "recovery"])
def test_the_window_is_closed_while_a_job_is_at(
    name: str,
    stage: object,
    calibrated: MainWindow,
    gate: Gate,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    gate.prepare(stage)
    if name in ("export", "inject"):
        begin(calibrated, name, tmp_path / "out")
    else:
        calibrated.actions_by_name[name].trigger()
    if name == "recovery":
        calibrated.findChild(RecoveryWindow).run.click()
    qtbot.waitUntil(gate.reached.is_set, timeout=PATIENCE_MS)
    threading.Timer(0.05, gate.open.set).start()
    calibrated.close()
    qtbot.wait(50)
    assert not calibrated.tasks.busy


def test_explain_is_closed_while_its_pixel_is_looked_at(
    calibrated: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    outcome, held = background._outcome, threading.Event()
    entered = threading.Event()

    def slow(task: background.Task) -> Any:
        if task.lane == "dossier":
            entered.set()
            assert held.wait(10)
        return outcome(task)

    monkeypatch.setattr(background, "_outcome", slow)
    explain = calibrated.actions_by_name["explain"]
    explain.trigger()
    calibrated.workspace.pick_pixel(5, 5)
    qtbot.waitUntil(entered.is_set)
    explain.trigger()
    held.set()
    qtbot.waitUntil(lambda: calibrated.examining.idle, timeout=PATIENCE_MS)
    known = calibrated.examining.dossier
    assert known is not None
    assert (known.x, known.y) == (5, 5)
    at_rest(calibrated, qtbot)


def test_a_dialog_goes_while_a_folder_is_chosen(
    calibrated: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """A signal may close the window meanwhile, and with it all its dialogs."""
    dialog = opened(calibrated, "export")

    def choose(*_: object) -> str:
        delete(dialog)
        return "/somewhere"

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", choose)
    dialog._browse()
    at_rest(calibrated, qtbot)
