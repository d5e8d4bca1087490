"""Which parts of a window the user can reach."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from benchmarks.random_user.user import RandomUser

__all__ = ["EXCEPT", "at", "one", "within"]

Some = TypeVar("Some", bound=QWidget)
EXCEPT = ("quit",)
"""Names of what is left alone: the window is closed by a move of its own."""


def within(
    user: RandomUser, rng: Random, kinds: tuple[type[QWidget], ...]
) -> list[QWidget]:
    """Visible and enabled parts of these kinds in the window in front."""
    window = user.hands.window(rng)
    if window is None:
        return []
    found = [w for kind in kinds for w in window.findChildren(kind)]
    return [
        w
        for w in found
        if w.isVisible()
        and w.isEnabled()
        and w.window() is window
        and not w.visibleRegion().isEmpty()
        and w.objectName() not in EXCEPT
    ]


def one(items: Sequence[Some], rng: Random) -> Some:
    return items[int(rng.random() * len(items))]


def at(widget: QWidget, x: float, y: float) -> QPoint:
    return QPoint(int(x * widget.width()), int(y * widget.height()))
