"""Unexpected errors: logged and shown in one dialog; the window stays open."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

from darkviewer.core.errors import MEMORY_SHORT

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow

__all__ = ["faults_told"]

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

_log = logging.getLogger(__name__)


@contextmanager
def faults_told(window: MainWindow) -> Iterator[None]:
    """Until it is left: exceptions nobody caught go to the log and into a dialog.

    Those of other threads, and what Qt complains about, go to the log only.
    """

    def tell(
        kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        from darkviewer.gui.dialogs.error import show_fault

        _log.error("unexpected error", exc_info=(kind, fault, trace))
        if issubclass(kind, MemoryError):  # no fault of the program
            window.workspace.post(MEMORY_SHORT, "bad", about="memory")
            return
        text = "".join(traceback.format_exception(kind, fault, trace))
        show_fault(window, "Darkviewer", text)

    before, before_threads = sys.excepthook, threading.excepthook
    before_qt = qInstallMessageHandler(_log_qt)
    sys.excepthook, threading.excepthook = tell, _log_thread
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = before, before_threads
        qInstallMessageHandler(before_qt)


def _log_thread(what: threading.ExceptHookArgs) -> None:
    _log.error("unexpected error in %s", what.thread, exc_info=what.exc_value)


def _log_qt(kind: QtMsgType, _context: object, text: str) -> None:
    _log.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", text)
