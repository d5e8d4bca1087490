"""Sessions at the left of the place of the frames, and what the headers tell below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from darkviewer.gui.controls.labels import ElidedLabel, label, section_title
from darkviewer.gui.style import fonts
from darkviewer.gui.text.frame_facts import FACTS
from darkviewer.gui.text.tips import plain_tip

if TYPE_CHECKING:
    from darkviewer.gui.workspace import Workspace

__all__ = ["FromHeaders", "SessionsColumn"]

_SHOWN = (
    "exposure_s",
    "set_temperature_c",
    "gain",
    "offset",
    "binning",
    "camera",
)
"""What all frames of a series have in common; the table has what is of one frame."""

_LEAST_PX = 460  # of height: with less the sessions need it all


class FromHeaders(QWidget):
    """Follows the frame on show; each value names the card that it comes from."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.facts = [fact for fact in FACTS if fact.name in _SHOWN]
        self.values = {fact.name: ElidedLabel() for fact in self.facts}
        self.sources = {fact.name: ElidedLabel("", "small") for fact in self.facts}
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addWidget(section_title("From the headers"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        for line, fact in enumerate(self.facts):
            source = self.sources[fact.name]
            source.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(label(fact.words, "secondary"), line, 0)
            grid.addWidget(self.values[fact.name], line, 1)
            grid.addWidget(source, line, 2)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 2)
        column.addLayout(grid)
        workspace.frame_settled.connect(self._show)
        workspace.session_changed.connect(self._show)
        workspace.calibration_changed.connect(self._show)
        self._show()

    def _show(self, _changed: object = None) -> None:
        info = self._workspace.frame_info
        for fact in self.facts:
            text = "" if info is None else fact.text(info)
            source = info.sources.get(fact.name, "") if info and text else ""
            value, card = self.values[fact.name], self.sources[fact.name]
            value.setText(text or "–")
            card.setText(source)
            for part in (value, card):
                part.setToolTip(plain_tip(part.text()))


class SessionsColumn(QWidget):
    """The sessions; below them `FromHeaders` where the column is high enough."""

    def __init__(self, sessions: QWidget, headers: QWidget) -> None:
        super().__init__()
        self._headers = headers
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(sessions, 1)
        lines.addWidget(headers)
        headers.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height."""
        super().resizeEvent(event)
        self._headers.setVisible(self.height() >= fonts.scaled(_LEAST_PX))
