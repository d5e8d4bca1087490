"""The candidate in hand: its 5x5 pixels with their values, and every criterion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from darkviewer.core.candidates.explain import Criterion, explain
from darkviewer.gui.controls.labels import ReadingLabel, label, section_title, set_role
from darkviewer.gui.graphics.stamp_paint import cells, ink, paint_cells, stamp_colours
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES, Palette
from darkviewer.gui.text.numbers import fitted, with_unit
from darkviewer.gui.text.pixel_words import comparison
from darkviewer.gui.widgets.captions import UNIT_WORDS

if TYPE_CHECKING:
    from darkviewer.core.layers.layer_image import Stamp
    from darkviewer.gui.engine.frame_store import FrameStore
    from darkviewer.gui.pixel_in_hand import PixelInHand
    from darkviewer.gui.workspace import Workspace

__all__ = ["CutoutView", "StampGrid"]

SIDE = 164
SMALLEST = 120
GAP = 1.0
MARGIN = 12
_INK = 0.9  # the part of a pixel that its number may take
_DIGIT = 0.61  # the width of a character over the size of its type
_SMALLEST_PX = 6.5
INDENT = 14  # of the numbers below a criterion
PLACEHOLDER = "Select a candidate or click a pixel to see the 5 × 5 pixels around it."


class StampGrid(QWidget):
    """25 pixels with the values printed in them."""

    def __init__(self, parent: QWidget | None = None, *, decimals: int = 0) -> None:
        super().__init__(parent)
        self._decimals = decimals
        self._stamp: Stamp | None = None
        self._palette = PALETTES["dark"]
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setAccessibleName("5 by 5 pixels")

    def sizeHint(self) -> QSize:
        """Large enough for five digits in every pixel."""
        return QSize(fonts.scaled(SIDE), fonts.scaled(SIDE))

    def minimumSizeHint(self) -> QSize:
        """Numbers that can still be read."""
        return QSize(fonts.scaled(SMALLEST), fonts.scaled(SMALLEST))

    def set_stamp(self, stamp: Stamp | None) -> None:
        """Show these pixels."""
        self._stamp = stamp
        self.update()

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        self._palette = palette
        self.update()

    def texts(self) -> list[list[str]]:
        """What is printed in each pixel."""
        if self._stamp is None:
            return []
        values = self._stamp.cutout.values.tolist()
        side = cells(self._box(), len(values), GAP)[0][0].width()
        most = int(_INK * side / (_DIGIT * _SMALLEST_PX))
        return [[fitted(v, most, decimals=self._decimals) for v in r] for r in values]

    def _box(self) -> QRectF:
        side = min(self.width(), self.height())
        return QRectF(0, 0, side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Pixels and numbers, as large as they fit."""
        painter = QPainter(self)
        box = self._box()
        if self._stamp is None:
            painter.setPen(QPen(QColor(self._palette.line), 1, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            return
        size = len(self._stamp.cutout.values)
        places = cells(box, size, GAP)
        paint_cells(painter, places, self._stamp.cutout, self._palette)
        colours = stamp_colours(self._stamp.cutout, self._palette)
        painter.setFont(fonts.mono(_type_size(self.texts(), places[0][0].width())))
        for y, row in enumerate(self.texts()):
            for x, text in enumerate(row):
                inside = self._stamp.cutout.inside[y, x]
                muted = QColor(self._palette.secondary)
                colour = ink(int(colours[y, x]), self._palette) if inside else muted
                painter.setPen(colour)
                painter.drawText(places[y][x], Qt.AlignmentFlag.AlignCenter, text)


def _type_size(texts: list[list[str]], room: float) -> float:
    """In pixels at 100 %, as `fonts.mono` wants it; at most as large as all text."""
    longest = max((len(text) for row in texts for text in row), default=1)
    fitting = _INK * room / (_DIGIT * max(longest, 4) * fonts.scale())
    return float(np.clip(fitting, _SMALLEST_PX / fonts.scale(), 12.0))


def _own_words(held: PixelInHand) -> str:
    """Where the candidate that was selected is, while another frame is on show."""
    assert held.own_frame is not None
    return f" (candidate of {held.own_frame + 1}: O)" if held.away else ""


class CutoutView(QWidget):
    """Follows the selected pixel in the frame on show."""

    def __init__(
        self, workspace: Workspace, store: FrameStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._store = store
        self._place: tuple[int, int, int] | None = None  # frame, x, y
        self._stamp: Stamp | None = None
        self.grid = StampGrid()
        self._lay_out()
        self._follow_text()
        store.stamp_ready.connect(self._take_stamp)
        store.layers_changed.connect(self._renew)
        workspace.pixel_changed.connect(self._follow_pixel)
        workspace.candidates_changed.connect(self._result)
        workspace.palette_changed.connect(self.grid.set_palette)
        workspace.text_size_changed.connect(self._follow_text)
        self.grid.set_palette(workspace.palette)
        self._show(None)

    def minimumSizeHint(self) -> QSize:
        """Room for criteria that need two lines each where it is narrow."""
        least = super().minimumSizeHint()
        rows = self.layout()
        high = 0 if rows is None else rows.totalMinimumHeightForWidth(self.width())
        return least.expandedTo(QSize(0, high))

    def _follow_text(self) -> None:
        self.grid.updateGeometry()
        for _, numbers in self._criteria:
            numbers.setIndent(fonts.scaled(INDENT))

    def _lay_out(self) -> None:
        self._title = label("", "section")
        self._badge = label("SYNTHETIC", "warn")
        self._facts = label()
        self._verdict = section_title("Criteria")
        self._advice = label(PLACEHOLDER, "secondary", wrap=True)
        self._criteria = [
            (label(wrap=True), ReadingLabel("", "small")) for _ in range(3)
        ]
        left, right = QVBoxLayout(), QVBoxLayout()
        for words in (self._title, self.grid, self._facts):
            left.addWidget(words)
        for words in (self._badge, self._verdict, self._advice):
            right.addWidget(words)
        for name, numbers in self._criteria:
            right.addWidget(name)
            right.addWidget(numbers)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 13, MARGIN, 8)
        row.setSpacing(14)
        for column, stretch in ((left, 0), (right, 1)):
            column.setSpacing(4)
            column.addStretch()
            row.addLayout(column, stretch)

    # the selected pixel

    def _follow_pixel(self, pixel: PixelInHand | None) -> None:
        place = None if pixel is None else (pixel.frame, pixel.x, pixel.y)
        if place != self._place:
            self._look_at(place)
        elif self._stamp is not None:
            self._show(self._stamp)

    def _renew(self) -> None:
        self._look_at(self._place)

    def _look_at(self, place: tuple[int, int, int] | None) -> None:
        self._place = place
        if place is None:
            self._show(None)
        else:
            self._store.request_stamp(*place)

    def _take_stamp(self, stamp: Stamp) -> None:
        if (stamp.frame, stamp.x, stamp.y) == self._place:
            self._show(stamp)

    # what is said about it

    def _show(self, stamp: Stamp | None) -> None:
        self._stamp = stamp
        self.grid.set_stamp(stamp)
        self._badge.setVisible(stamp is not None and stamp.synthetic)
        self._title.setText("PIXELS" if stamp is None else stamp.cutout.words)
        self._facts.setText("" if stamp is None else self._fact_words(stamp))
        self._result()

    def _result(self, _table: object = None) -> None:
        stamp = self._stamp
        # The PSF test has more criteria than there is room for: they are explained.
        starlike = self._workspace.parameters.criterion == "psf"
        residual = stamp is not None and stamp.layer == "residual"
        examined = residual and not starlike
        self._advice.setVisible(stamp is None and not starlike)
        self._verdict.setVisible(examined)
        for pair in self._criteria:
            for words in pair:
                words.setVisible(examined)
        if examined and stamp is not None:
            for pair, item in zip(self._criteria, self._verdicts(stamp), strict=True):
                name, numbers = pair
                name.setText(f"{'✓' if item.passed else '✗'} {item.name}")
                set_role(name, "ok" if item.passed else "bad")
                numbers.setText(comparison(item))

    def _verdicts(self, stamp: Stamp) -> tuple[Criterion, ...]:
        return explain(stamp.cutout.values, self._workspace.parameters)

    def _fact_words(self, stamp: Stamp) -> str:
        middle = len(stamp.cutout.values) // 2
        value = float(stamp.cutout.values[middle, middle])
        unit = UNIT_WORDS[stamp.unit]
        held = self._workspace.pixel_in_hand
        what = "value" if held is None or held.candidate is None else "peak"
        peak = f"{what} {with_unit(value, unit, 1 if stamp.unit == 'e-' else 0)}"
        own = "" if held is None or held.own_frame is None else _own_words(held)
        return f"{peak} · frame {stamp.frame + 1}{own}"
