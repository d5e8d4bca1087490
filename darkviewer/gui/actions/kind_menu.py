"""The menu in which the user says what the frames of a series are."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.exclusion import all_frames
from darkviewer.core.frames.kind_said import SAYABLE, found_words
from darkviewer.gui.text.mnemonics import marked, mnemonics
from darkviewer.gui.text.tips import plain_tip

if TYPE_CHECKING:
    from collections.abc import Callable

    from darkviewer.core.frames.session import Session

__all__ = ["fill_kinds"]

_TIPS = {
    "dark": "These frames were taken in the dark; they make a master dark.",
    "bias": "These frames were taken with the shortest exposure.",
    "flat": "These frames see an even light.",
    "light": "These frames see the sky.",
    "stack": "Each of these frames was combined from several; they are not combined.",
}
_KEPT = "What you say is kept for these frames and wins over headers and names."


def fill_kinds(
    menu: QMenu, session: Session | None, say: Callable[[Session, str], None]
) -> None:
    """The kinds that a series can be given, and the one that was found.

    Parameters
    ----------
    menu : QMenu
        Emptied first.
    session : Session or None
        The series; None while its headers are not read.
    say : callable
        Called with the series and one of `SAYABLE`, or an empty text for what the
        evidence says.
    """
    menu.clear()
    menu.setToolTipsVisible(True)
    frames = () if session is None else all_frames(session)
    if session is None or not frames:
        menu.addAction("No frames").setEnabled(False)
        return
    first = frames[0]
    found = shown(f"As found ({found_words(first)})")
    texts = [*(kind.capitalize() for kind in SAYABLE), found]
    group = QActionGroup(menu)
    for kind, text, letter in zip((*SAYABLE, ""), texts, mnemonics(texts), strict=True):
        action = QAction(marked(text, letter), menu)
        action.setCheckable(True)
        action.setChecked(_holds(kind, said=bool(first.kind_found), now=first.kind))
        tip = f"{_TIPS[kind]}\n{_KEPT}" if kind else "Forget what was said of them."
        action.setToolTip(plain_tip(tip))
        action.triggered.connect(partial(_chosen, say, session, kind))
        group.addAction(action)
        if not kind:
            menu.addSeparator()
        menu.addAction(action)


def _holds(kind: str, *, said: bool, now: str) -> bool:
    if not kind or not said:
        return not kind and not said
    return now == kind or (kind == "stack" and now not in SAYABLE)


def _chosen(
    say: Callable[[Session, str], None],
    session: Session,
    kind: str,
    _checked: bool = False,
) -> None:
    say(session, kind)
