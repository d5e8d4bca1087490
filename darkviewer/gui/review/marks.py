"""Marks beside words on the review desk: of labels, and of verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from darkviewer.core.review.classes import class_named
from darkviewer.gui.graphics.markers import Mark, mark_of, on_panel

if TYPE_CHECKING:
    from darkviewer.gui.style.theme import Palette

__all__ = ["class_mark", "hidden_mark", "label_mark"]


def label_mark(label: str, palette: Palette) -> Mark:
    """The mark of a label of the program, or of what somebody added by hand.

    Empty: there is no label yet.
    """
    mark = mark_of(accepted=bool(label), synthetic=False, palette=palette, label=label)
    return on_panel(mark, palette)


def hidden_mark(palette: Palette) -> Mark:
    """In place of any mark while the label is hidden."""
    return Mark("circle", palette.secondary)


def class_mark(name: str, palette: Palette) -> Mark | None:
    """The mark of a verdict: that of the label it is called after, if there is one."""
    known = class_named(name)
    if known is None or not known.labels:
        return None
    return label_mark(known.labels[0], palette)
