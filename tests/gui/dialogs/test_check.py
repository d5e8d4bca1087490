"""The check against ccdproc."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from darkviewer.gui.dialogs.check import CheckDialog, check
from darkviewer.gui.engine.tasks import Tasks
from tests.helpers.dialogs import settled, texts
from tests.helpers.scene import Scene


def test_ccdproc_agrees_exactly(scene: Scene) -> None:
    scene.open()
    scene.calibrate()
    parent, tasks = QWidget(), Tasks(scene.workspace)
    scene.qtbot.addWidget(parent)
    check(scene.workspace, tasks, parent)
    settled(scene, tasks)
    dialog = parent.findChild(CheckDialog)
    assert "agrees exactly" in texts(dialog)
    tasks.close()
