"""What the keys of the review do beyond one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow

__all__ = [
    "add_here",
    "begin_note",
    "begin_tags",
    "show_in_image",
    "take_away",
    "take_back_here",
]


def add_here(window: MainWindow, *, everywhere: bool = False) -> None:
    """A candidate by hand, at the selected pixel of the frame on show, or of all."""
    held = window.workspace.pixel_in_hand
    if held is not None:
        at = held.frame, held.x, held.y
        window.reviewing.add_by_hand(*at, everywhere=everywhere)


def take_back_here(window: MainWindow) -> None:
    """What one added by hand at the selected pixel is no candidate any more."""
    held = window.workspace.pixel_in_hand
    if held is None:
        return
    added = window.hand_marks.own_at(held.frame, held.x, held.y)
    if added:
        window.reviewing.hand.take_back(added, (held.x, held.y))
    else:
        words = f"You added nothing at {held.x}, {held.y} of this frame"
        window.workspace.post(words, "warn", about="by hand")


def take_away(window: MainWindow) -> None:
    """The entry in hand goes out of the queue, or comes back into it."""
    entry = window.reviewing.current
    if entry is not None:
        window.reviewing.take_away(entry)


def show_in_image(window: MainWindow) -> None:
    """The place of the image, enlarged where the pixel in hand is."""
    window.places.go("image")
    window.image.zoom_to_selected()


def begin_note(window: MainWindow) -> None:
    """Type what no key says."""
    window.desk.bring_forward("evidence")
    window.review.remarks.note.enter()


def begin_tags(window: MainWindow) -> None:
    """Type tags."""
    window.desk.bring_forward("evidence")
    window.review.remarks.tags.enter()
