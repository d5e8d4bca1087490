"""The review desk, and what a reviewer does at it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.helpers.windows import Driver

__all__ = ["at_the_desk", "rest"]


def at_the_desk(at: Driver) -> Driver:
    """Go to the desk, and wait until the queue is there.

    The threshold is low enough for a few pixels of noise.
    """
    if at.workspace.session is not None:
        at.workspace.set_parameter("threshold_e", 25.0)
        at.settle()
    at.press(Qt.Key.Key_F7)
    rest(at)
    return at


def rest(at: Driver) -> None:
    """Wait until nothing is built, looked up or read."""
    for _ in range(3):
        at.qtbot.waitUntil(lambda: at.window.reviewing.idle)
        at.qtbot.waitUntil(lambda: at.window.light_table.idle)
        at.settle()
