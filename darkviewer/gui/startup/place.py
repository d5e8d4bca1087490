"""Position and size of the window, remembered for each setup of screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QScreen

from darkviewer.gui.main_window import MINIMUM, SIZE
from darkviewer.gui.threads.timers import once

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow
    from darkviewer.storage.appdata.settings import Settings

__all__ = ["Placing", "first_place", "remember_place", "screen_setup"]

_NAME = "geometry"
_SETUPS = 8  # so many are remembered
_BORDER, _TITLE_BAR = 8, 40
"""Assumed size of the window's frame before it can be measured."""
_SETTLED_MS = 400
"""By then the window manager has framed the window; the screens have come to rest."""


def screen_setup() -> str:
    """The screens there are, in words: ``1920x1080+0+0@1.25 2560x1440+1920+0@2``."""
    return " ".join(sorted(_words(screen) for screen in QGuiApplication.screens()))


def first_place(room: QRect, frame: QSize) -> QRect:
    """Of the window without its frame: as large as wanted and possible, centred.

    Parameters
    ----------
    room : QRect
        Of the screen, without panels and docks.
    frame : QSize
        What title bar and borders take, the title bar being at the top.
    """
    most = room.size() - frame
    size = QSize(*SIZE).boundedTo(most)
    spare = most - size
    border = frame.width() // 2
    top = frame.height() - border
    corner = QPoint(spare.width() // 2 + border, spare.height() // 2 + top)
    return QRect(room.topLeft() + corner, size)


def remember_place(window: MainWindow, settings: Settings) -> None:
    """Keep it for the screens of now; those not seen for longest are forgotten."""
    name = f"{_NAME} {screen_setup()}"
    settings.window.pop(name, None)  # the newest comes last
    settings.set_bytes(name, bytes(window.saveGeometry().data()))
    known = [key for key in settings.window if key.startswith(_NAME)]
    for old in known[:-_SETUPS]:
        del settings.window[old]


class Placing(QObject):
    """Places a window before it shows, and again when the screens change."""

    def __init__(self, window: MainWindow, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._setup = screen_setup()
        self._soon = once(self, _SETTLED_MS)
        self._soon.timeout.connect(self._settle)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.screenAdded.connect(self._watch)
        application.screenRemoved.connect(self._change)
        application.primaryScreenChanged.connect(self._change)
        for screen in QGuiApplication.screens():
            self._watch(screen)
        self._place()
        self._soon.start()

    def _place(self) -> None:
        window, room = self._window, self._room()
        frame = self._frame()
        window.setMinimumSize(QSize(*MINIMUM).boundedTo(room.size() - frame))
        known = self._settings.bytes_of(f"{_NAME} {self._setup}")
        if not window.restoreGeometry(QByteArray(known)):
            window.setGeometry(first_place(room, frame))

    def _watch(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._change)
        screen.physicalDotsPerInchChanged.connect(self._change)
        self._change()

    def _change(self, _what: object = None) -> None:
        self._soon.start()

    def _settle(self) -> None:
        """Other screens: the place it had with them; and never beyond the screen."""
        if screen_setup() != self._setup:
            self._setup = screen_setup()
            self._place()
        window = self._window
        if window.windowState() & ~Qt.WindowState.WindowActive:
            return  # maximised, minimised or full screen: the desktop sees to it
        room, whole = self._room(), window.frameGeometry()
        if not room.contains(whole):
            size = whole.size().boundedTo(room.size())
            inside = QRect(whole.topLeft(), size)
            inside.moveRight(min(inside.right(), room.right()))
            inside.moveBottom(min(inside.bottom(), room.bottom()))
            inside.moveLeft(max(inside.left(), room.left()))
            inside.moveTop(max(inside.top(), room.top()))
            window.resize(size - self._frame())
            window.move(inside.topLeft())

    def _room(self) -> QRect:
        return self._window.screen().availableGeometry()

    def _frame(self) -> QSize:
        window = self._window
        if window.isVisible():
            return window.frameGeometry().size() - window.geometry().size()
        return QSize(2 * _BORDER, _TITLE_BAR + _BORDER)


def _words(screen: QScreen) -> str:
    area = screen.geometry()
    place = f"{area.width()}x{area.height()}{area.x():+d}{area.y():+d}"
    return f"{place}@{screen.devicePixelRatio():g}"
