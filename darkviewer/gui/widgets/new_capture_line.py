"""One quiet line: a capture has begun, and may be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from darkviewer.core.foreign_text import shown
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import ElidedLabel
from darkviewer.gui.text.tips import plain_tip

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session

__all__ = ["NewCaptureLine"]


class NewCaptureLine(QWidget):
    """Out of sight while there is none."""

    open_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = ElidedLabel("", "secondary")
        self.button = KeyButton("Open")
        self.button.setAccessibleName("Open the new capture")
        self.button.clicked.connect(self.open_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 12, 4)
        row.setSpacing(8)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.hide()

    def offer(self, session: Session | None) -> None:
        """Name the capture; None: there is none any more."""
        self.setVisible(session is not None)
        if session is not None:
            place = " ".join((session.time.replace("_", ":"), session.object)).strip()
            self.words.setText(f"New: {shown(place or session.path.name)}")
            tip = f"{session.title} has begun: open it"
            self.words.setToolTip(plain_tip(tip))
            self.button.setToolTip(plain_tip(tip))
