"""A small picture of each frame listed, all at one stretch, off the GUI thread."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap

from darkviewer.core.display.limits import mad_limits
from darkviewer.core.display.stretch import Stretch
from darkviewer.core.display.thumbnail import thumbnail
from darkviewer.gui.graphics.colour_maps import colour_table
from darkviewer.gui.threads.background import Background, Task

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.gui.style.theme import Palette
    from darkviewer.gui.threads.ending import Deadline
    from darkviewer.gui.threads.jobs import Failure

__all__ = ["RowPictures"]

Small = NDArray[np.float32]

SIDE_PX = 192
"""Along the longer side: as large as a tip shows it."""

ROWS_OF_BLOCK = 4
"""Read of each block of rows: a picture of a large frame takes a part of its file."""

_KEPT = 400
_UNSEEN = 0.03  # of the stretch: so small a change is not worth to draw all again


class RowPictures(QObject):
    """Read as they are wanted, those of rows in sight alone.

    Signals
    -------
    changed
        Another picture is known, or all look different.
    """

    changed = Signal()

    def __init__(self, palette: Palette, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = Background("row pictures", self)
        self._known: OrderedDict[Any, Small | None] = OrderedDict()
        self._listed: tuple[Any, ...] = ()
        self._limits: dict[Any, tuple[float, float]] = {}
        self._stretch: Stretch | None = None
        self._icons: dict[tuple[Any, QSize, float], QIcon] = {}
        self._night = palette.name == "night"

    @property
    def idle(self) -> bool:
        """Whether nothing is being read."""
        return self._thread.idle

    def close(self, until: Deadline | None = None) -> None:
        """End the thread."""
        self._thread.close(until)

    def set_palette(self, palette: Palette) -> None:
        """At night pictures are red, too."""
        self._night = palette.name == "night"
        self._icons.clear()
        self.changed.emit()

    def set_listed(self, infos: Iterable[FrameInfo | None]) -> None:
        """These frames are in the table: their pictures share one stretch."""
        listed = tuple(info.version for info in infos if info is not None)
        if listed != self._listed:
            self._listed = listed
            self._find_stretch()

    def want(self, infos: Sequence[FrameInfo]) -> None:
        """Read those of these frames that are not known; what waits is dropped."""
        self._thread.drop()
        for info in infos:
            if info.version not in self._known:
                take = partial(self._take, info.version)
                work = partial(_picture_of, info)
                self._thread.submit(Task("rows", 0, work, take, partial(_none, take)))

    def icon(self, info: FrameInfo, size: QSize, ratio: float) -> QIcon | None:
        """The picture of a frame; None where it is not known yet, or there is none."""
        key = info.version, size, ratio
        if key not in self._icons:
            image = self.image(info)
            if image is None:
                return None
            pixmap = QPixmap.fromImage(
                image.scaled(
                    size * ratio,
                    Qt.AspectRatioMode.IgnoreAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
            pixmap.setDevicePixelRatio(ratio)
            icon = QIcon(pixmap)
            icon.addPixmap(pixmap, QIcon.Mode.Selected)  # not tinted
            self._icons[key] = icon
        return self._icons[key]

    def image(self, info: FrameInfo) -> QImage | None:
        """The same, as large as it is known."""
        values = self._known.get(info.version)
        if values is None or self._stretch is None:
            return None
        levels = np.ascontiguousarray(self._stretch.apply(values))
        height, width = levels.shape
        made = QImage(levels.data, width, height, width, QImage.Format.Format_Indexed8)
        made.setColorTable(list(colour_table("red" if self._night else "grey")))
        return made.convertToFormat(QImage.Format.Format_RGB32)

    def _take(self, version: Any, small: Small | None) -> None:
        self._known[version] = small
        if small is not None:
            self._limits[version] = mad_limits(small)
        if len(self._known) > _KEPT:
            gone, _ = self._known.popitem(last=False)
            self._limits.pop(gone, None)
        self._find_stretch()
        self.changed.emit()

    def _find_stretch(self) -> None:
        """The middle one of all that are known: one bright frame changes nothing."""
        known = [self._limits[one] for one in self._listed if one in self._limits]
        if not known:
            return
        black, white = np.median(np.array(known), axis=0).tolist()
        now = self._stretch
        if now is not None:
            moved = max(abs(black - now.black), abs(black + now.span - white))
            if moved < _UNSEEN * now.span:
                return
        self._stretch = Stretch("linear", black, white - black)
        self._icons.clear()


def _none(take: Callable[[None], None], _failure: Failure) -> None:
    """A frame that cannot be read has no picture: its row says why."""
    take(None)


def _picture_of(info: FrameInfo) -> Small:
    from darkviewer.storage.fits.frame import FitsFrame

    rows = FitsFrame(info).read_rows
    return thumbnail(rows, info.shape, most_px=SIDE_PX, rows_of_block=ROWS_OF_BLOCK)
