"""Figures in two columns of fixed width: another number moves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from darkviewer.gui.controls.folding import Folding
from darkviewer.gui.controls.labels import SteadyLabel, label

__all__ = ["Figure", "FigureGrid"]

_GAP, _BETWEEN = 4, 6  # title to figure, column to column
_SAMPLE, _PLACE = "−00,000", "0000, 0000"
"""As wide as the usual content."""
_INSIDE = 6  # what a button leaves free beside its text


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
        A pixel, title and all: a click on it goes there.
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
        self._lines: dict[str, QWidget] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(_GAP)
        grid.setVerticalSpacing(3)
        for figure in (figure for row in rows for figure in row):
            self._values[figure.name] = self._made(figure)
            if not figure.place:
                self._titles[figure.name] = label(figure.title, "small")
                self._titles[figure.name].setToolTip(figure.tip)
            if figure.wide:
                self._lines[figure.name] = self._line(figure)
        for column in (1, 4):
            grid.setColumnStretch(column, 1)
        self._grid = grid
        self._place_all()

    def set_text(self, name: str, text: str) -> None:
        """Show a figure."""
        self._values[name].setText(text)

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
        figures = [figure for row in self._rows for figure in row]
        width = max(self._width(figure) for figure in figures)
        return QSize(width, super().minimumSizeHint().height())

    def _made(self, figure: Figure) -> SteadyLabel | _Place:
        if figure.place:
            button = _Place(figure)
            button.clicked.connect(lambda _=False: self.clicked.emit(figure.name))
            return button
        value = SteadyLabel(_SAMPLE)
        value.set_tip(figure.tip)
        value.setAlignment(Qt.AlignmentFlag.AlignRight)
        return value

    def _line(self, figure: Figure) -> QWidget:
        """Its own line: a long title makes no room in the columns of the others."""
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        row.addWidget(self._titles[figure.name])
        row.addWidget(self._values[figure.name], 1)
        return line

    def _place_all(self) -> None:
        line = 0
        for row in self._rows:
            for column, figure in enumerate(row):
                at = 0 if self._narrow else 3 * column
                value = self._values[figure.name]
                if figure.place:
                    self._grid.addWidget(value, line, at, 1, 2)
                elif figure.wide:
                    span = 2 if self._narrow else 5
                    self._grid.addWidget(self._lines[figure.name], line, at, 1, span)
                else:
                    self._grid.addWidget(self._titles[figure.name], line, at)
                    self._grid.addWidget(value, line, at + 1)
                line += self._narrow
            line += not self._narrow
        self._grid.setColumnMinimumWidth(2, 0 if self._narrow else _BETWEEN)

    def _widths(self) -> list[int]:
        """Width of each of two columns, from titles and samples, not from numbers."""
        pairs = [row for row in self._rows if len(row) == 2]
        return [
            max(self._width(figure) for figure in column)
            for column in zip(*pairs, strict=True)
        ]

    def _width(self, figure: Figure) -> int:
        if figure.place:
            return self._values[figure.name].sizeHint().width()
        title = self._titles[figure.name].sizeHint().width()
        return title + _GAP + self.fontMetrics().horizontalAdvance(_SAMPLE)

    def _fold(self) -> None:
        narrow = sum(self._widths()) + 2 * _GAP + _BETWEEN > self.width()
        if narrow != self._narrow:
            self._narrow = narrow
            self._place_all()


class _Place(QPushButton):
    """``at 41, 7``; as wide as its place in the grid."""

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self._title, self._shown = figure.title, ""
        self.setProperty("role", "figure")
        self.setFlat(True)
        self.setToolTip(figure.tip)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """The pixel."""
        return self._shown

    def setText(self, text: str) -> None:
        """Show a pixel, or that there is none."""
        self._shown = text
        super().setText(f"{self._title} {text}")
        self.setEnabled(any(character.isdigit() for character in text))

    def sizeHint(self) -> QSize:
        """Room for four digits each."""
        words = f"{self._title} {_PLACE}"
        width = self.fontMetrics().horizontalAdvance(words) + _INSIDE
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """A cut number is a wrong number."""
        return self.sizeHint()
