"""The application: from a path to a window, or to a picture of one."""

from __future__ import annotations

import gc
import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from darkviewer import __version__
from darkviewer.core.foreign_text import shown
from darkviewer.gui.actions.installed import InstalledActions
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.startup.faults import faults_told
from darkviewer.gui.startup.first_paint import report_if_asked
from darkviewer.gui.startup.keeping import Keeping
from darkviewer.gui.startup.last_resort import LastResort
from darkviewer.gui.startup.memory import recall, text_scale_of, theme_of
from darkviewer.gui.startup.picture import Picture
from darkviewer.gui.startup.place import Placing
from darkviewer.gui.startup.restoring import Restoring
from darkviewer.gui.startup.single_instance import SingleInstance
from darkviewer.gui.startup.splash import splash_if_slow
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import dressed_last
from darkviewer.gui.threads.ending import left_behind
from darkviewer.gui.threads.timers import repeating
from darkviewer.gui.workspace import Workspace
from darkviewer.resources import resource
from darkviewer.storage.appdata.journal import journal
from darkviewer.storage.appdata.open_root import (
    forget_open_root,
    note_open_root,
    root_left_open,
)
from darkviewer.storage.appdata.settings import Settings, load
from darkviewer.storage.free_memory import share_one_heap

if TYPE_CHECKING:
    from darkviewer.gui.startup.watchdog import Watchdog

__all__ = ["make_application", "make_window", "run"]

_log = logging.getLogger(__name__)
_WAKE_MS = 200
_SIGNALS = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
)
"""Ctrl+C, the end of the desktop's session, of the terminal, of the console."""


def run(
    path: Path | None,
    *,
    screenshot: Path | None = None,
    fresh: bool = False,
    watchdog: bool = False,
) -> int:
    """Open the window and stay until it is closed.

    Parameters
    ----------
    path : Path or None
        Capture root, capture folder or single file; None opens the last root.
    screenshot : Path, optional
        Write a picture of the window once the session is calibrated and its first
        candidate is on show, then end.
    fresh : bool
        Start without the remembered settings, and remember none; what people say is
        kept all the same, but a picture shows nothing of it.
    watchdog : bool
        Log whatever keeps the window from answering for more than 16 ms.

    Returns
    -------
    int
        Exit status: 0, or 1 when no picture could be made.

    Raises
    ------
    KeyboardInterrupt
        If a signal ended it before there was a picture.
    """
    with journal(), _Ending() as ending:
        application = make_application()
        first = None if fresh or screenshot else SingleInstance()
        if first is not None and not first.is_first(path):
            return 0
        settings, message = (Settings(), "") if fresh else load()
        window = _shown(settings, fresh=fresh, placed=screenshot is None)
        with LastResort(_SIGNALS) as last, ExitStack() as stack:
            window.closing.connect(last.arm)
            stack.enter_context(faults_told(window))
            if watchdog:
                stack.enter_context(_watched(window))
            if first is not None:
                stack.callback(first.close)
                first.asked.connect(lambda wanted: _come_forward(window, wanted))
            if not fresh and screenshot is None:
                stack.enter_context(_kept(application, window, settings))
                crashed = stack.enter_context(_open_root_noted(window))
                path = path or _resume(window, settings, crashed)
            _begin(window, path, message)
            picture = Picture(window, screenshot) if screenshot is not None else None
            status = _until_closed(application, window, ending)
        if picture is not None and ending.asked:
            raise KeyboardInterrupt
        return status if picture is None else picture.status


def _shown(settings: Settings, *, fresh: bool, placed: bool) -> MainWindow:
    with splash_if_slow():
        window = make_window(settings, fresh=fresh and not placed)
        report_if_asked(window)
        if placed:
            Placing(window, settings)
        window.show()
    gc.freeze()  # what is there by now stays, and need not be looked through again
    gc.enable()
    return window


def _begin(window: MainWindow, path: Path | None, message: str) -> None:
    if message:
        window.workspace.post(message, "warn")
    if path is not None:
        window.open_path(path)
    QTimer.singleShot(0, lambda: _log.info("the window is open"))


def _resume(
    window: MainWindow, settings: Settings, crashed: Path | None
) -> Path | None:
    """Go on where the last window ended: its view, and its root if any."""
    root = _last_root(window, settings, crashed)
    _restore_view(window, settings)
    return root


def _last_root(
    window: MainWindow, settings: Settings, crashed: Path | None
) -> Path | None:
    """The last root; only offered if the program crashed on it."""
    if not settings.last_root:
        return None
    root = Path(settings.last_root)
    if root != crashed:
        return root
    window.browser.say(
        "Not reopened after a crash",
        f"{shown(str(root))} was open when Darkviewer ended unexpectedly. To open it "
        "anyway, choose File > Open recent.",
    )
    return None


def _restore_view(window: MainWindow, settings: Settings) -> None:
    view = settings.options.get("view")
    if isinstance(view, dict):
        Restoring(window, view)


@contextmanager
def _open_root_noted(window: MainWindow) -> Iterator[Path | None]:
    """Gives the root that a crash left open; notes what is open from now on."""
    crashed = root_left_open()
    window.path_opened.connect(note_open_root)
    try:
        yield crashed
    finally:
        # A root that cannot be read to its end is not reopened, either.
        if "reading" not in left_behind():
            forget_open_root()


def make_application() -> QApplication:
    """The one QApplication, dressed: style, faces, icon."""
    share_one_heap()  # before threads have heaps of their own
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Darkviewer")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("darkviewer")
    application.setStyle("Fusion")
    fonts.load()
    application.setFont(fonts.body())
    application.setWindowIcon(QIcon(str(resource("icons", "darkviewer.svg"))))
    return application


def make_window(settings: Settings, *, fresh: bool = False) -> MainWindow:
    """A window as it was left, with nothing open yet."""
    # Before any part is made: many measures follow the text.
    fonts.set_scale(text_scale_of(settings))
    QApplication.setFont(fonts.body())
    with dressed_last():
        window = MainWindow(Workspace(), theme=theme_of(settings), fresh=fresh)
        InstalledActions(window)
    window.shortcuts_requested.connect(lambda: _show_shortcuts(window))
    recall(window, settings)

    def opened(path: Path) -> None:
        settings.remember(path)
        window.recent = [Path(text) for text in settings.recent]

    window.path_opened.connect(opened)
    return window


def _show_shortcuts(window: MainWindow) -> None:
    from darkviewer.gui.actions.shortcuts import ShortcutsDialog

    ShortcutsDialog(window).show()


def _come_forward(window: MainWindow, path: Path | None) -> None:
    """A second start: this window shows what it was started with."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    if path is not None:
        window.open_path(path)


def _until_closed(
    application: QApplication, window: MainWindow, ending: _Ending
) -> int:
    """Qt's loop; whatever ends it closes the window as a click would."""
    ending.closes(window)
    # Python runs the handlers only between its own steps: a timer provides them.
    wake = repeating(None, _WAKE_MS)
    wake.timeout.connect(lambda: None)
    wake.start()
    try:
        return application.exec()
    finally:
        wake.stop()
        window.close()  # ended without it: the threads end here


class _Ending:
    """Signals close the window as a click would, as soon as it is there."""

    def __enter__(self) -> _Ending:
        self._window: MainWindow | None = None
        self.asked = False
        self._before = {number: signal.signal(number, self._end) for number in _SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def closes(self, window: MainWindow) -> None:
        self._window = window
        if self.asked:
            self._end()

    def _end(self, *_signal: object) -> None:
        self.asked = True
        if self._window is not None:
            # The handler runs in the midst of anything, painting included: close later.
            QTimer.singleShot(0, self._window.close)


@contextmanager
def _watched(window: MainWindow) -> Iterator[Watchdog]:
    from darkviewer.gui.startup.watchdog import Watchdog

    guard = Watchdog(window)
    guard.start()
    try:
        yield guard
    finally:
        guard.stop()


@contextmanager
def _kept(
    application: QApplication, window: MainWindow, settings: Settings
) -> Iterator[None]:
    """Settings are saved as they change, on leaving, and when the desktop ends."""
    keeping = Keeping(window, settings)
    application.commitDataRequest.connect(keeping.save_now)
    try:
        yield
    finally:
        application.commitDataRequest.disconnect(keeping.save_now)
        keeping.close()
