"""What the keys of the review do beyond one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow

__all__ = ["add_here", "begin_note", "begin_tags", "show_in_image", "take_away"]


def add_here(window: MainWindow) -> None:
    """A candidate by hand, at the selected pixel of the frame on show."""
    held = window.workspace.pixel_in_hand
    if held is not None:
        window.reviewing.add_by_hand(held.frame, held.x, held.y)


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
