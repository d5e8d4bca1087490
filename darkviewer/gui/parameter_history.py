"""Undo for parameters: one step per change, one step for a whole slider drag."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand, QUndoStack

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters

__all__ = ["ParameterChange", "take_back"]

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
        self._apply, self.old, self.new = apply, old, new
        self._gesture = gesture

    def redo(self) -> None:
        """Apply the new parameters."""
        self._apply(self.new)

    def undo(self) -> None:
        """Go back to the old ones."""
        self._apply(self.old)

    def id(self) -> int:
        """Kind of command; Qt only tries to merge equal kinds."""
        return _COMMAND_ID

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take over a later change of the same gesture."""
        if not isinstance(other, ParameterChange) or not self._gesture:
            return False
        if other._gesture != self._gesture:
            return False
        self.new = other.new
        return True


def take_back(history: QUndoStack, asked: Parameters, shown: Parameters) -> None:
    """Forget in the history what was asked for and never shown.

    The step that asked for it goes, or keeps what else it changed, so that undoing
    never begins a run that was cancelled.

    Parameters
    ----------
    history : QUndoStack
        Steps that are no `ParameterChange` stay as they are.
    asked, shown : Parameters
        Whatever differs is taken back to what is shown.
    """
    for place in range(history.index(), history.count()):
        step = _step(history, place)
        if step is None:
            break
        if step.new == shown:  # undone while that was not shown yet
            history.setIndex(place + 1)
            return
    mine, wanted = shown.as_dict(), asked.as_dict()
    never = {name for name in mine if mine[name] != wanted[name]}
    for place in reversed(range(history.index())):
        step = _step(history, place)
        if step is None:
            continue
        own = {n for n in never if getattr(step.new, n) == wanted[n]}
        step.new = replace(step.new, **{name: mine[name] for name in own})
        never = {name for name in own if getattr(step.old, name) == wanted[name]}
        step.old = replace(step.old, **{name: mine[name] for name in never})
        if not never:
            break
    while history.canUndo():
        last = _step(history, history.index() - 1)
        if last is None or last.old != last.new:
            break
        last.setObsolete(True)  # undoing it then removes it
        history.undo()


def _step(history: QUndoStack, place: int) -> ParameterChange | None:
    step = history.command(place)
    return step if isinstance(step, ParameterChange) else None
