"""Settings are written a moment after they change, so that no end can lose much."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.startup.memory import remember
from darkviewer.gui.threads.background import Background, Task
from darkviewer.gui.threads.timers import repeating
from darkviewer.storage.appdata.settings import (
    Settings,
    save,
    settings_bytes,
    write_settings,
)

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow
    from darkviewer.gui.threads.jobs import Failure

__all__ = ["Keeping"]

EVERY_MS = 3000

_log = logging.getLogger(__name__)


class Keeping(QObject):
    """Compares, every few seconds, what would be remembered with what is written.

    So nothing that is remembered has to tell that it changed. To flush a file to the
    disk may take long: that is done on a thread of its own.
    """

    def __init__(
        self, window: MainWindow, settings: Settings, *, every_ms: int = EVERY_MS
    ) -> None:
        super().__init__()
        self._window, self._settings = window, settings
        self._written = b""
        self._writer = Background("settings", self)
        self._timer = repeating(self, every_ms)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        window.closing.connect(self.save_now)  # whatever may hang comes after

    def close(self) -> None:
        """Write them as they are now and end the thread."""
        self._timer.stop()
        self._writer.close()
        self.save_now()

    def save_now(self, _session: object = None) -> None:
        """Before this returns; after logging out the process may end at any moment."""
        remember(self._window, self._settings)
        try:
            save(self._settings)
        except DarkviewerError as error:
            _log.warning("%s", error)

    def _look(self) -> None:
        remember(self._window, self._settings)
        content = settings_bytes(self._settings)
        if content != self._written and self._writer.idle:
            self._written = content
            work = partial(write_settings, content)
            self._writer.submit(Task("save", 0, work, lambda _: None, _note))


def _note(failure: Failure) -> None:
    _log.warning("%s", failure.text)
