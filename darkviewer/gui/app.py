"""The application: from a path to a window, or to a picture of one."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from darkviewer import __version__
from darkviewer.core.errors import DarkviewerError
from darkviewer.gui import fonts
from darkviewer.gui.first_paint import report_if_asked
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.memory import recall, remember, theme_of
from darkviewer.gui.picture import Picture
from darkviewer.gui.workspace import Workspace
from darkviewer.resources import resource
from darkviewer.storage.settings import Settings, load, save

if TYPE_CHECKING:
    from darkviewer.gui.watchdog import Watchdog

__all__ = ["make_application", "make_window", "run"]

_log = logging.getLogger(__name__)
_WAKE_MS = 200


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
        Start without anything remembered, and remember nothing.
    watchdog : bool
        Log whatever keeps the window from answering for more than 16 ms.

    Returns
    -------
    int
        Exit status: 0, or 1 when no picture could be made.
    """
    application = make_application()
    settings, message = (Settings(), "") if fresh else load()
    window = make_window(settings)
    hook = sys.excepthook
    sys.excepthook = _fault_hook(window)
    report_if_asked(window)
    guard = _watch(window) if watchdog else None
    window.show()
    if message:
        window.workspace.post(message, "warn")
    start = path or (Path(settings.last_root) if settings.last_root else None)
    if start is not None:
        window.open_path(start)
    picture = Picture(window, screenshot) if screenshot is not None else None
    try:
        status = _until_closed(application, window)
    finally:
        sys.excepthook = hook
        if guard is not None:
            guard.stop()
    if not fresh and picture is None:
        _keep(window, settings)
    return status if picture is None else picture.status


def make_application() -> QApplication:
    """The one QApplication, dressed: style, faces, icon."""
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


def make_window(settings: Settings) -> MainWindow:
    """A window as it was left, with nothing open yet."""
    window = MainWindow(Workspace(), theme=theme_of(settings))
    recall(window, settings)

    def opened(path: Path) -> None:
        settings.remember(path)
        window.recent = [Path(text) for text in settings.recent]

    window.path_opened.connect(opened)
    return window


def _until_closed(application: QApplication, window: MainWindow) -> int:
    """Qt's loop; Ctrl+C closes the window as a click would."""
    before = signal.signal(signal.SIGINT, lambda *_: window.close())
    # Python runs the handler only between its own steps: a timer provides them.
    wake = QTimer(interval=_WAKE_MS)
    wake.timeout.connect(lambda: None)
    wake.start()
    try:
        return application.exec()
    finally:
        wake.stop()
        signal.signal(signal.SIGINT, before)


def _watch(window: MainWindow) -> Watchdog:
    from darkviewer.gui.watchdog import Watchdog

    guard = Watchdog(window)
    guard.start()
    return guard


def _keep(window: MainWindow, settings: Settings) -> None:
    remember(window, settings)
    try:
        save(settings)
    except DarkviewerError as error:
        _log.warning("%s", error)


def _fault_hook(
    window: MainWindow,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """What no other part expected ends in one dialog, not in a lost window."""

    def hook(
        kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        from darkviewer.gui.dialogs.error import show_fault

        _log.error("unexpected error", exc_info=(kind, fault, trace))
        show_fault(window, "Darkviewer", f"{kind.__name__}: {fault}")

    return hook
