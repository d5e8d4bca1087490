"""Moves of the user: a row each, with how often it is done.

A move draws all it needs from its own random numbers, so that the same seed makes the
same moves. It is done in steps: between them the event loop runs for as many
milliseconds as were yielded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from benchmarks.random_user import key_moves, mouse_moves, work_moves

if TYPE_CHECKING:
    from benchmarks.random_user.user import RandomUser

__all__ = ["MOVES", "Move"]

Steps = Iterator[int]


@dataclass(frozen=True, slots=True)
class Move:
    """One kind of thing a user does.

    Attributes
    ----------
    name : str
    weight : int
        How often it is done, relative to the others.
    do : callable
        Takes the user and the move's own random numbers.
    """

    name: str
    weight: int
    do: Callable[[RandomUser, Random], Steps]


MOVES: tuple[Move, ...] = (
    Move("letter", 12, key_moves.letter),
    Move("arrow", 10, key_moves.arrow),
    Move("modifier", 3, key_moves.modifier),
    Move("escape", 4, key_moves.escape),
    Move("return", 4, key_moves.press_return),
    Move("tab", 4, key_moves.tab),
    Move("other key", 3, key_moves.other_key),
    Move("type", 8, key_moves.type_text),
    Move("paste", 1, key_moves.paste),
    Move("click", 10, mouse_moves.click),
    Move("button", 10, mouse_moves.click_button),
    Move("item", 6, mouse_moves.click_item),
    Move("drag", 8, mouse_moves.drag),
    Move("wheel", 4, mouse_moves.wheel),
    Move("context menu", 2, mouse_moves.context_menu),
    Move("menu", 4, mouse_moves.menu),
    Move("action", 8, work_moves.action),
    Move("dialog", 6, work_moves.dialog),
    Move("judge", 4, work_moves.judge),
    Move("review", 6, work_moves.review),
    Move("look", 3, work_moves.look),
    Move("cancel", 3, work_moves.cancel),
    Move("close a dialog", 4, work_moves.close_window),
    Move("close the window", 1, work_moves.close_main),
    Move("resize", 4, work_moves.resize),
    Move("state of the window", 1, work_moves.change_state),
    Move("open", 2, work_moves.open_path),
    Move("session", 4, work_moves.pick_session),
    Move("files", 6, work_moves.change_files),
    Move("wait", 4, work_moves.wait),
)
"""Every kind of move; the names are what the log shows."""
