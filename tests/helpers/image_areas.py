"""The image on screen: where its pixels are, and what it says."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt

from darkviewer.gui.geometry.pixel_coords import centre
from darkviewer.gui.widgets.image_area import ImageArea
from tests.helpers.scene import Scene

LEFT = Qt.MouseButton.LeftButton


def screen_point(area: ImageArea, x: int, y: int) -> QPoint:
    """Position of a pixel of the frame in the view."""
    view = area.view
    seen = view._view.rect(view._size())
    return ((centre(x, y) - seen.topLeft()) * view._view.scale).toPoint()


def click(scene: Scene, area: ImageArea, x: int, y: int) -> None:
    point = screen_point(area, x, y)
    scene.qtbot.mouseClick(area.view.viewport(), LEFT, pos=point)


def caption(area: ImageArea) -> str:
    return "\n".join(area.notes.caption.texts)


def note(area: ImageArea) -> str:
    return "\n".join(area.notes.points.texts)
