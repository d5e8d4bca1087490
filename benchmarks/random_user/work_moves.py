"""Moves with what the program offers, with its windows, and with files."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QDialog, QDockWidget, QMenu

from benchmarks.random_user.hands import described
from benchmarks.random_user.key_moves import HELD
from benchmarks.random_user.parts import EXCEPT, at

if TYPE_CHECKING:
    from benchmarks.random_user.user import RandomUser

__all__ = [
    "action",
    "cancel",
    "change_files",
    "change_state",
    "close_main",
    "close_window",
    "dialog",
    "judge",
    "look",
    "open_path",
    "pick_session",
    "resize",
    "review",
    "wait",
]

Steps = Iterator[int]
Key = Qt.Key

_SIZES = ((1024, 640), (1280, 720), (1366, 768), (1440, 900), (1920, 1080), (800, 600))
_DIALOGS = (
    "export",
    "facts",
    "explain",
    "inject",
    "recovery",
    "check",
    "result_cache",
    "shortcuts",
    "about",
    "support",
    "measured_psf",
)
_AT_THE_DESK = (
    *(Key.Key_1, Key.Key_2, Key.Key_3, Key.Key_4, Key.Key_5, Key.Key_6),
    *(Key.Key_0, Key.Key_U, Key.Key_P, Key.Key_H, Key.Key_B, Key.Key_V),
    *(Key.Key_J, Key.Key_K, Key.Key_Left, Key.Key_Right, Key.Key_Home),
    *(Key.Key_R, Key.Key_M, Key.Key_D, Key.Key_S, Key.Key_A, Key.Key_L),
    *(Key.Key_N, Key.Key_T, Key.Key_Space, Key.Key_E),
)
_LOOKS = (
    "theme_dark",
    "theme_light",
    "theme_night",
    "theme_system",
    "text_larger",
    "text_larger",
    "text_smaller",
    "text_normal",
)


def action(user: RandomUser, rng: Random) -> Steps:
    part = rng.random()
    names = [name for name in sorted(user.actions) if name not in EXCEPT]
    _trigger(user, names[int(part * len(names))] if names else "")
    yield 10


def dialog(user: RandomUser, rng: Random) -> Steps:
    _trigger(user, rng.choice(_DIALOGS))
    yield 20


def judge(user: RandomUser, rng: Random) -> Steps:
    """Leave a frame out with a reason, or not after all; take it back, undo, redo."""
    _trigger(user, rng.choice(("exclude", "exclude", "take_back", "undo", "redo")))
    yield 5
    words = rng.choice(("", "light", "a reason that is longer than any field is wide"))
    end = rng.choice((Key.Key_Return, Key.Key_Return, Key.Key_Escape, Key.Key_Down))
    main = user.hands.main
    if main is not None and main.strip.reason.isVisible():
        yield from user.hands.type(words)
        user.hands.press(rng, end)
    yield 20


def review(user: RandomUser, rng: Random) -> Steps:
    """Sit down at the desk, and judge faster than anybody reads; stay there, or go."""
    if rng.random() < 0.5:
        _trigger(user, "place_review")
        yield 20
    for _ in range(rng.choice((1, 5, 20))):
        user.hands.press(rng, rng.choice(_AT_THE_DESK), rng.choice(HELD))
        yield rng.choice((0, 5, 60))
    if rng.random() < 0.2:
        yield from user.hands.type(rng.choice(("a note", "", "edge, odd")))
        user.hands.press(rng, rng.choice((Key.Key_Return, Key.Key_Escape)))
    yield 20


def look(user: RandomUser, rng: Random) -> Steps:
    _trigger(user, rng.choice(_LOOKS))
    yield 20


def cancel(user: RandomUser, rng: Random) -> Steps:
    """At a random moment of whatever has just begun."""
    yield rng.choice((0, 20, 100, 300))
    _trigger(user, "cancel")
    yield 5


def close_window(user: RandomUser, rng: Random) -> Steps:
    """One of the small ones, by its frame, whatever goes on in it."""
    part = rng.random()
    small = [w for w in user.hands.windows() if isinstance(w, QDialog | QDockWidget)]
    if small:
        window = small[int(part * len(small))]
        user.hands.note(f"closes {described(window)}")
        window.close()
    yield 5


def close_main(user: RandomUser, _rng: Random) -> Steps:
    """The application ends, and is started again."""
    if user.hands.main is not None:
        user.hands.note("closes the window")
        user.hands.main.close()
    yield 50


def resize(user: RandomUser, rng: Random) -> Steps:
    part, (width, height) = rng.random(), rng.choice(_SIZES)
    windows = [w for w in user.hands.windows() if not isinstance(w, QMenu)]
    if windows and part < 0.4:
        window = windows[int(part * 997) % len(windows)]
    else:
        window = user.hands.main
    if window is not None:
        user.hands.note(f"resizes {described(window)} to {width} x {height}")
        window.resize(width, height)
    yield 20


def change_state(user: RandomUser, rng: Random) -> Steps:
    """Maximized, minimized, another window in front."""
    name = rng.choice(("showMaximized", "showNormal", "showMinimized", "showNormal"))
    main = user.hands.main
    if main is not None:
        user.hands.note(name)
        getattr(main, name)()
        yield 30
        if name == "showMinimized":
            main.showNormal()
            main.activateWindow()
    yield 10


# captures


def open_path(user: RandomUser, rng: Random) -> Steps:
    path, main = rng.choice(user.captures.paths()), user.hands.main
    if main is not None:
        user.hands.drop(main, str(path))
    yield rng.choice((5, 100))


def pick_session(user: RandomUser, rng: Random) -> Steps:
    """Another capture of the list."""
    part, main = rng.random(), user.hands.main
    views = [] if main is None else main.findChildren(QAbstractItemView, "")
    lists = [v for v in views if v.accessibleName() == "Sessions" and v.isVisible()]
    if main is not None and lists:
        view = lists[0].viewport()
        place = view.mapTo(main, at(view, 0.4, part))
        user.hands.click(main, place)
    yield rng.choice((0, 5, 50, 200))


def change_files(user: RandomUser, rng: Random) -> Steps:
    for _ in range(rng.choice((1, 1, 3))):
        user.hands.note(user.captures.change(rng))
        yield 5


def wait(_user: RandomUser, rng: Random) -> Steps:
    yield rng.choice((50, 200, 600))


def _trigger(user: RandomUser, name: str) -> None:
    action: QAction | None = user.actions.get(name)
    if action is not None and action.isEnabled():
        user.hands.note(f"action {name}")
        action.trigger()
