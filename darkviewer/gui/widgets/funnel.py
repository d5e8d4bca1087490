"""From hot pixels to leaders to candidates: counts and bars that follow the sliders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import number

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.vetting.sensor_pixels import SensorPixels
    from darkviewer.gui.workspace import Workspace

__all__ = ["Funnel"]

_STAGES = (
    ("hot_pixels", "hot pixels"),
    ("leaders", "leaders"),
    ("candidates", "candidates"),
)
_WHERE = "in the residual"
_ROW = 18
_BAR = 7.0
_LABELS_TO = 74.0


class Funnel(QWidget):
    """Three bars for the frame on show; the whole session beside them in numbers."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.frame_counts: tuple[int, ...] = ()
        self.session_counts: tuple[int, ...] = ()
        self.sensor_words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(
            "Hot pixels of the residual are above the threshold; leaders are not\n"
            "below any neighbour; candidates are those that the criterion accepts.\n"
            "The bars are to scale. The sensor's own hot pixels are in the master,\n"
            "more than 10 sigma above the surrounding 7 × 7 pixels, not in residuals."
        )
        workspace.candidates_changed.connect(self._follow)
        workspace.frame_settled.connect(self._follow)
        workspace.palette_changed.connect(self.update)
        workspace.text_size_changed.connect(self.updateGeometry)
        self._follow()

    def sizeHint(self) -> QSize:
        """A heading, three rows and what is in the master."""
        return QSize(200, fonts.scaled(_ROW) * 5)

    def set_sensor(self, known: SensorPixels | None) -> None:
        """Tell what is hot in the master itself; None while it is being counted."""
        self.sensor_words = ""
        if known is not None:
            self.sensor_words = f"in the master: {number(known.hot)} hot"
            if known.saturated:
                self.sensor_words += f", {number(known.saturated)} saturated"
        self._follow()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Words, bars, numbers."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns = self._columns()
        self._paint_heading(painter, columns)
        for row in range(len(_STAGES)):
            self._paint_stage(painter, row, columns)
        self._paint_small(painter, len(_STAGES) + 1, self.sensor_words)

    def _follow(self) -> None:
        table = self._workspace.candidates
        self.frame_counts = () if table is None else self._of_frame(table)
        self.session_counts = (
            ()
            if table is None
            else tuple(int(getattr(table, name).sum()) for name, _ in _STAGES)
        )
        words = ", ".join(
            f"{number(n)} {stage}"
            for n, (_, stage) in zip(self.frame_counts, _STAGES, strict=False)
        )
        self.setAccessibleDescription(f"{words}; {self.sensor_words}".strip("; "))
        self.update()

    def _words(self, stage: int) -> str:
        name, words = _STAGES[stage]
        starlike = self._workspace.parameters.criterion == "psf"
        return "PSF-like" if starlike and name == "candidates" else words

    def _of_frame(self, table: CandidateTable) -> tuple[int, ...]:
        frame = self._workspace.frame
        if frame >= len(table.hot_pixels):
            return ()
        return tuple(int(getattr(table, name)[frame]) for name, _ in _STAGES)

    def _frame_words(self) -> str:
        frames, frame = self._workspace.frames, self._workspace.frame
        return "left out" if frames.excluded(frame) else f"frame {frame + 1}"

    def _columns(self) -> tuple[float, float]:
        """Right edges of the two columns of numbers."""
        metrics = QFontMetricsF(self.font())
        widest = max(
            (metrics.horizontalAdvance(number(n)) for n in self.session_counts),
            default=0.0,
        )
        wide = max(widest, QFontMetricsF(fonts.small()).horizontalAdvance("session"))
        return self.width() - wide - 12, float(self.width())

    def _text(
        self,
        painter: QPainter,
        row: int,
        right: float,
        text: str,
        role: QPalette.ColorRole,
    ) -> None:
        height = fonts.scaled(_ROW)
        painter.setPen(self.palette().color(role))
        box = QRectF(0, row * height, right, height)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, int(flags), text)

    def _paint_heading(self, painter: QPainter, columns: tuple[float, float]) -> None:
        painter.setFont(fonts.small())
        frame, session = columns
        role = QPalette.ColorRole.PlaceholderText
        self._text(painter, 0, frame, self._frame_words(), role)
        self._text(painter, 0, session, "session", role)
        metrics = QFontMetricsF(fonts.small())
        taken = metrics.horizontalAdvance(self._frame_words())
        if metrics.horizontalAdvance(_WHERE) < frame - taken - 8:
            self._paint_small(painter, 0, _WHERE)

    def _paint_small(self, painter: QPainter, row: int, text: str) -> None:
        """Words at the left."""
        painter.setFont(fonts.small())
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        height = fonts.scaled(_ROW)
        box = QRectF(0, row * height, self.width(), height)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_stage(
        self, painter: QPainter, stage: int, columns: tuple[float, float]
    ) -> None:
        height, row = fonts.scaled(_ROW), stage + 1
        painter.setFont(self.font())
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        box = QRectF(0, row * height, fonts.scaled(_LABELS_TO), height)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), self._words(stage))
        frame, session = columns
        if not self.frame_counts:
            self._text(painter, row, frame, "–", QPalette.ColorRole.PlaceholderText)
            return
        count = self.frame_counts[stage]
        self._text(painter, row, frame, number(count), QPalette.ColorRole.WindowText)
        total = number(self.session_counts[stage])
        self._text(painter, row, session, total, QPalette.ColorRole.PlaceholderText)
        self._paint_bar(painter, row, count / max(self.frame_counts[0], 1), frame)

    def _paint_bar(
        self, painter: QPainter, row: int, part: float, numbers_right: float
    ) -> None:
        height = fonts.scaled(_ROW)
        left = fonts.scaled(_LABELS_TO)
        widest = QFontMetricsF(self.font()).horizontalAdvance(
            number(max(self.frame_counts))
        )
        room = numbers_right - widest - 10 - left
        if part <= 0 or room < _BAR:
            return
        box = QRectF(
            left, (row + 0.5) * height - _BAR / 2, max(part * room, _BAR), _BAR
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Accent))
        painter.drawRoundedRect(box, _BAR / 2, _BAR / 2)
