"""Keys, mouse and wheel, as the window system would send them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import shiboken6
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QMainWindow,
    QMenu,
    QWidget,
)

__all__ = ["Hands", "described"]

Keys = Qt.KeyboardModifier
_UNKNOWN = Qt.Key.Key_unknown
_MODIFIER_KEYS = {
    Keys.ShiftModifier: Qt.Key.Key_Shift,
    Keys.ControlModifier: Qt.Key.Key_Control,
    Keys.AltModifier: Qt.Key.Key_Alt,
}
_TEXTS = {
    Qt.Key.Key_Return: "\r",
    Qt.Key.Key_Tab: "\t",
    Qt.Key.Key_Backspace: "\b",
    Qt.Key.Key_Escape: "\x1b",
    Qt.Key.Key_Delete: "\x7f",
}
LEFT = Qt.MouseButton.LeftButton


class Hands:
    """Sends events to the windows that are there, and writes down each.

    Parameters
    ----------
    note : callable
        Takes a line about what is done, just before it is done.
    """

    def __init__(self, note: Callable[[str], None]) -> None:
        self.note = note
        self._held: tuple[QWindow, Qt.MouseButton] | None = None
        self._front: QWidget | None = None

    # which window

    @property
    def main(self) -> QMainWindow | None:
        """The application's window, while it is there."""
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QMainWindow) and widget.isVisible():
                return widget
        return None

    def windows(self) -> list[QWidget]:
        """All that can be seen, in an order that does not change by chance."""
        kinds = (Qt.WindowType.ToolTip, Qt.WindowType.SplashScreen)
        shown = [
            widget
            for widget in QApplication.topLevelWidgets()
            if widget.isVisible()
            and widget.windowHandle() is not None
            and widget.windowType() not in kinds
        ]
        return sorted(shown, key=lambda w: (type(w).__name__, w.windowTitle()))

    def window(self, rng: Random) -> QWidget | None:
        """The one in front as a rule; a menu takes everything while it is open."""
        # A file dialog is Qt's own: its parts are lost where nobody holds it.
        self._front = self._in_front(rng)
        return self._front

    def _in_front(self, rng: Random) -> QWidget | None:
        part = rng.random()  # drawn in any case: the same numbers follow
        popup = QApplication.activePopupWidget()
        if popup is not None and popup.windowHandle() is not None:
            return popup
        windows = self.windows()
        active = QApplication.activeWindow()
        if active in windows and part < 0.75:
            return active
        if not windows:
            return None
        chosen = windows[int(part * 997) % len(windows)]
        chosen.activateWindow()
        return chosen

    # keys

    def press(self, rng: Random, key: Qt.Key, keys: Keys = Keys.NoModifier) -> None:
        """A key down and up again, wherever the keyboard is by then."""
        window = self.window(rng)
        if window is None:
            return
        focus = QApplication.focusWidget()
        words = f"{_key_words(key, keys)} at {described(focus or window)}"
        self.note(f"{words} in {described(window)}")
        down = [part for flag, part in _MODIFIER_KEYS.items() if flag in keys]
        for part in down:
            self._send(True, part, Keys.NoModifier)
        self._send(True, key, keys, _text_of(key, keys))
        self._send(False, key, keys)
        for part in reversed(down):
            self._send(False, part, keys)

    def type(self, text: str) -> Iterator[int]:
        """A text, letter by letter."""
        self.note(f"types {text!r} at {described(QApplication.focusWidget())}")
        for letter in text:
            key = Qt.Key(ord(letter.upper())) if letter.isascii() else _UNKNOWN
            self._send(True, key, Keys.NoModifier, letter)
            self._send(False, key, Keys.NoModifier, letter)
            yield 2

    def _send(self, down: bool, key: Qt.Key, keys: Keys, text: str = "") -> None:
        """To the window that has the keyboard now: each event may close one.

        `QTest.keyClick` would go on with a window that is gone.
        """
        popup, active = QApplication.activePopupWidget(), QApplication.activeWindow()
        window = popup or active or self.main
        if window is not None and window.windowHandle() is not None:
            QTest.simulateEvent(window.windowHandle(), down, key, keys, text, False)

    # mouse

    def click(
        self,
        window: QWidget,
        at: QPoint,
        button: Qt.MouseButton = LEFT,
        keys: Keys = Keys.NoModifier,
        *,
        double: bool = False,
    ) -> None:
        """Press and release; a window that goes in between hears no more of it."""
        words = "double click" if double else "click"
        self.note(f"{button.name} {words} {_place(window, at)}")
        self.down(window, at, button, keys)
        self.up(window, at, keys)
        if double and shiboken6.isValid(window) and window.isVisible():
            QTest.mouseDClick(window.windowHandle(), button, keys, at)

    def click_on(self, widget: QWidget) -> None:
        """The middle of a widget."""
        window = widget.window()
        self.click(window, widget.mapTo(window, widget.rect().center()))

    def down(
        self,
        window: QWidget,
        at: QPoint,
        button: Qt.MouseButton = LEFT,
        keys: Keys = Keys.NoModifier,
    ) -> None:
        """Press a button, which stays down."""
        handle = window.windowHandle()
        if handle is not None:
            self._held = handle, button
            QTest.mouseMove(handle, at)
            if shiboken6.isValid(handle):
                QTest.mousePress(handle, button, keys, at)

    def move(self, window: QWidget, to: QPoint) -> None:
        """Move the mouse, with whatever is down."""
        if shiboken6.isValid(window) and window.windowHandle() is not None:
            QTest.mouseMove(window.windowHandle(), to)

    def up(
        self, window: QWidget | None, at: QPoint, keys: Keys = Keys.NoModifier
    ) -> None:
        """Release what was pressed."""
        held, self._held = self._held, None
        if held is None:
            return
        handle, button = held
        if not shiboken6.isValid(handle):
            main = window if window and shiboken6.isValid(window) else self.main
            if main is None or main.windowHandle() is None:
                return
            handle = main.windowHandle()
        QTest.mouseRelease(handle, button, keys, at)

    def wheel(
        self, window: QWidget, at: QPoint, steps: int, keys: Keys = Keys.NoModifier
    ) -> None:
        """Turn the wheel over a place."""
        self.note(f"wheel {steps:+d} {_place(window, at)}")
        there = window.childAt(at) or window
        event = QWheelEvent(
            QPointF(there.mapFrom(window, at)),
            QPointF(window.mapToGlobal(at)),
            QPoint(),
            QPoint(0, 120 * steps),
            Qt.MouseButton.NoButton,
            keys,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(there, event)

    def drop(self, window: QWidget, path: str) -> None:
        """Let go of a file over the window."""
        self.note(f"drops {path}")
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(path)])
        event = QDropEvent(
            QPointF(window.rect().center()),
            Qt.DropAction.CopyAction,
            data,
            LEFT,
            Keys.NoModifier,
        )
        QApplication.sendEvent(window, event)

    def let_go(self) -> None:
        """No button is down and no menu open."""
        self.up(None, QPoint(1, 1))
        for _ in range(9):
            popup = QApplication.activePopupWidget()
            if popup is None:
                return
            self.note(f"closes {described(popup)}")
            popup.close()


def described(widget: QWidget | None) -> str:
    """A widget as a reader of the log would find it."""
    if widget is None:
        return "nothing"
    if isinstance(widget, QMainWindow):
        return "the window"
    words = widget.accessibleName() or widget.objectName()
    if isinstance(widget, QAbstractButton | QLabel):
        words = widget.text() or words
    elif widget.isWindow() and not isinstance(widget, QMenu):
        words = widget.windowTitle() or words
    return f"{type(widget).__name__} {words[:40]!r}" if words else type(widget).__name__


def _place(window: QWidget, at: QPoint) -> str:
    there = window.childAt(at) or window
    return f"at {at.x()}, {at.y()} on {described(there)} in {described(window)}"


def _text_of(key: Qt.Key, keys: Keys) -> str:
    """Text that a keyboard would send with it."""
    if key in _TEXTS:
        return _TEXTS[key]
    if not 0x20 <= key.value < 0x7F or Keys.ControlModifier in keys:
        return ""
    letter = chr(key.value)
    return letter if Keys.ShiftModifier in keys else letter.lower()


def _key_words(key: Qt.Key, keys: Keys) -> str:
    parts = [
        flag.name.removesuffix("Modifier") for flag in Keys if flag and flag in keys
    ]
    return "+".join([*parts, key.name.removeprefix("Key_")])
