"""Answers that come when nobody is there any more.

A dialog may be closed at any moment, and Qt then deletes it; a worker that still holds
one of its methods must not call it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from PySide6.QtCore import QObject
from shiboken6 import isValid

__all__ = ["while_alive"]

P = ParamSpec("P")


def while_alive(receiver: QObject, callback: Callable[P, object]) -> Callable[P, None]:
    """`callback` as long as Qt has not deleted the receiver, then nothing.

    To be called on the receiver's own thread, where nothing can delete it meanwhile.
    """

    def call(*args: P.args, **kwargs: P.kwargs) -> None:
        if isValid(receiver):
            callback(*args, **kwargs)

    return call
