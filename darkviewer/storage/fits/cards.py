"""Header blocks of a FITS file -> cards, leniently: an odd card never stops a frame.

Written by hand because astropy.io.fits takes 0.3 s to import, which the way to the
first window cannot afford, and because its warnings about odd cards are process-wide.
Follows the FITS standard 4.0, section 4.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from darkviewer.core.errors import FrameError, IncompleteError

if TYPE_CHECKING:
    from darkviewer.core.frames.card_values import CardValue

__all__ = ["BLOCK", "Stream", "read_cards"]

BLOCK = 2880
_CARD = 80
_MAX_BLOCKS = 400  # 14 400 cards: far above any camera's header, far below a hang

_END: tuple[str, CardValue] = ("END", "")
_STRING = re.compile(r"\s*'((?:[^']|'')*)'?")
_INTEGER = re.compile(r"[+-]?\d{1,40}")
_FLOAT = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[ED][+-]?\d{1,5})?", re.IGNORECASE)


class Stream(Protocol):
    """The part of a binary file that a header needs."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; fewer only at the end."""


def read_cards(stream: Stream, name: str) -> tuple[dict[str, CardValue], int]:
    """Read one header from the current position of the stream.

    Commentary cards are left out; of a repeated keyword the first counts.

    Returns
    -------
    cards : dict
        Keyword in capitals -> value; empty at the end of the file.
    length : int
        Bytes of the header with its fill.

    Raises
    ------
    FrameError
        If the header has no END; `name` appears in the text.
    """
    cards: dict[str, CardValue] = {}
    length = 0
    while length < _MAX_BLOCKS * BLOCK:
        block = stream.read(BLOCK)
        length += len(block)
        if _collect(block, cards):
            return cards, -(-length // BLOCK) * BLOCK
        if len(block) < BLOCK:
            if length == 0:
                return {}, 0
            raise IncompleteError(
                f"{name} ends inside its header, after {length} bytes: it is cut off "
                "or still being written"
            )
    raise FrameError(
        f"{name} has no END card in the first {_MAX_BLOCKS * BLOCK} bytes of its "
        "header: not a FITS file, or a damaged one"
    )


def _collect(block: bytes, cards: dict[str, CardValue]) -> bool:
    """Add the cards of one block; True when END was among them."""
    text = block.decode("latin-1")  # one character per byte keeps the columns
    for start in range(0, len(text), _CARD):
        found = _card(text[start : start + _CARD])
        if found is _END:
            return True
        if found is not None:
            cards.setdefault(*found)
    return False


@lru_cache(maxsize=4096)  # the frames of a series share most of their cards
def _card(card: str) -> tuple[str, CardValue] | None:
    """Keyword and value; None for a comment, `_END` for the last card."""
    keyword = card[:8].rstrip()
    if keyword == "END":
        return _END
    if keyword == "HIERARCH" and "=" in card:
        keyword, _, rest = card[8:].partition("=")
        return keyword.strip().upper(), _value(rest)
    if card[8:9] == "=":
        return keyword.upper(), _value(card[9:])
    return None


def _value(field: str) -> CardValue:
    string = _STRING.match(field)
    if string is not None:
        return _decoded(string[1].replace("''", "'")).rstrip()
    token = field.partition("/")[0].strip()
    if token in ("T", "F"):
        return token == "T"
    if _INTEGER.fullmatch(token):
        return int(token)
    if _FLOAT.fullmatch(token):
        return float(token.upper().replace("D", "E"))
    return _decoded(token)


def _decoded(text: str) -> str:
    """UTF-8 where a program wrote it against the standard; control codes blanked."""
    if text.isascii() and text.isprintable():
        return text
    if not text.isascii():
        with suppress(UnicodeDecodeError):  # otherwise it was latin-1 after all
            text = text.encode("latin-1").decode("utf-8")
    return "".join(char if char.isprintable() else " " for char in text)
