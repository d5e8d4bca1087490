"""The frames of the session, a bar of its hot pixels each; stepping and playing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from darkviewer.core.foreign_text import shown
from darkviewer.core.health.outliers import outliers
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import SparedLabel
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES, Palette
from darkviewer.gui.text.numbers import count_of
from darkviewer.gui.threads.timers import once, repeating
from darkviewer.gui.widgets.reason_entry import ReasonEntry

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.gui.workspace import Workspace

__all__ = ["FrameBars", "FrameStrip"]

PLAY_MS = 250
PITCH = 38.0  # from one bar to the next while there is room
GAP = 4.0
SMALLEST_PITCH_WITH_GAP = 6.0
NUMBER_ROOM = 30.0  # a number under every bar needs this much, else under every n-th
HEIGHT = 58
_CROSS = 5.0  # half the width of the mark of a frame that was left out
_HATCH = Qt.BrushStyle.BDiagPattern
FOOT = 16  # for the numbers
HEAD = 6  # for the mark of an outlier


_NONE: Mapping[int, str] = MappingProxyType({})


def _same(some: NDArray[Any] | None, others: NDArray[Any] | None) -> bool:
    if some is None or others is None:
        return some is others
    return np.array_equal(some, others)


class FrameBars(QWidget):
    """One bar per frame; clicking or dragging asks for a frame."""

    frame_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frames = 0
        self._current = 0
        self._counts: NDArray[np.int64] | None = None
        self._most = 0  # of the counts
        self._odd: list[int] = []  # frames with far more than the others
        self._left_out: dict[int, str] = {}  # place of a frame, why it was left out
        self._names: tuple[str, ...] = ()
        self._numbers: dict[int, int] = {}  # place of a frame, its number
        self._pointed: float | None = None  # where the cursor was last
        self._palette = PALETTES["dark"]
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Hot pixels per frame")

    def sizeHint(self) -> QSize:
        """A comfortable bar for every frame."""
        return QSize(round(self._frames * PITCH), fonts.scaled(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Any number of frames fits: the bars get thinner."""
        return QSize(80, fonts.scaled(HEIGHT))

    def set_frames(
        self,
        names: tuple[str, ...],
        counts: NDArray[np.int64] | None,
        *,
        left_out: Mapping[int, str] = _NONE,
    ) -> None:
        """Show these frames; without counts there are only places.

        Of those left out the reason is known and no count.
        """
        if (names, dict(left_out)) == (self._names, self._left_out) and _same(
            counts, self._counts
        ):
            return
        self._names, self._counts, self._left_out = names, counts, dict(left_out)
        used = [n for n in range(len(names)) if n not in self._left_out]
        self._numbers = {place: n for n, place in enumerate(used, start=1)}
        self._most = 0 if counts is None or not used else int(counts[used].max())
        odd = [] if counts is None else np.flatnonzero(outliers(counts[used])).tolist()
        self._odd = [used[n] for n in odd]
        if len(names) != self._frames:
            self._frames = len(names)
            self.setMaximumWidth(max(round(self._frames * PITCH), 80))
            self.updateGeometry()
        self._tell()
        self.update()

    def set_current(self, frame: int) -> None:
        """Highlight the frame on show."""
        self._current = frame
        self.update()

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        self._palette = palette
        self.update()

    def bar_rect(self, frame: int) -> QRectF:
        """Position of a frame's bar."""
        pitch, full = self._pitch(), self.height() - fonts.scaled(FOOT) - HEAD
        gap = GAP if pitch >= SMALLEST_PITCH_WITH_GAP else 0.0
        tall = 2.0
        if frame in self._left_out:
            tall = float(full)
        elif self._counts is not None and self._most > 0:
            tall = max(tall, full * float(self._counts[frame]) / self._most)
        return QRectF(frame * pitch, HEAD + full - tall, pitch - gap, tall)

    def _pitch(self) -> float:
        return min(PITCH, self.width() / max(self._frames, 1))

    def _frame_at(self, x: float) -> int:
        return int(np.clip(x // self._pitch(), 0, self._frames - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the frame under the cursor."""
        if self._frames and event.buttons() & Qt.MouseButton.LeftButton:
            self.frame_requested.emit(self._frame_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A drag goes through the frames; the tip is that of the one below."""
        self._pointed = event.position().x()
        self._tell()
        self.mousePressEvent(event)

    def _tell(self) -> None:
        """Name and count of the frame under the cursor."""
        if self._frames and self._pointed is not None:
            self.setToolTip(self._words(self._frame_at(self._pointed)))
        else:
            self.setToolTip("")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """One frame per notch."""
        step = -1 if event.angleDelta().y() > 0 else 1
        if self._frames and event.angleDelta().y():
            self.frame_requested.emit(self._current + step)

    def _words(self, frame: int) -> str:
        if frame in self._left_out:
            why = shown(self._left_out[frame])
            return f"{self._names[frame]} · left out of the master: {why}"
        parts = [f"frame {self._numbers[frame]}", self._names[frame]]
        if self._counts is not None:
            parts.append(count_of(int(self._counts[frame]), "hot pixel"))
            if frame in self._odd:
                parts.append("far more than the others")
        return " · ".join(parts)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bars, marks of outliers, numbers."""
        if not self._frames:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self._palette
        special = {*self._odd, *self._left_out, self._current}
        plain = [frame for frame in range(self._frames) if frame not in special]
        fill = palette.secondary if self._thin() else palette.raised
        self._paint_bars(painter, plain, fill, palette.line)
        self._paint_bars(painter, self._odd, palette.warn, palette.warn)
        if self._current not in self._left_out:
            self._paint_bars(painter, [self._current], palette.accent, palette.accent)
        for frame in self._left_out:
            self._paint_left_out(painter, frame)
        for frame in self._odd:
            self._paint_outlier(painter, self.bar_rect(frame))
        self._paint_numbers(painter)

    def _thin(self) -> bool:
        return self.bar_rect(0).width() < SMALLEST_PITCH_WITH_GAP

    def _paint_bars(
        self, painter: QPainter, frames: list[int], fill: str, edge: str
    ) -> None:
        """All of one look at once: there may be a thousand."""
        thin = self._thin()
        painter.setPen(Qt.PenStyle.NoPen if thin else QPen(QColor(edge), 1))
        painter.setBrush(QColor(fill))
        boxes = [self.bar_rect(frame).adjusted(0.5, 0.5, -0.5, 0) for frame in frames]
        if thin:
            painter.drawRects(boxes)
            return
        path = QPainterPath()
        for box in boxes:
            path.addRoundedRect(box, 2, 2)
        painter.drawPath(path)

    def _paint_outlier(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._palette.warn))
        tip = box.center()
        tip.setY(box.top() - 1)
        corners = (tip.x() - 3, tip.y() - 5), (tip.x() + 3, tip.y() - 5), tip.toTuple()
        painter.drawPolygon(QPolygonF.fromList(_points(corners)))

    def _paint_left_out(self, painter: QPainter, frame: int) -> None:
        """Hatched, with a red cross: seen at a glance, whatever the colour."""
        palette, box = self._palette, self.bar_rect(frame).adjusted(0.5, 0.5, -0.5, 0)
        current = frame == self._current
        painter.setPen(QPen(QColor(palette.accent if current else palette.line), 1))
        painter.setBrush(QBrush(QColor(palette.secondary), _HATCH))
        painter.drawRect(box)
        arm = min(box.width() / 2 - 1, _CROSS)
        if arm < 1:
            return
        painter.setPen(QPen(QColor(palette.bad), 2))
        x, y = box.center().x(), box.center().y()
        painter.drawLine(QPointF(x - arm, y - arm), QPointF(x + arm, y + arm))
        painter.drawLine(QPointF(x - arm, y + arm), QPointF(x + arm, y - arm))

    def _paint_numbers(self, painter: QPainter) -> None:
        pitch, foot = self._pitch(), fonts.scaled(FOOT)
        room = fonts.scaled(NUMBER_ROOM)
        every = max(1, int(np.ceil(room / pitch)))
        painter.setFont(fonts.small())  # its own would follow the style sheet
        metrics = QFontMetricsF(painter.font())
        here = self.bar_rect(self._current).center().x()
        for frame in {*range(0, self._frames, every), self._current}:
            current = frame == self._current
            middle = self.bar_rect(frame).center().x()
            if not current and every > 1 and abs(middle - here) < room:
                continue
            colour = self._palette.text if current else self._palette.secondary
            painter.setPen(QColor(colour))
            number = str(self._numbers.get(frame, "×"))
            wide = metrics.horizontalAdvance(number) + 2
            left = min(max(middle - wide / 2, 0), self.width() - wide)
            side = Qt.AlignmentFlag.AlignHCenter
            painter.drawText(
                QRectF(left, self.height() - foot, wide, foot),
                int(side | Qt.AlignmentFlag.AlignVCenter),
                number,
            )


class _Toggle(KeyButton):
    """Lit by whoever owns what it stands for; a click only asks."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setCheckable(True)

    def nextCheckState(self) -> None:
        """What was asked for may not come."""


_GAP = 6
"""Between the parts of the strip, pixels."""


class FrameStrip(QWidget):
    """Bars, and buttons for the frame before, play, and the frame after."""

    playing_changed = Signal(bool)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._awaited = False  # the frame asked for last is not on screen yet
        self._timer = repeating(self, PLAY_MS)
        self._timer.timeout.connect(self._play_on)
        self.bars = FrameBars()
        self.back = KeyButton("◀")
        self.player = KeyButton("▶ play")
        self.forward = KeyButton("▶")
        self.follow = _Toggle("follow")
        self._lay_out()
        self.reason = ReasonEntry(self)
        self._connect()
        self.bars.set_palette(workspace.palette)
        self._renew()

    def _lay_out(self) -> None:
        self._label = SparedLabel("hot in the residual", "small")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 2)
        row.setSpacing(_GAP)
        row.addWidget(self.bars, 1)
        row.addWidget(self._label)
        row.addStretch()
        for button, tip in (
            (self.back, "Previous frame (Left)"),
            (self.player, "Play the frames in a loop (Space)"),
            (self.forward, "Next frame (Right)"),
            (self.follow, "Show the newest frame as it arrives (Ctrl+N)"),
        ):
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            row.addWidget(button)

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.session_changed.connect(self._renew)
        workspace.calibration_changed.connect(self._renew)
        workspace.candidates_changed.connect(self._count)
        workspace.frame_changed.connect(self._mark_current)
        workspace.excluded_view_changed.connect(self._renew)
        workspace.frame_shown.connect(self._shown)
        workspace.palette_changed.connect(self.bars.set_palette)
        workspace.text_size_changed.connect(self.bars.updateGeometry)
        fit = once(self)  # when the buttons know their new font
        fit.timeout.connect(self.reason.fit)
        fit.timeout.connect(self._spare)
        workspace.text_size_changed.connect(fit.start)
        self.bars.frame_requested.connect(self._go_to)
        self.back.clicked.connect(lambda: self.step(-1))
        self.forward.clicked.connect(lambda: self.step(1))
        self.player.clicked.connect(self.toggle_play)

    def minimumSizeHint(self) -> QSize:
        """Without the toggle, which gives way: the menu has it too."""
        least = super().minimumSizeHint()
        return least - QSize(0 if self.follow.isHidden() else self._spared_width, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A button that is cut off is none."""
        super().resizeEvent(event)
        self._spare()

    @property
    def _spared_width(self) -> int:
        return self.follow.sizeHint().width() + _GAP

    def _spare(self) -> None:
        needed = self.minimumSizeHint().width() + self._spared_width
        self.follow.setHidden(self.width() < needed)

    @property
    def playing(self) -> bool:
        """Whether the frames change by themselves."""
        return self._timer.isActive()

    def step(self, by: int) -> None:
        """Go to another frame, stopping at the first and the last."""
        self._workspace.step_frame(by)

    def toggle_play(self) -> None:
        """Play or stop."""
        self.play(not self.playing)

    def play(self, on: bool) -> None:
        """Step through the frames again and again, or stop."""
        on = on and self._workspace.frame_count > 1
        if on == self.playing:
            return
        self._awaited = False
        if on:
            self._timer.start()
        else:
            self._timer.stop()
        self.player.setText("■ stop" if on else "▶ play")
        self.playing_changed.emit(on)

    def _play_on(self) -> None:
        """The next frame; a frame that takes long to load is waited for."""
        if not self._awaited:
            self._awaited = True
            at = self._workspace
            then = at.frames.beside(at.frame, 1, view=at.excluded_view, around=True)
            at.set_frame(then)

    def _shown(self, frame: int) -> None:
        if frame == self._workspace.frame:
            self._awaited = False

    def _renew(self, _changed: object = None) -> None:
        self.play(False)
        self._count(self._workspace.candidates)
        self._mark_current(self._workspace.frame)

    @property
    def _places(self) -> tuple[int, ...]:
        """Frames in the order of the bars."""
        return self._workspace.frames.in_view(self._workspace.excluded_view)

    def _mark_current(self, frame: int) -> None:
        places = self._places
        self.bars.set_current(places.index(frame) if frame in places else 0)

    def _go_to(self, place: int) -> None:
        places = self._places
        if places:
            self._workspace.set_frame(places[max(0, min(place, len(places) - 1))])

    def _count(self, table: CandidateTable | None) -> None:
        frames, places = self._workspace.frames, self._places
        counts = None if table is None else table.hot_pixels
        usable = counts is not None and len(counts) == frames.used > 0
        self.bars.set_frames(
            tuple(shown(frames.names[frame]) for frame in places),
            _by_place(counts, places) if usable and counts is not None else None,
            left_out={
                place: frames.reason(frame)
                for place, frame in enumerate(places)
                if frames.excluded(frame)
            },
        )
        self._label.setVisible(usable)
        for button in (self.back, self.player, self.forward):
            button.setEnabled(len(places) > 1)


def _by_place(counts: NDArray[np.int64], places: tuple[int, ...]) -> NDArray[np.int64]:
    """Counts in the order of the bars, 0 where there is none."""
    known = dict(enumerate(counts.tolist()))
    return np.array([known.get(frame, 0) for frame in places], np.int64)


def _points(corners: tuple[tuple[float, float], ...]) -> list[QPointF]:
    return [QPointF(x, y) for x, y in corners]
