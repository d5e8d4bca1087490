"""What the keys of the review do beyond one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow

__all__ = ["begin_note", "begin_tags", "show_in_image"]


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
