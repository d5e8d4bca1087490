"""Entries of a review queue as plain data, and text of another size."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QApplication

from darkviewer.core.review.queue import Entry
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES, apply_palette

__all__ = ["enlarge", "entry", "queue_of"]

_LABELS = ("PSF-like", "hot", "telegraph", "cosmic ray", "noise", "artefact", "")


def entry(
    x: int,
    y: int,
    *,
    frames: Sequence[int] = (2,),
    label: str = "PSF-like",
    sigma: float = 34.3,
    by_hand: bool = False,
    removed: bool = False,
) -> Entry:
    """An entry that is most significant in the first of its frames."""
    return Entry(
        x,
        y,
        tuple(frames),
        tuple(range(len(frames))),
        (label,) * len(frames),
        sigma,
        frames[0],
        by_hand,
        removed,
    )


def queue_of(n: int, *, frames: int = 10) -> list[Entry]:
    """So many different entries, the most significant first."""
    return [
        entry(
            100 + 7 * i % 900,
            11 * i % 900,
            frames=tuple(sorted({i % frames, (3 * i + 1) % frames})),
            label=_LABELS[i % len(_LABELS)],
            sigma=500.0 - i / 10,
        )
        for i in range(n)
    ]


def enlarge(scale: float) -> None:
    """Text of another size, as the setting makes it."""
    fonts.set_scale(scale)
    QApplication.setFont(fonts.body())
    apply_palette(PALETTES["dark"])
