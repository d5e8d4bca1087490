"""The rows of what leaves the window, in the menu File."""

from __future__ import annotations

from darkviewer.gui.actions import outside
from darkviewer.gui.actions.spec import ActionSpec, Row

__all__ = ["PICTURES"]

_A = ActionSpec

PICTURES: tuple[Row, ...] = (
    _A(
        "save_picture",
        "Save a picture…",
        "Ctrl+S",
        "Save view, frame, cutouts, a plot or blinking frames with a caption.",
        outside.save_picture,
        "session",
    ),
)
