"""Noticing that frames arrive, change or go below a folder, without asking for it."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.fits.names import is_fits

__all__ = ["FolderWatch"]

_EVENTS: list[type[FileSystemEvent]] = [
    *(FileCreatedEvent, FileModifiedEvent, FileClosedEvent),
    *(FileDeletedEvent, FileMovedEvent),
    *(DirCreatedEvent, DirDeletedEvent, DirMovedEvent),
]
"""Not among them: opening and reading, which we do ourselves."""


_END_S = 0.5
"""The system closes a watch at once, unless its drive is dead."""


def _not_its_end(record: logging.LogRecord) -> bool:
    """Not an error: the end came while it waited for the system."""
    return "when the thread is inactive" not in record.getMessage()


logging.getLogger("watchdog.observers.inotify").addFilter(_not_its_end)


class FolderWatch:
    """Watches a capture root and all below, or a single file, until it is closed.

    Parameters
    ----------
    root : Path
        Only watched: no file in it is opened.
    tell : callable
        Called on a thread of its own with the folder in which a frame or a folder
        came, changed or went; a single file is reported itself.

    Raises
    ------
    DarkviewerError
        If the system does not watch this folder; one may still look again by hand.
    """

    def __init__(self, root: Path, tell: Callable[[Path], None]) -> None:
        # A folder made within a new one is reported twice, which does no harm.
        warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
        single = os.path.isfile(root)
        # Without it watchdog would leave a thread behind.
        if not single and not os.path.isdir(root):
            raise _unwatched(root, "it is not there")
        self._observer = Observer()
        self._observer.name = "watch"
        try:
            self._observer.schedule(
                _Handler(root if single else None, tell),
                str(root.parent if single else root),
                recursive=not single,
                event_filter=_EVENTS,
            )
            self._observer.start()
        except (OSError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise _unwatched(root, reason) from error

    @property
    def alive(self) -> bool:
        """Whether it still watches: a deleted folder is no longer watched."""
        return all(emitter.is_alive() for emitter in self._observer.emitters)

    def close(self) -> None:
        """End the threads, which may outlive it; nothing is reported any more."""
        self._observer.stop()
        self._observer.join(_END_S)


def _unwatched(root: Path, reason: object) -> DarkviewerError:
    return DarkviewerError(
        f"{root} is not watched for new frames ({reason}): press F5 to rescan"
    )


class _Handler(FileSystemEventHandler):
    def __init__(self, single: Path | None, tell: Callable[[Path], None]) -> None:
        self._single = single
        self._tell = tell

    def on_any_event(self, event: FileSystemEvent) -> None:
        for text in filter(None, (event.src_path, event.dest_path)):
            path = Path(str(text))
            if self._single is not None:
                if path == self._single:
                    self._tell(path)
            elif event.is_directory or is_fits(path.name):
                self._tell(path.parent)
