"""The filter above the table of frames: ``level>1000, temp<20.3, flagged``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.models.frame_columns import FrameColumn, FrameRow, sort_key
from darkviewer.gui.text.candidate_filter import COMPARE
from darkviewer.gui.text.numbers import MINUS

__all__ = ["understood_frames"]

Holds = Callable[[FrameRow], bool]

_TERM = re.compile(r"(?P<name>[^<>=]+)(?P<sign><=|>=|<|>|=)(?P<value>[^<>=]+)")
_WORDS: dict[str, Holds] = {
    "flagged": lambda row: row.level != "ok",
    "sound": lambda row: row.level == "ok",
    "left out": lambda row: row.left_out,
    "used": lambda row: not row.left_out,
}


def understood_frames(text: str, columns: Sequence[FrameColumn]) -> list[Holds]:
    """The condition behind each term, between commas; all have to hold.

    A comparison names a column by the beginning of its title; any other text is looked
    for in the names of the frames and in what the checks say of them.

    Raises
    ------
    DarkviewerError
        If a comparison names no column of the table; the text says which there are.
    """
    terms = (part.strip() for part in re.split(r"[,;]", text))
    return [_condition(term, columns) for term in terms if term]


def _condition(term: str, columns: Sequence[FrameColumn]) -> Holds:
    match = _TERM.fullmatch(term)
    if match is not None:
        return _comparison(match, columns)
    if re.search(r"[<>=]", term):
        raise DarkviewerError(
            f"“{term}” is not understood: compare a column with one value (level>1000)"
        )
    wanted = term.casefold()
    return _WORDS.get(wanted) or (lambda row: wanted in _all_text(row))


def _all_text(row: FrameRow) -> str:
    return row.tip.casefold()


def _comparison(match: re.Match[str], columns: Sequence[FrameColumn]) -> Holds:
    column = _column_of(match["name"], columns)
    compare, typed = COMPARE[match["sign"]], match["value"].strip()
    try:
        limit = float(typed.replace(MINUS, "-"))
    except ValueError:
        return lambda row: (
            column.value(row) is not None
            and compare(column.text(row).casefold(), typed.casefold())
        )

    def holds(row: FrameRow) -> bool:
        missing, words, value = sort_key(column, row)
        return not (missing or words) and bool(compare(value, limit))

    return holds


def _column_of(name: str, columns: Sequence[FrameColumn]) -> FrameColumn:
    wanted = name.strip().casefold()
    named = [column for column in columns if column.name]
    exact = [column for column in named if column.name.casefold() == wanted]
    near = [column for column in named if column.name.casefold().startswith(wanted)]
    found = [*exact, *near]
    if found:
        return found[0]
    names = ", ".join(column.name for column in named[:-1])
    raise DarkviewerError(f"“{name.strip()}” is no column of the table: {names}")
