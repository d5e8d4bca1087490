"""The door at which later starts knock: a local socket, a named pipe on Windows.

Nothing listens on a network. Python's own means do: Qt's are in QtNetwork, which needs
libraries that a bare machine lacks.
"""

from __future__ import annotations

import os
import socket
import struct
import sys
from contextlib import suppress
from multiprocessing.connection import Client, Connection, Listener
from select import select
from typing import Protocol

__all__ = ["Door", "call", "open_door"]

_WAITING = 16
"""Guests that wait at the door; others are turned away by the system."""


class Door(Protocol):
    """Where guests come in one after the other."""

    def next_guest(self) -> Connection | None:
        """Wait for a guest; None once the door is closed, or for a stranger."""

    def close(self) -> None:
        """Let nobody in any more; whoever waits for a guest gets None."""


def call(place: str, patience_s: float) -> Connection:
    """Knock at a place; OSError where nobody is, or nobody opens in time."""
    if sys.platform == "win32":
        return Client(place)
    caller = socket.socket(socket.AF_UNIX)
    try:
        _limit(caller, patience_s)
        caller.connect(place)
        if not _same_user(caller):
            raise PermissionError(f"{place} belongs to somebody else")
    except OSError:
        caller.close()
        raise
    return Connection(caller.detach())


def open_door(place: str, patience_s: float) -> Door:
    """Listen at a place; OSError where another does, or none can be."""
    if sys.platform == "win32":
        return _PipeDoor(place)
    return _SocketDoor(place, patience_s)


class _SocketDoor:
    """Of this user alone, by the mode of the file and by what the system says."""

    def __init__(self, place: str, patience_s: float) -> None:
        self._place, self._patience_s = place, patience_s
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            self._socket.bind(place)
            os.chmod(place, 0o600)
            self._socket.listen(_WAITING)
        except OSError:
            self._socket.close()
            raise
        self._ended, self._end = socket.socketpair()

    def next_guest(self) -> Connection | None:
        came, _, _ = select([self._socket, self._ended], [], [])
        if self._ended in came:
            self._socket.close()
            self._ended.close()
            return None
        guest, _ = self._socket.accept()
        if not _same_user(guest):
            guest.close()
            return None
        _limit(guest, self._patience_s)
        return Connection(guest.detach())

    def close(self) -> None:
        with suppress(OSError):  # its folder is gone, and the door with it
            os.unlink(self._place)
        self._end.close()


if sys.platform == "win32":

    class _PipeDoor:
        """Windows lets only the user that made a pipe open it."""

        def __init__(self, place: str) -> None:
            self._place = place
            self._listener = Listener(place)
            self._closed = False

        def next_guest(self) -> Connection | None:
            guest = self._listener.accept()
            if not self._closed:
                return guest
            guest.close()
            self._listener.close()
            return None

        def close(self) -> None:
            self._closed = True
            with suppress(OSError), Client(self._place):
                pass  # whoever waits for a guest gets one


def _limit(end: socket.socket, patience_s: float) -> None:
    """No call of the system on this socket takes longer; also of its `Connection`."""
    whole = int(patience_s)
    time = struct.pack("@ll", whole, round(1e6 * (patience_s - whole)))
    for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        end.setsockopt(socket.SOL_SOCKET, option, time)


def _same_user(end: socket.socket) -> bool:
    """Whether the other end belongs to this user, where the system tells."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:  # the folder is the user's own
        return True
    said = end.getsockopt(socket.SOL_SOCKET, option, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", said)
    return bool(user == os.geteuid())
