"""Immediate faults: exceptions, complaints of Qt, a window that does not answer.

The first of them ends the process: what follows a fault says little.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

__all__ = ["HUNG_S", "STALL_S", "Heartbeat", "end", "listen"]

STALL_S = 2.0
"""A window that does not answer for so long is a finding."""
END_S = 20.0
"""So long it may take to end, out of sight; machines may be busy."""
HUNG_S = 90.0
"""After this the process is ended from outside of Python."""
FOUND = 3
"""Exit status of a process that ended itself on a finding."""

_TICK_MS = 20
_LOOK_S = 0.1
_TOLERATED = (
    # What the offscreen platform cannot do, and no screen would complain about.
    "This plugin does not support",
    # Of QTest: a drag may leave the window.
    "Mouse event at ",
)


def end(kind: str, text: str) -> None:
    """Say what was found, and leave the process at once."""
    sys.stdout.write(f"\nFOUND {kind}: {text.rstrip()}\n")
    sys.stdout.flush()
    os._exit(FOUND)


def listen() -> None:
    """End at the first exception that nobody catches, and the first complaint of Qt.

    The application puts hooks of its own in place of these; those write into the log,
    which is listened to as well.
    """
    logging.getLogger().addHandler(_Listener())
    sys.excepthook = lambda *what: end(
        "exception", "".join(traceback.format_exception(*what))
    )
    sys.unraisablehook = lambda what: end("unraisable", _unraisable(what))
    threading.excepthook = lambda what: end(
        "exception in a thread", "".join(traceback.format_exception(what.exc_value))
    )
    qInstallMessageHandler(_hear_qt)


def _unraisable(what: object) -> str:
    fault = getattr(what, "exc_value", None)
    words = f"{getattr(what, 'err_msg', '')} {getattr(what, 'object', None)!r}\n"
    return words + "".join(traceback.format_exception(fault))


def _hear_qt(kind: QtMsgType, _context: object, text: str) -> None:
    if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
        _complain(text)


def _complain(text: str) -> None:
    if not text.startswith(_TOLERATED):
        end("Qt warning", text + "\n" + "".join(traceback.format_stack()[:-3]))


class _Listener(logging.Handler):
    """Errors in the log, and what Qt complained about."""

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            text += "\n" + "".join(traceback.format_exception(record.exc_info[1]))
        if record.levelno >= logging.ERROR:
            end("error in the log", text)
        elif record.levelno >= logging.WARNING and text.startswith("Qt: "):
            _complain(text.removeprefix("Qt: "))


class Heartbeat:
    """Ends the process when the event loop did not run for too long.

    Time in which the system gave no processor to this thread, or to one that it may
    have waited for, does not count: a busy machine is no fault of the program. What
    `what` returns is said with a finding.
    """

    def __init__(self, what: Callable[[], str]) -> None:
        self._what = what
        self._last: float | None = None
        self._sight = False
        self._main = str(threading.get_native_id())
        self._waited: dict[str, float] = {}
        self._stacks = tempfile.TemporaryFile("w+")  # noqa: SIM115
        self._looked = False
        self._timer = QTimer()
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin to measure with the next turn of the event loop."""
        self._timer.start()
        threading.Thread(target=self._look, name="heartbeat", daemon=True).start()

    def pause(self) -> None:
        """No event loop runs: measure from its next turn on."""
        self._last = None

    def _beat(self) -> None:
        now, sight = time.monotonic(), self._in_sight()
        # A window that is being made or ended keeps nobody waiting who looks at one.
        most = STALL_S if sight and self._sight else END_S
        gap = 0.0 if self._last is None else now - self._last
        if gap > most:
            gap -= self._starved_s()
        if gap > most:
            self._stacks.seek(0)
            what = f"{gap:.1f} s during {self._what()}"
            end("stall", f"{what}\n{self._stacks.read()}")
        self._last, self._sight, self._looked = now, sight, False
        faulthandler.dump_traceback_later(HUNG_S, exit=True)

    def _starved_s(self) -> float:
        """This thread's waiting for a processor, and the most of any other's."""
        now, before = _waited_s(), self._waited
        waited = {thread: s - before.get(thread, 0.0) for thread, s in now.items()}
        return waited.pop(self._main, 0.0) + max(waited.values(), default=0.0)

    def _in_sight(self) -> bool:
        """A splash says that the window is not there yet."""
        splash = Qt.WindowType.SplashScreen
        shown = (w for w in QApplication.topLevelWidgets() if w.isVisible())
        return any(w.windowType() != splash for w in shown)

    def _look(self) -> None:
        """Stack of the GUI thread, sampled once while it is late.

        Python's own way to look at another thread would keep what its functions hold,
        a painter for instance, beyond their end.
        """
        while True:
            time.sleep(_LOOK_S)
            last = self._last
            passed = 0.0 if last is None else time.monotonic() - last
            if passed < _LOOK_S:
                self._waited = _waited_s()
            elif passed > STALL_S / 2 and not self._looked:
                self._looked = True
                self._stacks.seek(0)
                self._stacks.truncate()
                faulthandler.dump_traceback(self._stacks, all_threads=True)


def _waited_s() -> dict[str, float]:
    """Seconds that each thread was ready to run and had to wait for a processor."""
    waited = {}
    for place in Path("/proc/self/task").glob("*"):  # none on other systems
        with suppress(OSError):  # it has ended
            fields = (place / "schedstat").read_text().split()
            waited[place.name] = int(fields[1]) / 1e9
    return waited
