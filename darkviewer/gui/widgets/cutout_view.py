"""The selected pixel: its 5x5 pixels with their values, and every criterion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from darkviewer.core.candidates.explain import Criterion, explain
from darkviewer.gui.controls.in_sight import InSight
from darkviewer.gui.controls.labels import (
    ReadingLabel,
    SteadyLabel,
    label,
    section_title,
    set_role,
)
from darkviewer.gui.graphics.stamp_paint import cells, ink, paint_cells, stamp_colours
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES, Palette
from darkviewer.gui.text.numbers import fitted, with_unit
from darkviewer.gui.text.pixel_words import comparison
from darkviewer.gui.text.units import Units

if TYPE_CHECKING:
    from darkviewer.core.layers.layer_image import Stamp
    from darkviewer.gui.engine.frame_store import FrameStore
    from darkviewer.gui.workspace import Workspace

__all__ = ["CutoutView", "StampGrid"]

SIDE = 164
SMALLEST = 120
GAP = 1.0  # between pixels
MARGIN = 12
TOP, BOTTOM = 13, 8
GAP_LINES = 5  # between title, pixels and facts
BETWEEN = 14  # pixels and criteria
CRITERIA = 134  # a comfortable width for them
_OWN = Units()
_INK = 0.9  # the part of a pixel that its number may take
_DIGIT = 0.61  # the width of a character over the size of its type
_SMALLEST_PX, _LARGEST_PX = 6.5, 16.0
INDENT = 4  # of the numbers below a criterion
PLACEHOLDER = "Select a candidate or click a pixel to see the 5 × 5 pixels around it."


class StampGrid(QWidget):
    """25 pixels with the values printed in them."""

    def __init__(self, parent: QWidget | None = None, *, decimals: int = 0) -> None:
        super().__init__(parent)
        self._decimals = decimals
        self._stamp: Stamp | None = None
        self._units = Units()
        self._palette = PALETTES["dark"]
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setAccessibleName("5 by 5 pixels")

    def sizeHint(self) -> QSize:
        """Large enough for five digits in every pixel."""
        return QSize(fonts.scaled(SIDE), fonts.scaled(SIDE))

    def minimumSizeHint(self) -> QSize:
        """Numbers that can still be read."""
        return QSize(fonts.scaled(SMALLEST), fonts.scaled(SMALLEST))

    def set_stamp(self, stamp: Stamp | None, units: Units = _OWN) -> None:
        """Show these pixels, in this unit."""
        self._stamp, self._units = stamp, units
        self.update()

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        self._palette = palette
        self.update()

    def texts(self) -> list[list[str]]:
        """Texts printed in the pixels."""
        if self._stamp is None:
            return []
        values = self._stamp.cutout.values.tolist()
        side = cells(self._box(), len(values), GAP)[0][0].width()
        most = int(_INK * side / (_DIGIT * _SMALLEST_PX))
        shown = self._units.of(self._stamp.unit)
        decimals = self._decimals + shown.finer
        return [
            [fitted(v * shown.factor, most, decimals=decimals) for v in row]
            for row in values
        ]

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
    """In pixels at 100 %, as `fonts.mono` wants it."""
    longest = max((len(text) for row in texts for text in row), default=1)
    fitting = _INK * room / (_DIGIT * max(longest, 4) * fonts.scale())
    return float(np.clip(fitting, _SMALLEST_PX / fonts.scale(), _LARGEST_PX))


_WITHOUT_DECIMALS = 1000  # so large a value says enough, and fits below the pixels


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
        self._with_criteria = True  # room for the criteria is kept
        self.grid = StampGrid()
        self._make_parts()
        self._follow_text()
        self._in_sight = InSight(self, self._follow_pixel)
        store.stamp_ready.connect(self._take_stamp)
        store.layers_changed.connect(self._renew)
        workspace.pixel_changed.connect(self._in_sight.ask)
        workspace.candidates_changed.connect(self._result)
        workspace.units_changed.connect(lambda: self._show(self._stamp))
        workspace.palette_changed.connect(self.grid.set_palette)
        workspace.text_size_changed.connect(self._follow_text)
        self.grid.set_palette(workspace.palette)
        self._show(None)

    def minimumSizeHint(self) -> QSize:
        """Room for criteria that need two lines each where it is narrow."""
        high = fonts.scaled(SMALLEST)
        if self._with_criteria:
            room = max(
                self.width() - 2 * MARGIN - high - BETWEEN, fonts.scaled(CRITERIA)
            )
            high = max(high, self._criteria_box.heightForWidth(room))
        width = 2 * MARGIN + fonts.scaled(SMALLEST) + self._beside()
        return QSize(width, high + self._lines())

    def sizeHint(self) -> QSize:
        """Large enough for five digits in every pixel."""
        high = fonts.scaled(SIDE) + self._lines()
        return QSize(self.width_for(high), high)

    def width_for(self, height: int) -> int:
        """Pixels as large as the height allows, and the criteria beside them."""
        side = max(height - self._lines(), fonts.scaled(SMALLEST))
        return 2 * MARGIN + side + self._beside()

    def _beside(self) -> int:
        """Width of the criteria."""
        return BETWEEN + fonts.scaled(CRITERIA) if self._with_criteria else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Everything has its place, whatever pixel is shown."""
        super().resizeEvent(event)
        self._place_parts()

    def _lines(self) -> int:
        """Height of what is not pixels: margins, title, facts."""
        text = self._title.sizeHint().height() + self._facts.sizeHint().height()
        return TOP + BOTTOM + text + 2 * GAP_LINES

    def _place_parts(self) -> None:
        wide = self.width() - 2 * MARGIN - self._beside()
        side = max(min(wide, self.height() - self._lines()), fonts.scaled(SMALLEST))
        whole = self.width() - 2 * MARGIN
        title, facts, badge = self._title, self._facts, self._badge
        size = badge.sizeHint()
        taken = 0 if badge.isHidden() else size.width() + GAP_LINES
        title.setGeometry(MARGIN, TOP, whole - taken, title.sizeHint().height())
        badge.move(MARGIN + whole - size.width(), TOP)
        badge.resize(size)
        top = title.geometry().bottom() + 1 + GAP_LINES
        self.grid.setGeometry(MARGIN, top, side, side)
        left = MARGIN + side + BETWEEN
        rest = self.height() - BOTTOM - top
        self._criteria_box.setGeometry(left, top, self.width() - MARGIN - left, rest)
        beside = self._with_criteria and self._criteria_box.heightForWidth(whole - side)
        under = side if beside > side else whole
        facts.setGeometry(
            MARGIN, top + side + GAP_LINES, under, facts.sizeHint().height()
        )

    def _follow_text(self) -> None:
        self.grid.updateGeometry()
        for _, numbers in self._criteria:
            numbers.setIndent(fonts.scaled(INDENT))
        self.updateGeometry()
        self._place_parts()

    def _make_parts(self) -> None:
        self._title = SteadyLabel("x=0000:0000", "section")
        self._badge = label("SYNTHETIC", "warn")
        self._facts = SteadyLabel("peak 00,000.0 e⁻")
        self._verdict = section_title("Criteria")
        self._advice = label(PLACEHOLDER, "secondary", wrap=True)
        self._criteria = [
            (label(wrap=True), ReadingLabel("", "small")) for _ in range(3)
        ]
        self._criteria_box = QWidget(self)
        column = QVBoxLayout(self._criteria_box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for words in (self._verdict, self._advice):
            column.addWidget(words)
        for name, numbers in self._criteria:
            column.addWidget(name)
            column.addWidget(numbers)
        column.addStretch()
        for part in (self._title, self._badge, self._facts, self.grid):
            part.setParent(self)

    # the selected pixel

    def _follow_pixel(self) -> None:
        pixel = self._workspace.pixel_in_hand
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
        self.grid.set_stamp(stamp, self._workspace.units)
        synthetic = stamp is not None and stamp.synthetic
        if synthetic == self._badge.isHidden():
            self._badge.setVisible(synthetic)
            self._place_parts()
        self._title.setText("PIXELS" if stamp is None else stamp.cutout.words)
        self._facts.setText("" if stamp is None else self._fact_words(stamp))
        self._result()

    def _keep_room(self) -> None:
        """The PSF test has more criteria than there is room for: they are explained."""
        with_criteria = self._workspace.parameters.criterion != "psf"
        if with_criteria != self._with_criteria:
            self._with_criteria = with_criteria
            self._criteria_box.setVisible(with_criteria)
            self.updateGeometry()
            self._place_parts()

    def _result(self, _table: object = None) -> None:
        self._keep_room()
        stamp = self._stamp
        residual = stamp is not None and stamp.layer == "residual"
        examined = residual and self._with_criteria
        self._advice.setVisible(stamp is None)
        self._verdict.setVisible(examined)
        for pair in self._criteria:
            for words in pair:
                words.setVisible(examined)
        if examined and stamp is not None:
            for pair, item in zip(self._criteria, self._verdicts(stamp), strict=True):
                name, numbers = pair
                name.setText(f"{'✓' if item.passed else '✗'} {item.name}")
                set_role(name, "ok" if item.passed else "bad")
                numbers.setText(comparison(item, self._workspace.units))
            self.updateGeometry()  # the words may need another line by now

    def _verdicts(self, stamp: Stamp) -> tuple[Criterion, ...]:
        return explain(stamp.cutout.values, self._workspace.parameters)

    def _fact_words(self, stamp: Stamp) -> str:
        middle = len(stamp.cutout.values) // 2
        value = float(stamp.cutout.values[middle, middle])
        held = self._workspace.pixel_in_hand
        what = "value" if held is None or held.candidate is None else "peak"
        decimals = int(stamp.unit == "e-" and abs(value) < _WITHOUT_DECIMALS)
        shown = self._workspace.units.of(stamp.unit)
        if shown.unit == stamp.unit:
            peak = f"{what} {with_unit(value, shown.words, decimals)}"
        else:
            peak = f"{what} {shown.with_unit(value, decimals)}"
        return f"{peak} · {self._workspace.frames.words(stamp.frame)}"
