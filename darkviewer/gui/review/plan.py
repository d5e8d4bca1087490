"""Where the parts of the light table lie: a matter of its size, never of the pixel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRect

__all__ = ["CELLS", "SIDE", "SLOTS", "Plan", "plan"]

SIDE = 21
"""Pixels along each side of the surroundings."""

CELLS = 5
"""The same of the stamps with values."""

SLOTS = 7
"""Frames in the film; the one on show is always in the middle."""

PAD = 12
BETWEEN = 12
BESIDE = 18  # of surroundings and stamps
MOST_BESIDE = 30  # more, so that they end where the film does
RIM = 5  # around the film, for the frame of the frame on show
HEADLINE, TITLE, CAPTION, BUTTONS, WORDS = 30, 20, 18, 27, 18  # heights at 100 %
SMALLEST_GAP = 8  # of two pictures of the film

FILM_PX = (8, 3)
"""Screen pixels per pixel in the film: the most and the fewest."""

CONTEXT_PX = (28, 9)
CONTENT_PX = 18
"""In the surroundings: from here on stamps grow before they do."""

CELL_PX = 40
CELL_PX_OF_FOUR = (60, 34)
LARGE_CELL_PX = 64
"""Of a single stamp, which is there at large text: it holds four digits."""

LARGE_TEXT = 1.4


@dataclass(frozen=True, slots=True)
class Plan:
    """Places in the light table, in pixels of the screen.

    Attributes
    ----------
    film_px, context_px, cell_px : int
        Side of one pixel of the frame in film, surroundings and stamps.
    headline, film, context, buttons, words : QRect
        `film` and `context` with the lines above and below them; buttons and words
        are below the surroundings, or below everything where the stamps are in one
        row; `words` is empty where there is no room.
    stamps : tuple of QRect
        Four, two or one, each with its title.
    title, caption : int
        Heights of the lines.
    """

    film_px: int
    context_px: int
    cell_px: int
    headline: QRect
    film: QRect
    context: QRect
    buttons: QRect
    words: QRect
    stamps: tuple[QRect, ...]
    title: int
    caption: int


@dataclass(frozen=True, slots=True)
class _Room:
    """Width and height between the margins, and the size of the text."""

    width: int
    height: int
    scale: float

    def lines(self, *heights: int) -> int:
        return sum(round(height * self.scale) for height in heights)

    @property
    def below_context(self) -> int:
        """Buttons and words below the surroundings."""
        words = 0 if self.scale > LARGE_TEXT else self.lines(WORDS)
        return PAD // 2 + self.lines(BUTTONS) + words

    def film_height(self, film_px: int) -> int:
        return self.lines(TITLE, CAPTION) + SIDE * film_px + 2 * RIM

    def below_film(self, film_px: int) -> int:
        """Height that is left for surroundings and stamps."""
        return self.height - self.lines(HEADLINE) - self.film_height(film_px) - BETWEEN

    def stamps_size(self, count: int, cell_px: int) -> tuple[int, int]:
        """Width and height of all stamps."""
        across, down = min(count, 2), 2 if count == 4 else 1
        one = CELLS * cell_px
        wide = across * one + (across - 1) * BETWEEN
        high = down * (self.lines(TITLE) + one) + (down - 1) * BETWEEN
        return wide, high

    def context_px(self, film_px: int, count: int, cell_px: int) -> int:
        """Of the surroundings; 0 where the stamps do not fit."""
        wide, high = self.stamps_size(count, cell_px)
        left = self.below_film(film_px)
        beneath = 0 if count == 4 else self.below_context
        if high + beneath > left:
            return 0
        across = self.width - wide - BESIDE
        down = left - self.lines(TITLE) - self.below_context
        return min(across // SIDE, down // SIDE, CONTEXT_PX[0])

    def cell_sizes(self, count: int) -> tuple[int, ...]:
        """Of the pixels of stamps, the largest first."""
        if count == 4:
            most, fewest = CELL_PX_OF_FOUR
        elif count == 2:
            most = fewest = CELL_PX
        else:
            most = LARGE_CELL_PX if self.scale > LARGE_TEXT else CELL_PX
            fewest = CELL_PX
        return tuple(range(most, fewest - 1, -1))


def _choices(room: _Room) -> Iterator[tuple[int, int, int]]:
    """Film, number of stamps and their cells, the best first."""
    for count in (1,) if room.scale > LARGE_TEXT else (4, 2, 1):
        for film_px in range(FILM_PX[0], FILM_PX[1] - 1, -1):
            wide = SLOTS * SIDE * film_px + (SLOTS - 1) * SMALLEST_GAP
            if wide <= room.width:
                sizes = room.cell_sizes(count)
                reached = room.context_px(film_px, count, sizes[-1])
                if reached >= CONTEXT_PX[1]:
                    enough = min(reached, CONTENT_PX)
                    yield from (
                        (film_px, count, size)
                        for size in sizes
                        if room.context_px(film_px, count, size) >= enough
                    )


def plan(width: int, height: int, scale: float = 1.0) -> Plan:
    """Divide a light table of this size.

    Parameters
    ----------
    width, height : int
        Of the whole table, in pixels of the screen.
    scale : float
        Of the text, 1 = 100 %.
    """
    room = _Room(width - 2 * PAD, height - 2 * PAD, scale)
    least = FILM_PX[1], 1, CELL_PX  # of a table that is too small it shows the top
    film_px, count, cell_px = next(_choices(room), least)
    context_px = max(room.context_px(film_px, count, cell_px), CONTEXT_PX[1])
    headline = QRect(PAD, PAD, room.width, room.lines(HEADLINE))
    film = QRect(PAD, headline.bottom() + 1, room.width, room.film_height(film_px))
    film.adjust(-RIM, 0, RIM, 0)
    top, title = film.bottom() + 1 + BETWEEN, room.lines(TITLE)
    stamps_wide, _ = room.stamps_size(count, cell_px)
    side = SIDE * context_px
    spare = room.width - stamps_wide - BESIDE - side
    gap = BESIDE + min(max(spare, 0), MOST_BESIDE)  # both ends flush with the film
    left = PAD + max(room.width - side - gap - stamps_wide, 0) // 2
    context = QRect(left, top, side, title + side)
    stamps = _stamps(context.right() + 1 + gap, top, title, count, cell_px)
    row = context if count == 4 else context.united(stamps[-1])
    below = row.bottom() + 1 + PAD // 2
    buttons = QRect(row.left(), below, row.width(), room.lines(BUTTONS))
    words = QRect(row.left(), buttons.bottom() + 1, row.width(), 0)
    if scale <= LARGE_TEXT:
        words.setHeight(room.lines(WORDS))
    return Plan(
        film_px,
        context_px,
        cell_px,
        headline,
        film,
        context,
        buttons,
        words,
        stamps,
        title,
        room.lines(CAPTION),
    )


def _stamps(
    left: int, top: int, title: int, count: int, cell_px: int
) -> tuple[QRect, ...]:
    side = CELLS * cell_px
    return tuple(
        QRect(
            left + (number % 2) * (side + BETWEEN),
            top + (number // 2) * (title + side + BETWEEN),
            side,
            title + side,
        )
        for number in range(count)
    )
