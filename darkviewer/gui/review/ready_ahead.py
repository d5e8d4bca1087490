"""What comes next is painted while nobody presses anything, one part at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QObject

from darkviewer.gui.threads.timers import once

__all__ = ["PAUSE_MS", "STEPS", "ReadyAhead"]

PAUSE_MS = 60
"""By then the key that came last is on screen, also where other programs run. A key
that is held brings candidates faster: each of them paints itself then."""

STEPS = (1, -1, 2)
"""Places in the queue, from the one in hand, that are painted ahead."""

Painting = Callable[[], bool]
"""Paints something, if that is left to do; whether it was."""


class ReadyAhead(QObject):
    """Between two paintings the window hears keys and mouse."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._left: Iterator[Painting] = iter(())
        self._pause = once(self, PAUSE_MS)
        self._pause.timeout.connect(self._go_on)
        self._next = once(self)
        self._next.timeout.connect(self._go_on)

    @property
    def idle(self) -> bool:
        """Whether nothing is left to paint."""
        return not (self._pause.isActive() or self._next.isActive())

    def plan(self, paintings: Iterable[Painting]) -> None:
        """Do these after a pause, in place of those that were left."""
        self._next.stop()
        self._left = iter(paintings)
        self._pause.start()

    def stop(self) -> None:
        """Nothing more is painted ahead."""
        self._pause.stop()
        self._next.stop()

    def _go_on(self) -> None:
        if any(paint() for paint in self._left):  # as far as the first that did
            self._next.start()
