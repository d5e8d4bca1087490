"""Frames that arrive, grow or go while the window is open: looked at without a word."""

from __future__ import annotations

import logging
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from darkviewer.gui.threads.background import Background, Task
from darkviewer.gui.threads.timers import once, repeating
from darkviewer.storage.places import Identity, identity

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.threads.ending import Deadline
    from darkviewer.gui.threads.jobs import Failure
    from darkviewer.gui.workspace import Workspace
    from darkviewer.storage.captures.watch import FolderWatch

__all__ = ["Arrivals"]

GATHER_MS = 500
"""A frame is written in many pieces, and frames come in bursts: one look for all."""
RETRY_MS = 1000
ROOT_MS = 2000
"""Watches an unplugged drive, or a recreated root, again."""
_RETRIES = 10
"""Each waits twice as long as the one before; together a quarter of an hour."""

_log = logging.getLogger(__name__)


class Arrivals(QObject):
    """Watches the root, and asks again for frames that were incomplete.

    What the system tells of is looked at within a second. Network drives often tell
    nothing: there incomplete frames are tried again, and F5 finds what is new. A root
    that goes and comes back is watched again.
    """

    _noticed = Signal()  # from the watch's own thread

    def __init__(
        self, workspace: Workspace, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._folders: set[Path] = set()  # shared with the watch's thread
        self._lock = threading.Lock()
        self._incomplete: set[Path] = set()
        self._due: set[Path] = set()
        self._retries = 0
        self._watch: FolderWatch | None = None
        self._watched: Identity | None = None
        self._root: Path | None = None
        # To watch a large tree takes a while: it is set up on a thread of its own.
        self._starter = Background("start watching", self)
        self._gather = once(self, GATHER_MS)
        self._gather.timeout.connect(self._look)
        self._guard = repeating(self, ROOT_MS)
        self._guard.timeout.connect(self._guard_root)
        self._retry = once(self)
        self._retry.timeout.connect(self._look_at_incomplete)
        self._noticed.connect(self._notice)
        workspace.root_changed.connect(self._follow)
        workspace.series_read.connect(self._take_series)

    def close(self, until: Deadline | None = None) -> None:
        """End the watch and its threads."""
        for timer in (self._gather, self._retry, self._guard):
            timer.stop()
        self._starter.close(until)
        self._end_watch()

    def _follow(self, root: Path | None) -> None:
        self._taken()
        self._incomplete.clear()
        self._root = root
        self._starter.drop()
        self._submit_watch()
        self._guard.start()

    def _guard_root(self) -> None:
        if self._starter.idle:
            self._submit_watch()

    def _submit_watch(self) -> None:
        if self._root is not None:
            work = partial(self._keep_watch, self._root)
            self._starter.submit(Task("watch", 0, work, _ignore, _note))

    # on the starter's thread

    def _keep_watch(self, root: Path) -> None:
        """Watch it, unless this very folder is watched already."""
        found = identity(root)
        # A recreated folder may have the inode number of the deleted one.
        lost = self._watch is not None and not self._watch.alive
        if found == self._watched and not lost:
            return
        self._end_watch()
        self._watched = found
        if found is not None:
            from darkviewer.storage.captures.watch import FolderWatch

            self._watch = FolderWatch(root, self._tell)
        self._tell(root)  # of what came or went before anybody watched

    def _end_watch(self) -> None:
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.close()

    # on the watch's thread

    def _tell(self, folder: Path) -> None:
        """Thousands of pieces of one frame are one signal."""
        with self._lock:
            first = not self._folders
            self._folders.add(folder)
        if first:
            self._noticed.emit()

    # on the GUI thread

    def _taken(self) -> set[Path]:
        with self._lock:
            folders, self._folders = self._folders, set()
        return folders

    def _notice(self) -> None:
        self._retries = 0
        if not self._gather.isActive():
            self._gather.start()

    def _look(self) -> None:
        if self._tasks.reading.busy:
            self._gather.start()
            return
        folders = self._taken() | self._due
        self._due = set()
        if folders:
            self._tasks.look_again(folders)

    def _take_series(self, series: tuple[Session, ...]) -> None:
        session = series[0]  # what is unfinished is of no series
        known = session.path in self._incomplete
        if not session.incomplete:
            self._incomplete.discard(session.path)
            return
        self._incomplete.add(session.path)
        if not known:
            self._retries = 0
        if not self._retry.isActive() and self._retries < _RETRIES:
            self._retry.start(RETRY_MS * 2**self._retries)
            self._retries += 1

    def _look_at_incomplete(self) -> None:
        self._due = set(self._incomplete)
        self._look()


def _ignore(_nothing: object) -> None:
    """A working watch is not reported."""


def _note(failure: Failure) -> None:
    _log.warning("%s", failure.text)
