"""Other limits tried before they are used: what the window for it is joined to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from darkviewer.core.review.what_if import Stars, stars_among
from darkviewer.gui.actions import commands

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow
    from darkviewer.runs.injection import Trial

__all__ = ["go_to", "open_what_if"]


def open_what_if(window: MainWindow) -> None:
    """Limits to play with; one window is enough."""
    from darkviewer.gui.dialogs.what_if import Sources, WhatIfWindow

    panel = window.findChild(WhatIfWindow)
    if panel is None:
        sources = Sources(
            stars=partial(_stars, window),
            trial=partial(_trial, window),
            inject=partial(commands.open_recovery, window),
            go=partial(go_to, window),
        )
        panel = WhatIfWindow(window.workspace, window.examining, sources, window)
        window.reviewing.judged.connect(panel.try_again)
    commands.bring_forward(panel)


def go_to(window: MainWindow, frame: int, x: int, y: int) -> None:
    """A pixel in a frame: at the desk if it is in its queue, else in the image."""
    review = window.reviewing
    index = review.entries.index_of(review.all_entries.number_at(x, y))
    if window.places.current == "review" and index is not None:
        review.go(index)
        review.set_frame(frame)
        return
    window.places.go("image")
    window.workspace.set_frame(frame)
    window.workspace.pick_pixel(x, y)


def _stars(window: MainWindow) -> Stars:
    book = window.reviewing.book
    return stars_among(book.verdicts, book.content, book.camera, book.grid)


def _trial(window: MainWindow) -> Trial | None:
    from darkviewer.gui.dialogs.recovery import RecoveryWindow

    injecting = window.findChild(RecoveryWindow)
    return None if injecting is None else injecting.trial
