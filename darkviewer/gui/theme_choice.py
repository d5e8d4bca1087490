"""Palette and text size: the desktop's own preference until the user picks one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES, apply_palette, system_palette

if TYPE_CHECKING:
    from darkviewer.gui.workspace import Workspace

__all__ = ["ThemeChoice"]

SYSTEM = "system"
TEXT_SCALES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


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

    def step_text(self, steps: int) -> float:
        """Larger or smaller text by so many steps, 0 for the normal size; the scale."""
        before = fonts.scale()
        if steps:
            near = min(TEXT_SCALES, key=lambda scale: abs(scale - fonts.scale()))
            at = TEXT_SCALES.index(near) + steps
            fonts.set_scale(TEXT_SCALES[max(0, min(at, len(TEXT_SCALES) - 1))])
        else:
            fonts.set_scale(1.0)
        if fonts.scale() != before:
            QApplication.setFont(fonts.body())
            self._apply()
            self._workspace.text_size_changed.emit()
        return fonts.scale()

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
