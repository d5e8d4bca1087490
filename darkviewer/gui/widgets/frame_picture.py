"""The frame on show beside the master at one stretch, or alternating with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from darkviewer.core.display.limits import mad_limits
from darkviewer.core.display.stretch import Stretch
from darkviewer.core.foreign_text import shown
from darkviewer.gui.controls.labels import ElidedLabel, label
from darkviewer.gui.style import fonts
from darkviewer.gui.threads.timers import repeating

if TYPE_CHECKING:
    from darkviewer.gui.engine.thumbnails import Thumbnails
    from darkviewer.gui.style.theme import Palette
    from darkviewer.gui.workspace import Workspace

__all__ = ["FramePicture"]

_GAP = 8
_LEAST, _USUAL = 80, 150


class FramePicture(QWidget):
    """Both in raw ADU, reduced to what the screen shows.

    Signals
    -------
    shown
        A double click: please show the frame as an image.
    blink_changed
        The two alternate, or stand side by side again.
    """

    shown = Signal()
    blink_changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        thumbnails: Thumbnails,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._thumbnails = workspace, thumbnails
        self.rate: Callable[[], float] = lambda: 2.0
        self.title = ElidedLabel("", "section")
        self.pictures = _Pictures(workspace.palette)
        self._timer = repeating(self, 500)
        self._timer.timeout.connect(self.pictures.swap)
        self._lay_out()
        for changed in (
            workspace.frame_changed,
            workspace.session_changed,
            workspace.calibration_changed,
        ):
            changed.connect(self._follow)
        thumbnails.changed.connect(self._show)
        workspace.palette_changed.connect(self.pictures.set_palette)
        workspace.text_size_changed.connect(self.pictures.updateGeometry)
        self._show()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        head.addWidget(label("raw", "small"))
        column.addLayout(head)
        column.addWidget(self.pictures, 1)

    @property
    def blinking(self) -> bool:
        """Whether the two alternate."""
        return self._timer.isActive()

    def blink(self, on: bool) -> None:
        """Let them alternate in one place, as fast as in the image, or stop."""
        on = on and self._thumbnails.master is not None
        if on == self.blinking:
            return
        if on:
            self._timer.setInterval(round(1000 / self.rate()))
            self._timer.start()
        else:
            self._timer.stop()
        self.pictures.set_one(on)
        self.blink_changed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Out of sight nothing was read."""
        super().showEvent(event)
        self._follow()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing alternates out of sight."""
        super().hideEvent(event)
        self.blink(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the frame as an image."""
        if self._workspace.frame_info is not None:
            self.shown.emit()
        event.accept()

    def _follow(self, _changed: object = None) -> None:
        if self._workspace.calibration is None:
            self.blink(False)
        if self.isVisible():
            self._thumbnails.request()
        self._show()

    def _show(self) -> None:
        at = self._workspace
        info, known = at.frame_info, at.calibration
        name = "" if info is None else shown(info.name)
        master = "" if known is None else f"{known.master.method} of {known.master.n}"
        words = f"{name} beside the {known.master.method}" if known else name
        self.title.setText((words or "No frame").upper())
        self.title.setToolTip(words)
        self.pictures.show_both(
            (self._thumbnails.frame, name), (self._thumbnails.master, master)
        )


Picture = tuple[NDArray[np.float32] | None, str]


class _Pictures(QWidget):
    """Two pictures with their words below, or one after the other in one place."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._palette = palette
        self._images: list[QImage | None] = [None, None]
        self._words = ["", ""]
        self._one, self._place = False, 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("The frame and the master")
        self.setToolTip(
            "Both at the black and white of the master. B lets them alternate; a "
            "double click shows the frame as an image."
        )

    def sizeHint(self) -> QSize:
        """Two squares side by side, and their words."""
        side = fonts.scaled(_USUAL)
        return QSize(2 * side + _GAP, side + self.fontMetrics().height() + 4)

    def minimumSizeHint(self) -> QSize:
        """Small ones."""
        side = fonts.scaled(_LEAST)
        return QSize(2 * side + _GAP, side + self.fontMetrics().height() + 4)

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        self._palette = palette
        self.update()

    def show_both(self, frame: Picture, master: Picture) -> None:
        """At one stretch: that of the master, where there is one."""
        known = [values for values, _ in (master, frame) if values is not None]
        self._words = [frame[1], master[1]]
        self._images = [None, None]
        if known:
            black, white = mad_limits(known[0])
            stretch = Stretch("linear", black, white - black)
            self._images = [_image(v, stretch) for v, _ in (frame, master)]
        self.update()

    def set_one(self, one: bool) -> None:
        """One place for both, or side by side."""
        self._one, self._place = one, 0
        self.update()

    def swap(self) -> None:
        """The other one."""
        self._place = 1 - self._place
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As large as the room allows, with the side ratio of the sensor."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        places = [self._place] if self._one else [0, 1]
        width = (self.width() - _GAP * (len(places) - 1)) // len(places)
        for column, place in enumerate(places):
            box = QRect(column * (width + _GAP), 0, width, self.height())
            self._paint(painter, box, place)

    def _paint(self, painter: QPainter, box: QRect, place: int) -> None:
        image, line = self._images[place], self.fontMetrics().height()
        room = QRectF(box.adjusted(1, 1, -1, -line - 4))
        painter.setPen(QPen(QColor(self._palette.line)))
        frame = room
        if image is not None:
            size = image.size().scaled(
                room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio
            )
            frame = QRectF(room.left(), room.top(), size.width(), size.height())
            painter.drawImage(frame, image)
            accent = self._palette.accent if place == 0 else self._palette.line
            painter.setPen(QPen(QColor(accent), 2 if place == 0 else 1))
        painter.drawRect(frame)
        palette = self._palette
        painter.setPen(QColor(palette.text if place == 0 else palette.secondary))
        below = QRect(box.left(), round(frame.bottom()) + 3, box.width(), line)
        elide = Qt.TextElideMode.ElideMiddle
        words = self.fontMetrics().elidedText(self._words[place], elide, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, words)


def _image(values: NDArray[np.float32] | None, stretch: Stretch) -> QImage | None:
    if values is None:
        return None
    grey = np.ascontiguousarray(stretch.apply(values))
    height, width = grey.shape
    image = QImage(grey.data, width, height, width, QImage.Format.Format_Grayscale8)
    return image.copy()  # it would not keep the array alive
