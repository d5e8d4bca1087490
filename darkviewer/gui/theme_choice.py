"""Which palette is shown: the desktop's own preference until the user picks one."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from darkviewer.gui.theme import PALETTES, apply_palette, system_palette
from darkviewer.gui.workspace import Workspace

__all__ = ["ThemeChoice"]

SYSTEM = "system"


class ThemeChoice(QObject):
    """Keeps the workspace's palette at the user's choice."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.name = SYSTEM
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._desktop_changed)

    def choose(self, name: str) -> None:
        """``"system"`` or a palette; anything else counts as ``"system"``."""
        self.name = name if name in PALETTES else SYSTEM
        self._apply()

    def _desktop_changed(self) -> None:
        if self.name == SYSTEM:
            self._apply()

    def _apply(self) -> None:
        if self.name == SYSTEM:
            QGuiApplication.styleHints().unsetColorScheme()
            palette = PALETTES[system_palette()]
        else:
            palette = PALETTES[self.name]
        apply_palette(palette, follow_desktop=self.name == SYSTEM)
        self._workspace.set_palette(palette.name)
