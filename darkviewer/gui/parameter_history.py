"""Undo for parameters: one step per change, one step for a whole slider drag."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters

__all__ = ["ParameterChange"]

_COMMAND_ID = 1


class ParameterChange(QUndoCommand):
    """From one set of parameters to another.

    Parameters
    ----------
    words : str
        What was changed, for the menu: ``"Threshold"``.
    gesture : int
        Changes of the same gesture (one drag) merge into one step; 0 never merges.
    """

    def __init__(
        self,
        apply: Callable[[Parameters], None],
        old: Parameters,
        new: Parameters,
        *,
        words: str,
        gesture: int = 0,
    ) -> None:
        super().__init__(words)
        self._apply, self._old, self._new = apply, old, new
        self._gesture = gesture

    def redo(self) -> None:
        """Apply the new parameters."""
        self._apply(self._new)

    def undo(self) -> None:
        """Go back to the old ones."""
        self._apply(self._old)

    def id(self) -> int:
        """Kind of command; Qt only tries to merge equal kinds."""
        return _COMMAND_ID

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take over a later change of the same gesture."""
        if not isinstance(other, ParameterChange) or not self._gesture:
            return False
        if other._gesture != self._gesture:
            return False
        self._new = other._new
        return True
