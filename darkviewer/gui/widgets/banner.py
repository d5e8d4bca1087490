"""What one must know before trusting the numbers, above the image, until dismissed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from darkviewer.core.frames.session import Health, Session
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label, set_role

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.gui.workspace import Workspace

__all__ = ["Banner"]

_LINES, _PART = 3, 8  # the words take at most so many lines, and an eighth of all


class Banner(QFrame):
    """The reasons of a session's red or amber badge; frames that turn out blank."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setProperty("role", "banner")
        self.words = label("", wrap=True)
        self._area = _Lines(self.words)
        dismiss = KeyButton("Dismiss")
        dismiss.flat = True
        dismiss.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.addWidget(self._area, 1)
        row.addWidget(dismiss)
        workspace.session_changed.connect(self._show_health)
        workspace.calibration_changed.connect(self._add_notes)
        self._show_health(workspace.session)

    def _show_health(self, session: Session | None) -> None:
        level = "ok" if session is None else session.health.level
        if session is not None:
            self.words.setText(" · ".join(session.health.reasons))
        set_role(self, level, "level")
        self.setVisible(level != "ok" and bool(self.words.text()))

    def _add_notes(self, calibration: Calibration | None) -> None:
        notes = () if calibration is None else calibration.notes
        if not notes:
            return
        session = self._workspace.session
        health = (Health() if session is None else session.health).doubted(notes)
        words = " · ".join(health.reasons)
        if words == self.words.text():  # a new run of the same: it may be dismissed
            return
        self.words.setText(words)
        set_role(self, health.level, "level")
        self.show()


class _Lines(QScrollArea):
    """As high as its words, up to a few lines; the others are scrolled to."""

    def __init__(self, words: QLabel) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._words = words
        self.setWidget(words)
        for part in (self.viewport(), words):
            part.setAutoFillBackground(False)  # the banner's own ground

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return QSize(0, self._words.fontMetrics().lineSpacing())

    def hasHeightForWidth(self) -> bool:
        """Narrow words need more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """All lines, or as many as leave room for the image."""
        words = self._words
        line = words.fontMetrics().lineSpacing()
        room = self.window().height() / _PART
        lines = max(1, min(_LINES, int(room // line)))
        return min(words.heightForWidth(width), lines * line)
