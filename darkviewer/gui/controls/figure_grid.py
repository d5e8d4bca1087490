"""Figures in two columns of fixed width: another number moves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from darkviewer.gui.controls.folding import Folding
from darkviewer.gui.controls.labels import SteadyLabel, label

__all__ = ["Figure", "FigureGrid"]

_GAP, _BETWEEN = 4, 6  # title to figure, column to column
_SAMPLES = ("−00,000", "0000, 0000")
"""As wide as the usual content of each column; places are in the second."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Content of one place of the grid.

    Attributes
    ----------
    name : str
        How code calls it.
    title, tip : str
        On screen.
    place : bool
        A pixel: a click on it goes there.
    wide : bool
        Takes the whole line.
    """

    name: str
    title: str
    tip: str = ""
    place: bool = False
    wide: bool = False


class FigureGrid(Folding):
    """Titles and figures; where it is narrow there is one pair in a line."""

    clicked = Signal(str)  # name of a place

    def __init__(
        self, rows: Sequence[Sequence[Figure]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rows = rows
        self._narrow = False
        self._titles: dict[str, QLabel] = {}
        self._values: dict[str, SteadyLabel | _Place] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(_GAP)
        grid.setVerticalSpacing(3)
        for figure in (figure for row in rows for figure in row):
            title, value = label(figure.title, "small"), self._made(figure)
            title.setToolTip(figure.tip)
            self._titles[figure.name], self._values[figure.name] = title, value
        for column in (1, 4):
            grid.setColumnStretch(column, 1)
        self._grid = grid
        self._place_all()

    def set_text(self, name: str, text: str) -> None:
        """Show a figure."""
        value = self._values[name]
        value.setText(text)
        if isinstance(value, _Place):
            value.setEnabled(any(c.isdigit() for c in text))

    def text(self, name: str) -> str:
        """The text shown."""
        return self._values[name].text()

    def press(self, name: str) -> None:
        """Like a click on a place."""
        value = self._values[name]
        assert isinstance(value, _Place)
        value.click()

    def clear(self) -> None:
        """Nothing is known."""
        for name in self._values:
            self.set_text(name, "–")

    def minimumSizeHint(self) -> QSize:
        """One pair in a line."""
        width = max(self._widths())
        return QSize(width, super().minimumSizeHint().height())

    def _made(self, figure: Figure) -> SteadyLabel | _Place:
        if figure.place:
            button = _Place(figure)
            button.clicked.connect(lambda _=False: self.clicked.emit(figure.name))
            return button
        value = SteadyLabel(_SAMPLES[0])
        value.set_tip(figure.tip)
        value.setAlignment(Qt.AlignmentFlag.AlignRight)
        return value

    def _place_all(self) -> None:
        line = 0
        for row in self._rows:
            for column, figure in enumerate(row):
                at = line, 0 if self._narrow else 3 * column
                span = 4 if figure.wide and not self._narrow else 1
                self._grid.addWidget(self._titles[figure.name], *at)
                self._grid.addWidget(
                    self._values[figure.name], at[0], at[1] + 1, 1, span
                )
                line += self._narrow
            line += not self._narrow
        self._grid.setColumnMinimumWidth(2, 0 if self._narrow else _BETWEEN)

    def _widths(self) -> list[int]:
        """Width of each of two columns, from titles and samples, not from numbers."""
        pairs = [row for row in self._rows if len(row) == 2]
        return [
            _GAP
            + self.fontMetrics().horizontalAdvance(sample)
            + max(self._titles[figure.name].sizeHint().width() for figure in column)
            for sample, column in zip(_SAMPLES, zip(*pairs, strict=True), strict=True)
        ]

    def _fold(self) -> None:
        narrow = sum(self._widths()) + 2 * _GAP + _BETWEEN > self.width()
        if narrow != self._narrow:
            self._narrow = narrow
            self._place_all()


class _Place(QPushButton):
    """Column and row of a pixel, as wide as its place in the grid."""

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self.setProperty("role", "figure")
        self.setFlat(True)
        self.setToolTip(figure.tip)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as four digits each."""
        width = self.fontMetrics().horizontalAdvance(_SAMPLES[1])
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """A cut number is a wrong number."""
        return self.sizeHint()
