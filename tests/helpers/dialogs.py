"""What dialogs say, and waiting for what they started."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from darkviewer.gui.engine.tasks import Tasks
from tests.helpers.scene import PATIENCE_MS, Scene


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def settled(scene: Scene, tasks: Tasks) -> None:
    scene.qtbot.waitUntil(lambda: not tasks.busy, timeout=PATIENCE_MS)
