"""What one must know before trusting the numbers, above the image, until dismissed."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from darkviewer.core.session import Session
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label, set_role
from darkviewer.gui.workspace import Workspace

__all__ = ["Banner"]


class Banner(QFrame):
    """The reasons of a session's red or amber badge."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self.words = label("", wrap=True)
        dismiss = KeyButton("Dismiss")
        dismiss.flat = True
        dismiss.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.addWidget(self.words, 1)
        row.addWidget(dismiss)
        workspace.session_changed.connect(self._show_health)
        self._show_health(workspace.session)

    def _show_health(self, session: Session | None) -> None:
        level = "ok" if session is None else session.health.level
        if session is not None:
            self.words.setText(" · ".join(session.health.reasons))
        set_role(self, level, "level")
        self.setVisible(level != "ok" and bool(self.words.text()))
