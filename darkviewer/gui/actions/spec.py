"""The record that defines an action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow

__all__ = ["ActionSpec", "Row"]


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action.

    Attributes
    ----------
    name : str
        How code and settings call it.
    text : str
        In the menu.
    keys : str
        Separated by blanks; the first is the one that buttons show.
    tip : str
        One sentence.
    do : callable
        Called with the window.
    needs : str
        State without which it is greyed out, see `MainWindow.states`.
    checked : callable or None
        Whether it carries a check mark now; None for a plain action.
    group : str
        Actions of a group exclude each other.
    short : str
        On a button of the tool bar.
    loading : callable or None
        Whether what it asked for is still on its way: see `ActionButton`.
    place : str
        Place of the window that it belongs to, empty for all. At its place a row has
        its keys for itself, whatever they do elsewhere.
    everywhere : bool
        Its keys work in dialogs, too, except modal ones.
    """

    name: str
    text: str
    keys: str
    tip: str
    do: Callable[[MainWindow], Any]
    needs: str = ""
    checked: Callable[[MainWindow], bool] | None = None
    group: str = ""
    short: str = ""
    loading: Callable[[MainWindow], bool] | None = None
    place: str = ""
    everywhere: bool = False


Row = ActionSpec | str | None
"""A word opens the submenu of that name; None draws a line between two groups."""
