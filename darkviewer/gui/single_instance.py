"""One window per user: a second start hands its path to the first and ends.

The meeting place is a local socket (a named pipe on Windows) that belongs to the user;
nothing listens on a network.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import sys
from contextlib import suppress
from pathlib import Path

import platformdirs
from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

__all__ = ["SingleInstance"]

_PATIENCE_MS = 5000
"""How long the first window may take to answer; it may be starting itself."""


class SingleInstance(QObject):
    """Either the first of this user, who hears of later ones, or a later one."""

    asked = Signal(object)  # Path or None: a later start wants this window in front

    def __init__(self, parent: QObject | None = None, *, name: str = "") -> None:
        super().__init__(parent)
        self._name = name or _meeting_place()
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)

    def is_first(self, path: Path | None) -> bool:
        """Take the meeting place, or tell whoever holds it of `path`.

        Returns
        -------
        bool
            False when another window has taken the path: this process may end. True
            also when the one there does not answer; then nobody is told of later ones.
        """
        for _ in range(2):  # two starts at once: the slower one finds the other
            reached, answered = self._tell(path)
            if reached:
                return not answered
            if self._server.listen(self._name):
                return True
            QLocalServer.removeServer(self._name)  # left behind by one that was killed
        return True

    def close(self) -> None:
        """Leave the meeting place to others."""
        self._server.close()

    def _tell(self, path: Path | None) -> tuple[bool, bool]:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_PATIENCE_MS):
            return False, False
        _let_it_come_forward()
        text = None if path is None else str(path.expanduser().absolute())
        socket.write(json.dumps(text).encode("ascii") + b"\n")
        socket.waitForBytesWritten(_PATIENCE_MS)
        answered = socket.bytesAvailable() > 0 or socket.waitForReadyRead(_PATIENCE_MS)
        socket.abort()
        return True, answered

    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda s=socket: self._hear(s))
            socket.disconnected.connect(socket.deleteLater)
            self._hear(socket)

    def _hear(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            return
        line = socket.readLine().data()
        socket.write(b"heard\n")
        socket.flush()
        try:
            text = json.loads(line)
        except ValueError:
            return  # not one of ours
        self.asked.emit(Path(text) if isinstance(text, str) else None)


def _meeting_place() -> str:
    """A name of this user; on Unix a path in a folder that only the user may enter."""
    if sys.platform == "win32":
        user = hashlib.sha256(getpass.getuser().encode()).hexdigest()[:16]
        return f"darkviewer-{user}"
    own = os.environ.get("XDG_RUNTIME_DIR")
    cache = platformdirs.user_cache_dir("darkviewer", appauthor=False)
    folder = Path(own) / "darkviewer" if own else Path(cache)
    with suppress(OSError):  # then there is no meeting place, and every start is first
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return str(folder / "window")


def _let_it_come_forward() -> None:
    """Windows lets only the program that was just started hand over the foreground."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
