"""Moves with the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QPlainTextEdit

from benchmarks.random_user.parts import one, within

if TYPE_CHECKING:
    from benchmarks.random_user.user import RandomUser

__all__ = [
    "HELD",
    "arrow",
    "escape",
    "letter",
    "modifier",
    "other_key",
    "paste",
    "press_return",
    "tab",
    "type_text",
]

Steps = Iterator[int]
Key, Keys = Qt.Key, Qt.KeyboardModifier

_LETTERS = [Key(code) for code in (*range(0x30, 0x3A), *range(0x41, 0x5B))]
_SIGNS = [Key.Key_Plus, Key.Key_Minus, Key.Key_Equal, Key.Key_Comma, Key.Key_Period]
_ARROWS = [Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down]
_JUMPS = [Key.Key_PageUp, Key.Key_PageDown, Key.Key_Home, Key.Key_End]
_MODIFIERS = [Key.Key_Shift, Key.Key_Control, Key.Key_Alt, Key.Key_Meta]
_OTHERS = [Key.Key_F1, Key.Key_F5, Key.Key_F10, Key.Key_F11, Key.Key_Insert]
_EDITS = [Key.Key_Backspace, Key.Key_Delete, Key.Key_Space]
_ENDS = (Key.Key_Return, Key.Key_Return, Key.Key_Tab, Key.Key_Escape, None)
HELD = [Keys.NoModifier] * 6 + [
    Keys.ShiftModifier,
    Keys.ControlModifier,
    Keys.AltModifier,
    Keys.ControlModifier | Keys.ShiftModifier,
]
_TEXTS = (
    "200",
    "0",
    "-5",
    "1e400",
    "3.25",
    "99999999",
    "300:499, 10:60",
    "12, 7",
    "5:1, 3:2",
    ":",
    "x<100",
    "frame 2",
    "peak>500 edge",
    "((",
    "nonsense",
    "Dark30s",
    "²é−µ",
    " ",
)


def letter(user: RandomUser, rng: Random) -> Steps:
    user.hands.press(rng, rng.choice(_LETTERS + _SIGNS), rng.choice(HELD))
    yield 5


def arrow(user: RandomUser, rng: Random) -> Steps:
    key, held = rng.choice(_ARROWS + _JUMPS), rng.choice(HELD)
    for _ in range(rng.choice((1, 1, 2, 8))):
        user.hands.press(rng, key, held)
        yield 5


def modifier(user: RandomUser, rng: Random) -> Steps:
    user.hands.press(rng, rng.choice(_MODIFIERS))
    yield 1


def escape(user: RandomUser, rng: Random) -> Steps:
    user.hands.press(rng, Key.Key_Escape)
    yield 5


def press_return(user: RandomUser, rng: Random) -> Steps:
    user.hands.press(rng, Key.Key_Return)
    yield 10


def tab(user: RandomUser, rng: Random) -> Steps:
    key = rng.choice((Key.Key_Tab, Key.Key_Tab, Key.Key_Backtab))
    for _ in range(rng.choice((1, 3))):
        user.hands.press(rng, key)
        yield 2


def other_key(user: RandomUser, rng: Random) -> Steps:
    user.hands.press(rng, rng.choice(_OTHERS + _EDITS), rng.choice(HELD))
    yield 5


def type_text(user: RandomUser, rng: Random) -> Steps:
    """Into a field, as a rule; then Return, Tab, Escape or nothing."""
    text, part = rng.choice(_TEXTS), rng.random()
    end = rng.choice(
        (Key.Key_Return, Key.Key_Return, Key.Key_Tab, Key.Key_Escape, None)
    )
    fields = within(user, rng, (QLineEdit, QAbstractSpinBox, QPlainTextEdit))
    if part < 0.9 and fields:
        user.hands.click_on(one(fields, rng))
        user.hands.press(rng, Key.Key_A, Keys.ControlModifier)
        yield 2
    yield from user.hands.type(text)
    if end is not None:
        user.hands.press(rng, end)
    yield 5


def paste(user: RandomUser, rng: Random) -> Steps:
    QGuiApplication.clipboard().setText(rng.choice(_TEXTS) * rng.choice((1, 40)))
    user.hands.press(rng, Key.Key_V, Keys.ControlModifier)
    yield 5
