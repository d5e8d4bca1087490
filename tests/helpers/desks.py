"""A workspace with its tasks, without a window."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from darkviewer.core.calibration.pipeline import Calibration
from darkviewer.gui.engine.tasks import Tasks
from darkviewer.gui.workspace import Workspace
from darkviewer.storage.captures.scan import read_session
from tests.helpers.scene import PATIENCE_MS


class Desk:
    """A workspace with its tasks, and the calibrations that it was shown."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.workspace = Workspace()
        self.tasks = Tasks(self.workspace)
        self.shown: list[Calibration] = []
        self.messages: list[str] = []
        self.workspace.calibration_changed.connect(self._note)
        self.workspace.message_posted.connect(
            lambda text, _: self.messages.append(text)
        )

    def _note(self, calibration: Calibration | None) -> None:
        if calibration is not None:
            self.shown.append(calibration)

    def settle(self) -> None:
        self.qtbot.waitUntil(
            lambda: not self.tasks.busy and self.tasks.kept.idle, timeout=PATIENCE_MS
        )

    def open(self, path: Path) -> None:
        self.workspace.set_session(read_session(path))

    def leave(self) -> None:
        self.workspace.set_session(None)
