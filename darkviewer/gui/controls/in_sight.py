"""Parts that do nothing while nobody sees them, and catch up when they are shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

__all__ = ["InSight"]


class InSight(QObject):
    """Knows whether a part missed something, and lets it follow when it is shown."""

    def __init__(self, part: QWidget, follow: Callable[[], object]) -> None:
        super().__init__(part)
        self._part, self._follow = part, follow
        self._missed = False
        part.installEventFilter(self)

    def misses(self) -> bool:
        """Whether nobody looks now; the part follows later then."""
        if self._part.isVisible():
            return False
        self._missed = True
        return True

    def ask(self, _changed: object = None) -> None:
        """Follow now, or when somebody looks."""
        if not self.misses():
            self._follow()

    def catch_up(self) -> None:
        """Follow what was missed, though nobody looks: something else will use it."""
        if self._missed:
            self._missed = False
            self._follow()

    def eventFilter(self, part: QObject, event: QEvent) -> bool:
        """It is true before it is painted."""
        if event.type() == QEvent.Type.Show and part is self._part:
            self.catch_up()
        return False
