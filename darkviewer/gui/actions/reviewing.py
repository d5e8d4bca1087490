"""What the keys of the review do beyond one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow

__all__ = ["show_in_image"]


def show_in_image(window: MainWindow) -> None:
    """The place of the image, enlarged where the pixel in hand is."""
    window.places.go("image")
    window.image.zoom_to_selected()
