"""Text from outside on one line of a screen: names of files and folders, headers."""

from __future__ import annotations

import json
import unicodedata

__all__ = ["LONGEST_NAME", "escaped", "shown", "unescaped"]

LONGEST_NAME = 60
"""Characters of a name in a title or in the name of another file."""

_SIGNS = frozenset('\\"')
"""That a cell spells, though they print."""

_BYTES = range(0xDC80, 0xDD00)
"""How Python keeps the bytes of a file name that are no text."""


def shown(text: str, most: int = 0) -> str:
    r"""The same text, with what does not print escaped: ``\n``, ``\x1b``, ``\u200f``.

    Line breaks, commands to a terminal, marks that reverse the writing and bytes that
    are no text would break a line or make it lie.

    Parameters
    ----------
    text : str
        Anything.
    most : int
        Leave out the middle of what is longer, at least 3; 0 keeps all.
    """
    if not text.isprintable():
        text = "".join(map(_spelt, text))
    if most and len(text) > most:
        head = most // 2
        text = f"{text[:head]}…{text[head + 1 - most :]}"
    return text


def _spelt(char: str) -> str:
    if char.isprintable() or unicodedata.category(char) == "Zs":  # wide blanks
        return char
    if ord(char) in _BYTES:
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")


def escaped(text: str) -> str:
    r"""The same text for a cell of a table, with nothing lost.

    As in JSON strings: a line break is ``\n``, a backslash ``\\``. Blanks at the
    ends, which readers of tables take away, are spelt as well.
    """
    if text.isprintable() and not _SIGNS & {*text} and text == text.strip(" "):
        return text
    cell = "".join(
        sign if sign.isprintable() and sign not in _SIGNS else json.dumps(sign)[1:-1]
        for sign in text
    )
    if cell.startswith(" "):
        cell = "\\u0020" + cell[1:]
    return cell[:-1] + "\\u0020" if cell.endswith(" ") else cell


def unescaped(cell: str) -> str:
    """The text that `escaped` made such a cell of.

    Raises
    ------
    ValueError
        If it made no such cell.
    """
    return str(json.loads(f'"{cell}"'))
