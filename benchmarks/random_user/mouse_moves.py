"""Moves with the mouse: anywhere, and where there is something to use."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QMenu,
    QSplitterHandle,
    QTabBar,
)

from benchmarks.random_user.hands import described
from benchmarks.random_user.key_moves import HELD
from benchmarks.random_user.parts import EXCEPT, at, one, within

if TYPE_CHECKING:
    from benchmarks.random_user.user import RandomUser

__all__ = [
    "click",
    "click_button",
    "click_item",
    "context_menu",
    "drag",
    "menu",
    "wheel",
]

Steps = Iterator[int]
Key, Button = Qt.Key, Qt.MouseButton
_BUTTONS = (Button.LeftButton,) * 5 + (Button.RightButton, Button.MiddleButton)


def click(user: RandomUser, rng: Random) -> Steps:
    window = user.hands.window(rng)
    x, y, double = rng.random(), rng.random(), rng.random() < 0.15
    button = rng.choice(
        (Button.LeftButton,) * 6 + (Button.RightButton, Button.MiddleButton)
    )
    if window is not None:
        user.hands.click(
            window, at(window, x, y), button, rng.choice(HELD), double=double
        )
    yield 5


def click_button(user: RandomUser, rng: Random) -> Steps:
    if buttons := within(user, rng, (QAbstractButton,)):
        user.hands.click_on(one(buttons, rng))
    yield 10


def click_item(user: RandomUser, rng: Random) -> Steps:
    """A row of a list or table, a tab, a heading."""
    views = within(user, rng, (QAbstractItemView, QTabBar))
    x, y, double = rng.random(), rng.random(), rng.random() < 0.3
    if views:
        view = one(views, rng)
        place = view.mapTo(view.window(), at(view, x, y))
        user.hands.click(view.window(), place, double=double)
    yield 10


def drag(user: RandomUser, rng: Random) -> Steps:
    """Anywhere: a box in the picture, a slider, the edge between two parts."""
    window = user.hands.window(rng)
    button = rng.choice(
        (Button.LeftButton,) * 3 + (Button.RightButton, Button.MiddleButton)
    )
    kinds = rng.choice(((), (), (QAbstractSlider, QSplitterHandle)))
    x, y = rng.random(), rng.random()
    parts = [(rng.uniform(-0.1, 1.1), rng.uniform(-0.1, 1.1)) for _ in range(4)]
    handles = within(user, rng, kinds) if kinds else []
    if window is None:
        return
    start = at(window, x, y)
    if handles:
        handle = one(handles, rng)
        window = handle.window()
        start = handle.mapTo(window, handle.rect().center())
    user.hands.note(f"drags from {start.x()}, {start.y()} in {described(window)}")
    user.hands.down(window, start, button, rng.choice(HELD))
    way = [at(window, *part) for part in parts]  # a menu may go meanwhile
    for place in way:
        yield rng.choice((1, 10, 40))
        user.hands.move(window, place)
    yield 5
    user.hands.up(window, way[-1])
    yield 5


def wheel(user: RandomUser, rng: Random) -> Steps:
    window = user.hands.window(rng)
    x, y, steps = rng.random(), rng.random(), rng.choice((-3, -1, 1, 3))
    for _ in range(rng.choice((1, 5))):
        if window is not None and user.there(window):
            user.hands.wheel(window, at(window, x, y), steps, rng.choice(HELD))
        yield 3


def context_menu(user: RandomUser, rng: Random) -> Steps:
    window, x, y = user.hands.window(rng), rng.random(), rng.random()
    if window is not None:
        place = at(window, x, y)
        there = window.childAt(place) or window
        user.hands.note(f"context menu of {described(there)}")
        reason = QContextMenuEvent.Reason.Mouse
        inside = there.mapFrom(window, place)
        event = QContextMenuEvent(reason, inside, window.mapToGlobal(place))
        QApplication.sendEvent(there, event)
    yield 20


def menu(user: RandomUser, rng: Random) -> Steps:
    """Open one of the bar and walk through it by keys."""
    part, downs = rng.random(), rng.randrange(14)
    end = rng.choice((Key.Key_Return, Key.Key_Right, Key.Key_Escape))
    main = user.hands.main
    if main is None:
        return
    menus = [a for a in main.menuBar().actions() if a.menu() is not None]
    chosen = menus[int(part * len(menus))]
    place = main.menuBar().actionGeometry(chosen).center()
    user.hands.click(main, main.menuBar().mapTo(main, place))
    yield 20
    for _ in range(downs):
        user.hands.press(rng, Key.Key_Down)
        yield 2
    action = _active_action()
    if action is not None and action.objectName() in EXCEPT:
        end = Key.Key_Escape
    user.hands.press(rng, end)
    yield 20


def _active_action() -> QAction | None:
    menu = QApplication.activePopupWidget()
    return menu.activeAction() if isinstance(menu, QMenu) else None
