"""One window per user: a second start hands its path to the first and ends.

The meeting place is a local socket (a named pipe on Windows) that belongs to the user;
nothing listens on a network. Python's own means do: Qt's are in QtNetwork, which needs
libraries that a bare machine lacks.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import logging
import os
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path

import platformdirs
from PySide6.QtCore import QObject, Signal, Slot

__all__ = ["SingleInstance", "meeting_place"]

PATIENCE_S = 5.0
"""How long the first window may take to answer; it may be starting itself."""
_LONGEST = 100_000
_NOBODY = (FileNotFoundError, ConnectionRefusedError)

_log = logging.getLogger(__name__)


class SingleInstance(QObject):
    """Either the first of this user, who hears of later ones, or a later one."""

    asked = Signal(object)  # Path or None: a later start wants this window in front
    _heard = Signal(object, object)  # what was said, Event to be set once it is done

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._place = meeting_place()
        self._listener: Listener | None = None
        self._thread: threading.Thread | None = None
        self._closing = threading.Event()
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
                with Client(self._place) as there:
                    return not _told(there, path)
            except _NOBODY:
                if self._listen(replace=again):
                    return True
            except (OSError, EOFError) as error:
                _log.warning("the other window does not answer: %s", error)
                return True
        return True

    def close(self) -> None:
        """Leave the meeting place to others."""
        if self._listener is None or self._thread is None:
            return
        self._closing.set()
        with suppress(OSError), Client(self._place):
            pass  # the thread waits for somebody to come
        self._thread.join(PATIENCE_S)  # a daemon: who says nothing cannot hold the end
        self._listener.close()
        self._listener = self._thread = None

    def _listen(self, *, replace: bool) -> bool:
        if replace and sys.platform != "win32":
            with suppress(FileNotFoundError):
                os.unlink(self._place)
        try:
            self._listener = Listener(self._place)
        except OSError as error:
            if replace:
                _log.warning("later starts cannot reach this window: %s", error)
            return False
        if sys.platform != "win32":
            os.chmod(self._place, 0o600)
        self._thread = threading.Thread(
            target=self._serve, args=(self._listener,), name="later starts", daemon=True
        )
        self._thread.start()
        return True

    def _serve(self, listener: Listener) -> None:
        while not self._closing.is_set():
            with suppress(OSError, EOFError), listener.accept() as guest:
                if self._closing.is_set() or not guest.poll(PATIENCE_S):
                    continue
                done = threading.Event()
                self._heard.emit(guest.recv_bytes(_LONGEST), done)
                while not (done.wait(0.1) or self._closing.is_set()):
                    pass
                guest.send_bytes(b"done")

    @Slot(object, object)
    def _obey(self, said: bytes, done: threading.Event) -> None:
        done.set()
        try:
            text = json.loads(said)
        except (ValueError, RecursionError):
            return  # not one of ours
        self.asked.emit(Path(text) if isinstance(text, str) else None)


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
    text = None if path is None else str(path.expanduser().absolute())
    there.send_bytes(json.dumps(text).encode("ascii"))
    return there.poll(PATIENCE_S) and there.recv_bytes(_LONGEST) == b"done"


def _let_it_come_forward() -> None:
    """Windows lets only the program that was just started hand over the foreground."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
