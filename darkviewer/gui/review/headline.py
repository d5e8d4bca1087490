"""The line above the light table: which pixel, in which frame, against which master."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget

from darkviewer.gui.geometry.pixel_coords import fits
from darkviewer.gui.review.prepared import Depends, PaintedAhead
from darkviewer.gui.review.table_paint import semibold
from darkviewer.gui.style import fonts

if TYPE_CHECKING:
    from darkviewer.gui.review.sight import Sight

__all__ = ["Headline"]

GAP = 12
SLACK = 2  # what metrics round


class Headline(PaintedAhead):
    """Each part has its place: what has no room goes into the tip, the last first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sight: Sight | None = None
        self._against = ""
        self.setAccessibleName("Pixel and frame")

    def set_sight(self, sight: Sight | None, against: str) -> None:
        """Another pixel or frame; `against` says what its master is."""
        self._sight, self._against = sight, against
        words = " · ".join(part for part in self.words() if part)
        self.setToolTip(words)
        self.setAccessibleDescription(words)
        self.update()

    def prepare(self, sight: Sight, against: str) -> bool:
        """Paint what may be shown next; whether that was left to do."""
        return self._prepare(_sight=sight, _against=against)

    def _depends(self) -> Depends:
        sight = self._sight
        return Depends(self.words(), () if sight is None else (sight.palette,))

    def words(self) -> tuple[str, str, str, str]:
        """Pixel, the same as FITS counts, frame with its time, master."""
        sight = self._sight
        if sight is None:
            return "", "", "", ""
        x, y = fits(sight.x, sight.y)
        frames, frame = sight.frames, sight.frame
        if frames.excluded(frame):
            which = f"{frames.words(frame)}, left out"
        else:
            which = f"frame {frame + 1} of {frames.used}"
        info = frames.infos[frame] if frame < len(frames.infos) else None
        if info is not None and info.time is not None:
            which = f"{which} · {info.time:%H:%M:%S}"
        return (
            f"x {sight.x}  y {sight.y}",
            f"0-based; FITS {x}, {y}",
            which,
            self._against,
        )

    def _paint(self, painter: QPainter) -> None:
        """Pixel and frame always, the others where there is room."""
        sight = self._sight
        if sight is None:
            return
        palette = sight.palette
        pixel, counted, frame, master = self.words()
        heading = semibold(fonts.body())
        heading.setPointSizeF(fonts.points(fonts.HEADING_PX))
        body, heavy = fonts.body(), semibold(fonts.body())
        left, right = 0, self.width()
        left += self._put(painter, heading, palette.text, pixel, left, right)
        frame_wide = QFontMetrics(heavy).horizontalAdvance(frame) + SLACK
        spare = right - left - frame_wide - GAP
        wanted = QFontMetrics(body)
        counted_wide = wanted.horizontalAdvance(counted) + GAP
        if counted_wide + SLACK < spare:
            self._put(painter, body, palette.secondary, counted, left + GAP, right)
            spare -= counted_wide
            left += counted_wide
        words = f"· {master}" if master else ""
        wide = wanted.horizontalAdvance(words) + GAP if words else 0
        if words and wide < spare:
            start = right - wide + GAP // 2  # the rest is for what metrics round
            self._put(painter, body, palette.secondary, words, start, right)
            right -= wide
        start = max(right - frame_wide, left + GAP)
        self._put(painter, heavy, palette.text, frame, start, right)

    def _put(
        self,
        painter: QPainter,
        font: QFont,
        colour: str,
        words: str,
        left: int,
        right: int,
    ) -> int:
        """Write one part; its width."""
        painter.setFont(font)
        painter.setPen(QColor(colour))
        room = QRect(left, 0, right - left, self.height())
        metrics = QFontMetrics(font)
        text = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text)
        return metrics.horizontalAdvance(text)
