"""Pictures of parts, painted before they are asked for: a key puts them on screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from operator import is_
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import QWidget

from darkviewer.gui.style import fonts

__all__ = ["Depends", "PaintedAhead", "Pictures", "showing"]

_FEWEST, _MOST = 3, 8
"""Pictures of a part that are kept: this candidate, the next ones, those before."""

_MOST_BYTES = 16_000_000
"""Of the pictures of one part, as long as the fewest remain."""

_BYTES_EACH = 4


@dataclass(frozen=True, slots=True, eq=False)
class Depends:
    """All that a picture depends on beside the size and the dress of its part.

    Attributes
    ----------
    values : tuple
        Compared by value.
    objects : tuple
        Each is the same one as long as it holds the same.
    """

    values: tuple[object, ...]
    objects: tuple[object, ...] = ()

    def same(self, other: Depends) -> bool:
        """Whether what is painted of both is the same."""
        return (
            len(self.objects) == len(other.objects)
            and all(map(is_, self.objects, other.objects))
            and self.values == other.values
        )


class Pictures:
    """What a part painted of late, or what it will show next.

    The part is opaque: nothing below it is painted when it is.

    Attributes
    ----------
    painted : int
        How many pictures were painted so far.
    """

    def __init__(self, part: QWidget) -> None:
        self._part = part
        self._kept: list[tuple[Depends, QPixmap]] = []
        self._dress: tuple[object, ...] = ()
        self.painted = 0
        part.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show(self, what: Depends, paint: Callable[[QPainter], None]) -> None:
        """Put it on screen; called while the part is asked to paint itself."""
        QPainter(self._part).drawPixmap(0, 0, self._picture(what, paint))

    def ready(self, what: Depends) -> bool:
        """Whether it is there, in the size and the dress of now; it is kept longer."""
        self._look_at_dress()
        place = self._found(what)
        if place is not None:
            self._kept.append(self._kept.pop(place))
        return place is not None

    def prepare(self, what: Depends, paint: Callable[[QPainter], None]) -> bool:
        """Have it ready; whether it was painted for that."""
        if self._part.size().isEmpty() or self.ready(what):
            return False
        self._picture(what, paint)
        return True

    def forget(self) -> None:
        """Paint everything again."""
        self._kept.clear()

    def _look_at_dress(self) -> None:
        part = self._part
        size, colours = part.size().toTuple(), part.palette().cacheKey()
        dress = size, part.devicePixelRatioF(), fonts.scale(), colours
        if dress != self._dress:
            self._dress = dress
            self.forget()

    def _found(self, what: Depends) -> int | None:
        places = range(len(self._kept) - 1, -1, -1)
        return next((at for at in places if self._kept[at][0].same(what)), None)

    def _picture(self, what: Depends, paint: Callable[[QPainter], None]) -> QPixmap:
        if self.ready(what):
            return self._kept[-1][1]
        part = self._part
        ratio = part.devicePixelRatioF()
        picture = QPixmap(part.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(part.palette().color(QPalette.ColorRole.Window))
        painter = QPainter(picture)
        painter.setFont(part.font())
        paint(painter)
        painter.end()
        self.painted += 1
        each = picture.width() * picture.height() * _BYTES_EACH
        kept = min(max(_MOST_BYTES // each, _FEWEST), _MOST)
        self._kept = [*self._kept[1 - kept :], (what, picture)]
        return picture


@contextmanager
def showing(part: QWidget, **state: Any) -> Iterator[None]:
    """Let a part be as if it showed something else, to paint that for later."""
    before = {name: getattr(part, name) for name in state}
    for name, value in state.items():
        setattr(part, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(part, name, value)


class PaintedAhead(QWidget):
    """A part that is a picture of what it shows, painted when that is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = Pictures(self)

    def _depends(self) -> Depends:
        """On what the picture depends that is shown now."""
        raise NotImplementedError

    def _paint(self, painter: QPainter) -> None:
        """All of it."""
        raise NotImplementedError

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture of what is shown."""
        self._pictures.show(self._depends(), self._paint)

    def _prepare(self, **state: Any) -> bool:
        """Paint what it would show in another state; whether that was left to do."""
        with showing(self, **state):
            return self._pictures.prepare(self._depends(), self._paint)
