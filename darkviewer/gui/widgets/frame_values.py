"""Values of a pixel in every frame: raw, residual and temperature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import number

if TYPE_CHECKING:
    from darkviewer.core.vetting.dossier import Dossier
    from darkviewer.gui.text.units import Shown
    from darkviewer.gui.workspace import Workspace

__all__ = ["FrameValues", "temperatures"]

_ROWS = ("raw ADU", "residual e⁻", "°C")
_WIDTH = 58


def temperatures(workspace: Workspace) -> list[float | None]:
    """Of the frames that were used, in their order; None where nothing says it."""
    calibration, session = workspace.calibration, workspace.session
    if calibration is None or session is None:
        return []
    used = {source.name for source in calibration.used}
    return [f.temperature_c for f in session.frames if f.name in used]


class FrameValues(QTableWidget):
    """One column per frame, below the plot that shows them; the one on show is lit."""

    def __init__(self) -> None:
        super().__init__(len(_ROWS), 0)
        self.setAccessibleName("The pixel's values in all frames")
        self.setVerticalHeaderLabels(_ROWS)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectColumns)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def set_dossier(
        self,
        known: Dossier,
        temperatures: list[float | None],
        frame: int,
        shown: Shown,
    ) -> None:
        """Show a pixel; `frame` is the one on show, from 0."""
        self.setVerticalHeaderLabels(
            [words.replace("e⁻", shown.words) for words in _ROWS]
        )
        count = len(known.raw)
        self.setColumnCount(count)
        self.setHorizontalHeaderLabels([str(n + 1) for n in range(count)])
        warm = [*temperatures[:count], *[None] * (count - len(temperatures))]
        for row, texts in enumerate(
            (
                [number(value) for value in known.raw],
                [shown.text(value) for value in known.residual_e],
                ["" if value is None else number(value, 1) for value in warm],
            )
        ):
            for column, text in enumerate(texts):
                self.setItem(row, column, _cell(text))
        self.setRowHidden(2, not any(value is not None for value in warm))
        self.selectColumn(frame)
        self._take_room()

    def _take_room(self) -> None:
        """Columns of one width, which cuts no number."""
        header = self.horizontalHeader()
        widths = map(self.sizeHintForColumn, range(self.columnCount()))
        header.setDefaultSectionSize(max(fonts.scaled(_WIDTH), *widths, 0))
        self.resizeRowsToContents()
        bar = self.horizontalScrollBar().sizeHint().height()
        rows = sum(map(self.rowHeight, range(self.rowCount())))
        frame = 2 * self.frameWidth()
        self.setFixedHeight(header.sizeHint().height() + rows + bar + frame)


def _cell(text: str) -> QTableWidgetItem:
    cell = QTableWidgetItem(text)
    cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return cell
