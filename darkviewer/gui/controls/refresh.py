"""Following what changes: several signals, one refresh; none while out of sight."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

__all__ = ["Refresh"]


class Refresh(QObject):
    """Calls back before a part is painted next, however often it was asked to.

    What is not in sight follows when its `showEvent` calls `now`.

    Attributes
    ----------
    count : int
        How often it called back so far.
    """

    _asked = Signal()

    def __init__(self, part: QWidget, follow: Callable[[], None]) -> None:
        super().__init__(part)
        self._part, self._follow = part, follow
        self._wanted, self._coming = True, False  # nothing is shown yet
        self.count = 0
        # Such a call comes before the next painting, which a timer might not.
        self._asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """Whether nothing is about to be followed."""
        return not self._coming

    def ask(self, _changed: object = None) -> None:
        """Something has changed."""
        self._wanted = True
        if not self._coming and self._part.isVisible():
            self._coming = True
            self._asked.emit()

    def now(self) -> None:
        """Follow at once, if there is anything to follow and anybody to see it."""
        if self._wanted and self._part.isVisible():
            self._wanted = False
            self.count += 1
            self._follow()

    def _answer(self) -> None:
        self._coming = False
        self.now()
