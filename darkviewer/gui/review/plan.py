"""Where the parts of the light table lie: a matter of its size, never of the pixel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

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
KEYS = 98  # the buttons where each is its key alone
BELOW, ASIDE, NOWHERE = "below", "aside", ""
"""Where the buttons are; they are in the menus all the same."""

SMALLEST_GAP = 8  # of two pictures of the film

FILMS = (8, 7, 6, 5, 4, 3)
"""Screen pixels per pixel in the film."""

CONTEXT_PX = (28, 9)
CONTENT_PX = 18
"""In the surroundings: from here on stamps grow before they do."""

CELL_PX = 40
CELL_PX_OF_FOUR = (60, 28)
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
        row, or beside the stamp at large text. What has no room is empty.
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
    """Width and height between the margins, the size of the text, a line of words."""

    width: int
    height: int
    scale: float
    worded: bool = True
    buttons: str = BELOW

    def lines(self, *heights: int) -> int:
        return sum(round(height * self.scale) for height in heights)

    @property
    def below_context(self) -> int:
        """Buttons and words below the surroundings."""
        if self.buttons != BELOW:
            return 0
        words = self.lines(WORDS) if self.worded else 0
        return PAD // 2 + self.lines(BUTTONS) + words

    @property
    def aside(self) -> int:
        """Width for the buttons beside the stamp, each as narrow as its key."""
        return BESIDE + self.lines(KEYS) if self.buttons == ASIDE else 0

    def film_height(self, film_px: int) -> int:
        if not film_px:
            return 0
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
        across = self.width - wide - BESIDE - self.aside
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


_Choice = tuple[_Room, int, int, int]
"""With words or without, film (0: none), number of stamps, and their cells."""


def _choices(room: _Room) -> Iterator[_Choice]:
    """The best first; words go before a stamp does, the film after all of them."""
    if room.scale > LARGE_TEXT:
        for films, places in ((FILMS, (ASIDE, BELOW)), ((0,), (ASIDE, BELOW, NOWHERE))):
            for place in places:
                bare = replace(room, worded=False, buttons=place)
                yield from _choices_of(bare, 1, films)
        return
    for count in (4, 2, 1):
        yield from _choices_of(room, count)
        if count < 4:
            yield from _choices_of(replace(room, worded=False), count)


def _choices_of(
    room: _Room, count: int, films: tuple[int, ...] = FILMS
) -> Iterator[_Choice]:
    for film_px in films:
        wide = SLOTS * SIDE * film_px + (SLOTS - 1) * SMALLEST_GAP
        if wide <= room.width:
            sizes = room.cell_sizes(count)
            reached = room.context_px(film_px, count, sizes[-1])
            if reached >= CONTEXT_PX[1]:
                enough = min(reached, CONTENT_PX)
                yield from (
                    (room, film_px, count, size)
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
    # Of a table that is too small it shows the top.
    least = replace(room, worded=False), FILMS[-1], 1, CELL_PX
    room, film_px, count, cell_px = next(_choices(room), least)
    context_px = max(room.context_px(film_px, count, cell_px), CONTEXT_PX[1])
    headline = QRect(PAD, PAD, room.width, room.lines(HEADLINE))
    film = QRect(PAD, headline.bottom() + 1, room.width, room.film_height(film_px))
    film.adjust(-RIM, 0, RIM, 0)
    top, title = film.bottom() + 1 + BETWEEN, room.lines(TITLE)
    film = film if film_px else QRect()
    stamps_wide, _ = room.stamps_size(count, cell_px)
    side = SIDE * context_px
    spare = room.width - stamps_wide - BESIDE - side
    gap = BESIDE + min(max(spare, 0), MOST_BESIDE)  # both ends flush with the film
    left = PAD + max(room.width - side - gap - stamps_wide - room.aside, 0) // 2
    context = QRect(left, top, side, title + side)
    stamps = _stamps(context.right() + 1 + gap, top, title, count, cell_px)
    buttons, words = _below(room, context, stamps)
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


def _below(
    room: _Room, context: QRect, stamps: tuple[QRect, ...]
) -> tuple[QRect, QRect]:
    """Buttons and words, below the surroundings or where else there is room."""
    row = context if len(stamps) == 4 else context.united(stamps[-1])
    if room.buttons == ASIDE:
        left, top = stamps[-1].right() + 1 + BESIDE, context.top() + room.lines(TITLE)
        wide = PAD + room.width - left
        return QRect(left, top, wide, room.lines(BUTTONS)), QRect()
    if room.buttons == NOWHERE:
        return QRect(), QRect()
    below = row.bottom() + 1 + PAD // 2
    buttons = QRect(row.left(), below, row.width(), room.lines(BUTTONS))
    words = QRect(row.left(), buttons.bottom() + 1, row.width(), 0)
    if room.worded:
        words.setHeight(room.lines(WORDS))
    return buttons, words


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
