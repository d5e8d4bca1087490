"""One window per user: a second start hands its path to the first and ends.

Whoever says nothing, or nonsense, or too much, or comes in crowds, keeps neither a
start nor an end from going on.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import platformdirs
from PySide6.QtCore import QObject, Signal, Slot

from darkviewer.gui.startup.meeting import Door, call, open_door
from darkviewer.storage.places import whole

__all__ = ["SingleInstance", "meeting_place"]

PATIENCE_S = 5.0
"""How long the first window may take to answer; it may be starting itself."""
_LONGEST = 100_000
_GUESTS = 4
"""Listened to at once; others are turned away."""
_PAUSE_S = 0.1
_NOBODY = (FileNotFoundError, ConnectionRefusedError)

_log = logging.getLogger(__name__)


class SingleInstance(QObject):
    """Either the first of this user, who hears of later ones, or a later one."""

    asked = Signal(object)  # Path or None: a later start wants this window in front
    _heard = Signal(object, object)  # Path or None, Event to be set once it is obeyed

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._place = meeting_place()
        self._door: Door | None = None
        self._closing = threading.Event()
        self._room = threading.Semaphore(_GUESTS)
        self._heard.connect(self._obey)

    def is_first(self, path: Path | None) -> bool:
        """Take the meeting place, or tell whoever holds it of `path`.

        Returns
        -------
        bool
            False when another window has taken the path: this process may end. True
            also when the one there does not answer; then later starts go unnoticed.
        """
        # Of two starts at once the slower one finds the name taken and asks again; what
        # still does not answer then was left behind by one that was killed.
        for again in (False, True):
            try:
                with call(self._place, PATIENCE_S) as there:
                    return not _told(there, path)
            except _NOBODY:
                if self._listen(replace=again):
                    return True
            except (OSError, EOFError) as error:
                _log.warning("the other window does not answer: %s", error)
                return True
        return True

    def close(self) -> None:
        """Leave the meeting place to others; nobody is waited for."""
        self._closing.set()
        if self._door is not None:
            self._door.close()
            self._door = None

    def _listen(self, *, replace: bool) -> bool:
        if replace and sys.platform != "win32":
            with suppress(FileNotFoundError):
                os.unlink(self._place)
        try:
            self._door = open_door(self._place, PATIENCE_S)
        except OSError as error:
            if replace:
                _log.warning("later starts cannot reach this window: %s", error)
            return False
        self._start(self._serve, self._door)
        return True

    def _start(self, work: Callable[..., None], *what: object) -> None:
        threading.Thread(
            target=work, args=what, name="later starts", daemon=True
        ).start()

    # on threads of their own

    def _serve(self, door: Door) -> None:
        while not self._closing.is_set():
            try:
                guest = door.next_guest()
            except (OSError, EOFError) as error:
                _log.warning("a later start could not be heard: %s", error)
                time.sleep(_PAUSE_S)  # what fails once may fail at every turn
                continue
            if guest is None:
                continue
            if self._room.acquire(blocking=False):
                self._start(self._hear, guest)
            else:
                guest.close()

    def _hear(self, guest: Connection) -> None:
        """One guest; it may be silent, or stop in the midst of a word."""
        try:
            with guest, suppress(OSError, EOFError, ValueError, RecursionError):
                if guest.poll(PATIENCE_S) and not self._closing.is_set():
                    path = _path(guest.recv_bytes(_LONGEST))
                    done = threading.Event()
                    self._heard.emit(path, done)
                    if done.wait(PATIENCE_S):
                        guest.send_bytes(b"done")
        finally:
            self._room.release()

    @Slot(object, object)
    def _obey(self, path: Path | None, done: threading.Event) -> None:
        done.set()
        self.asked.emit(path)


def _path(said: bytes) -> Path | None:
    """What another start said; ValueError or RecursionError where it was none."""
    text = json.loads(said)
    if text is not None and not isinstance(text, str):
        raise ValueError("not one of ours")
    return None if text is None else Path(text)


def meeting_place() -> str:
    """A name of this user; on Unix a path in a folder that only the user may enter."""
    if sys.platform == "win32":
        user = hashlib.sha256(getpass.getuser().encode()).hexdigest()[:16]
        return rf"\\.\pipe\darkviewer-{user}"
    own = os.environ.get("XDG_RUNTIME_DIR")
    cache = platformdirs.user_cache_dir("darkviewer", appauthor=False)
    folder = Path(own) / "darkviewer" if own else Path(cache)
    with suppress(OSError):  # then there is no meeting place, and every start is first
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return str(folder / "window")


def _told(there: Connection, path: Path | None) -> bool:
    """Say a path, and whether it was heard in time."""
    _let_it_come_forward()
    text = None if path is None else str(whole(path))
    there.send_bytes(json.dumps(text).encode("ascii"))
    return there.poll(PATIENCE_S) and there.recv_bytes(_LONGEST) == b"done"


def _let_it_come_forward() -> None:
    """Windows lets only the program that was just started hand over the foreground."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
