"""Undo for opinions: each step says something anew, nothing is ever removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QUndoCommand

__all__ = ["OpinionChange"]


class OpinionChange(QUndoCommand):
    """From what was said of something to what is said now; None is nothing.

    Parameters
    ----------
    words : str
        What was done, for the menu.
    """

    def __init__(
        self, say: Callable[[Any], None], old: Any, new: Any, *, words: str
    ) -> None:
        super().__init__(words)
        self._say, self._old, self._new = say, old, new

    def redo(self) -> None:
        """Say it."""
        self._say(self._new)

    def undo(self) -> None:
        """Say again what was said before."""
        self._say(self._old)
