"""The real window, driven as a user would, and the time that its event loop takes."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QEventLoop, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from darkviewer.core.parameters import Parameters
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.startup.app import make_application, make_window
from darkviewer.gui.threads.timers import once, repeating
from darkviewer.storage.appdata.settings import Settings

__all__ = ["Bench", "opened"]

PATIENCE_S = 600.0  # other work may keep the machine busy
_ALL = QEventLoop.ProcessEventsFlag.AllEvents
_LEFT = Qt.MouseButton.LeftButton
_RIGHT = Qt.MouseButton.RightButton
_NONE = Qt.MouseButton.NoButton


@contextmanager
def opened(
    capture: Path | None, parameters: Parameters | None = None
) -> Iterator[Bench]:
    """A window on a capture, calibrated and at rest; nobody's settings are touched."""
    with TemporaryDirectory(prefix="darkviewer-home-") as home:
        for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
            os.environ[name] = home
        make_application()
        window = make_window(Settings())
        if parameters is not None:
            window.workspace.set_parameters(parameters)
        window.show()
        bench = Bench(window)
        if capture is not None:
            window.open_path(capture)
        bench.settle()
        try:
            yield bench
        finally:
            window.close()


class Bench:
    """A window and words for what is done with it."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.workspace = window.workspace
        self.image = window.image.view.viewport()

    def settle(self) -> None:
        """Wait until nothing runs, is read or waits to be painted."""
        quiet = 0
        while quiet < 5:
            self.loop_until(lambda: not self.busy)
            time.sleep(0.03)  # also for timers that wait for the hand to rest
            QApplication.processEvents()
            quiet = 0 if self.busy else quiet + 1

    @property
    def busy(self) -> bool:
        """Whether anything is computed, read or written."""
        window = self.window
        parts = (window.store, window.tasks.kept, window.examining)
        resting = all(part.idle for part in parts) and not self.workspace.settling
        return window.tasks.busy or not resting

    def loop_until(self, reached: Callable[[], bool]) -> None:
        """Let the event loop run, as it does while nobody touches anything."""
        loop, poll, seen = QEventLoop(), repeating(None, 5), []

        def look() -> None:
            if reached():
                seen.append(True)  # by the time the loop has ended it may be over
                loop.quit()

        poll.timeout.connect(look)
        give_up = once(None, round(1000 * PATIENCE_S))
        give_up.timeout.connect(loop.quit)
        poll.start()
        give_up.start()
        loop.exec()
        assert seen, "the window does not come to rest"

    def let_pass(self, seconds: float) -> None:
        """Let the event loop run for a while."""
        until = time.monotonic() + seconds
        self.loop_until(lambda: time.monotonic() > until)

    def step(self, act: Callable[[], object]) -> float:
        """Seconds of the event loop from an input until it is on screen."""
        start = time.perf_counter()
        act()
        QApplication.processEvents()
        return time.perf_counter() - start

    def steps(
        self, act: Callable[[int], object], count: int, *, pause_s: float = 0.004
    ) -> list[float]:
        """`step` for 0 to count - 1; the hand moves on after a pause."""
        seconds = []
        for number in range(count):
            seconds.append(self.step(lambda number=number: act(number)))
            time.sleep(pause_s)  # other threads have their turn
        return seconds

    def held(
        self, act: Callable[[int], object], count: int, *, pause_s: float
    ) -> list[float]:
        """The longest that the event loop was busy at a time, for each of the inputs.

        What follows later, until the next input comes, is timed with it.
        """
        seconds = []
        for number in range(count):
            end = time.perf_counter() + pause_s
            longest = self.step(lambda number=number: act(number))
            while time.perf_counter() < end:
                time.sleep(0.001)
                longest = max(longest, self.step(lambda: None))
            seconds.append(longest)
        return seconds

    def step_until(
        self, act: Callable[[], object], reached: Callable[[], bool]
    ) -> float:
        """Seconds from an input until its answer is on screen, however it comes."""
        start = time.perf_counter()
        act()
        while not reached():
            QApplication.processEvents(_ALL, 1)
            assert time.perf_counter() - start < PATIENCE_S, "no answer"
        QApplication.processEvents()
        return time.perf_counter() - start

    def picture(self, widget: QWidget | None = None) -> NDArray[np.uint8]:
        """The screen in grey levels, (height, width)."""
        grabbed = (widget or self.image).grab().toImage()
        grey = grabbed.convertToFormat(QImage.Format.Format_Grayscale8)
        flat = np.frombuffer(grey.constBits(), np.uint8)
        return flat.reshape(grey.height(), -1)[:, : grey.width()].copy()

    def fingerprint(self, widget: QWidget | None = None) -> str:
        """Of the pixels on screen: equal for equal pictures only."""
        return hashlib.sha256(self.picture(widget)).hexdigest()

    def send(
        self, widget: QWidget, kind: QEvent.Type, at: QPointF, *, right: bool = False
    ) -> None:
        """A press, move or release of the mouse."""
        button = _RIGHT if right else _LEFT
        held = _NONE if kind == QEvent.Type.MouseButtonRelease else button
        if kind == QEvent.Type.MouseMove:
            button = _NONE
        there = QPointF(widget.mapToGlobal(at.toPoint()))
        keys = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(widget, QMouseEvent(kind, at, there, button, held, keys))
