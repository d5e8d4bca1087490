"""Alternating between two frames: what moves or flares catches the eye."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from darkviewer.gui.threads.timers import repeating

if TYPE_CHECKING:
    from darkviewer.gui.workspace import Workspace

__all__ = ["Blink"]

PERIOD_MS = 500


class Blink(QObject):
    """Says which frame to show: the workspace's, or now and then another one."""

    swapped = Signal()  # another frame is to be shown
    changed = Signal(bool)  # started or stopped

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._offset = -1
        self._other = False
        self._timer = repeating(self, PERIOD_MS)
        self._timer.timeout.connect(self._swap)

    @property
    def active(self) -> bool:
        """Whether two frames alternate."""
        return self._timer.isActive()

    @property
    def frame(self) -> int:
        """The frame to show now; beyond the last comes the first."""
        frame, frames = self._workspace.frame, self._workspace.frame_count
        return (frame + self._offset) % frames if self._other and frames else frame

    def set_active(self, on: bool, offset: int) -> None:
        """Alternate with the frame `offset` away, or stop."""
        on = on and self._workspace.frame_count > 1
        self._offset = offset
        if on == self.active:
            return
        if on:
            self._timer.start()
        else:
            self._timer.stop()
            if self._other:
                self._swap()
        self.changed.emit(on)

    def _swap(self) -> None:
        self._other = not self._other
        self.swapped.emit()
