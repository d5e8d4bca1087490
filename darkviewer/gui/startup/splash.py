"""A word on screen where the window takes long to appear: a cold disk, a scanner."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QLabel

from darkviewer import STARTED_S
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES, system_palette
from darkviewer.resources import resource

__all__ = ["AFTER_S", "splash_if_slow"]

AFTER_S = 1.0
_SIZE = (320, 96)


@contextmanager
def splash_if_slow() -> Iterator[None]:
    """Inside of it a splash is shown if the program started more than a second ago."""
    if time.monotonic() - STARTED_S < AFTER_S:
        yield
        return
    splash = _label(_picture())
    splash.show()
    QApplication.processEvents()
    try:
        yield
    finally:
        splash.close()
        splash.deleteLater()


def _label(picture: QPixmap) -> QLabel:
    """No QSplashScreen: where its window is not there at once, as on X11, showing one
    sleeps for a second (https://github.com/FreeCAD/FreeCAD/pull/29917).
    """
    label = QLabel()
    label.setWindowFlags(Qt.WindowType.SplashScreen | Qt.WindowType.FramelessWindowHint)
    label.setPixmap(picture)
    label.resize(label.sizeHint())
    centre = QGuiApplication.primaryScreen().availableGeometry().center()
    label.move(centre - label.rect().center())
    return label


def _picture() -> QPixmap:
    width, height = _SIZE
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    palette = PALETTES[system_palette()]
    picture.fill(QColor(palette.panel))
    painter = QPainter(picture)
    icon = QIcon(str(resource("icons", "darkviewer.svg")))
    icon.paint(painter, QRect(20, 20, 56, 56))
    painter.setFont(fonts.body())
    painter.setPen(QColor(palette.text))
    left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(QRect(96, 0, width - 96, height), int(left), "Starting…")
    painter.end()
    return picture
