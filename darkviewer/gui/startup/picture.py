"""A picture of the window, taken once there is something to see."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QObject

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.threads.timers import repeating
from darkviewer.storage.atomic import replace_file

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow

__all__ = ["Picture"]

_log = logging.getLogger(__name__)

_LOOK_EVERY_MS = 60
_QUIET_LOOKS = 5
"""Nothing may run for this many looks in a row: layouts and repaints have settled."""
_PATIENCE_MS = 180_000


class Picture(QObject):
    """Waits for calibration, candidate and pixels, saves the window, closes it.

    Attributes
    ----------
    status : int
        0 once the picture is written, 1 before and after a failure.
    """

    def __init__(self, window: MainWindow, file: Path) -> None:
        super().__init__(window)
        self.status = 1
        self._window, self._file = window, file
        self._quiet = 0
        self._looks = _PATIENCE_MS // _LOOK_EVERY_MS
        self._timer = repeating(self, _LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        window = self._window
        self._looks -= 1
        idle = window.store.idle and window.examining.idle
        busy = window.tasks.busy or not idle
        self._quiet = 0 if busy else self._quiet + 1
        if self._quiet >= _QUIET_LOOKS or self._looks <= 0:
            self._timer.stop()
            self._take()
            window.close()

    def _take(self) -> None:
        """An existing file is replaced as a whole, a link never followed."""
        pixels = QBuffer()
        kind = self._file.suffix.removeprefix(".").upper()
        if kind and self._window.grab().save(pixels, kind):
            try:
                replace_file(self._file, bytes(pixels.data().data()))
            except DarkviewerError as error:
                _log.warning("%s", error)
            else:
                self.status = 0
