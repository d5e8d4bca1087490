"""Parts that take another shape where they are narrow."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

__all__ = ["Folding"]


class Folding(QWidget):
    """Looks at the room it has whenever that, or what it holds, has changed."""

    def event(self, event: QEvent) -> bool:
        """As much side by side as there is room for."""
        done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fold()
        return done

    def _fold(self) -> None:
        raise NotImplementedError
