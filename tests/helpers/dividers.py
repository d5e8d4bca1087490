"""The lines between parts of the window, dragged by the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSplitter


def drag_divider(splitter: QSplitter, by: int, *, place: int = 1) -> None:
    """Move the divider before a part by so many pixels."""
    handle = splitter.handle(place)
    across = splitter.orientation() == Qt.Orientation.Horizontal
    start = handle.rect().center()
    end = start + (QPoint(by, 0) if across else QPoint(0, by))
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(handle, end)
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=end)
