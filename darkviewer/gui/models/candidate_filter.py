"""What is typed above the table: ``x<100``, ``frame 6``, ``peak>=500``, ``edge``."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates import CandidateTable
from darkviewer.core.errors import DarkviewerError

__all__ = ["LABELS", "NUMBERS", "WORDS", "label_codes", "matching"]

LABELS = ("PSF candidate", "leader", "synthetic")
"""What a row can be; `label_codes` indexes this."""

NUMBERS: dict[str, Callable[[CandidateTable], NDArray[Any]]] = {
    "frame": lambda t: t.frame + 1,
    "x": lambda t: t.x,
    "y": lambda t: t.y,
    "peak": lambda t: t.value_e,
    "ratio": lambda t: t.min_neighbour_ratio,
    "plateau": lambda t: t.plateau,
}
"""Columns that can be compared, as they are shown (frames count from 1)."""

WORDS: dict[str, Callable[[CandidateTable], NDArray[np.bool_]]] = {
    "candidate": lambda t: t.accepted,
    "leader": lambda t: ~t.accepted,
    "edge": lambda t: t.edge,
    "synthetic": lambda t: t.synthetic,
}
"""Words that stand alone."""

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "": operator.eq,
}
_TERM = re.compile(
    r"(?P<name>[a-z]+)\s*(?P<sign><=|>=|<|>|=|)\s*(?P<value>[-−]?\d[\d.]*(?:e\d+)?)"
    r"|(?P<word>[a-z]+)|(?P<space>[\s,;]+)|(?P<odd>.)"
)


def label_codes(table: CandidateTable) -> NDArray[np.int8]:
    """Index into `LABELS` of each row."""
    codes = np.where(table.accepted, 0, 1).astype(np.int8)
    codes[table.synthetic] = 2
    return codes


def matching(table: CandidateTable, text: str) -> NDArray[np.bool_]:
    """Rows that satisfy every term of `text`; all of them when it is blank.

    Raises
    ------
    DarkviewerError
        If a term is not understood; the text says what is.
    """
    keep = np.ones(len(table), dtype=bool)
    for term in _TERM.finditer(text.lower()):
        if term["name"] and term["name"] in NUMBERS:
            value = float(term["value"].replace("−", "-"))
            keep &= _COMPARE[term["sign"]](NUMBERS[term["name"]](table), value)
        elif term["word"] and term["word"].removesuffix("s") in WORDS:
            keep &= WORDS[term["word"].removesuffix("s")](table)
        elif not term["space"]:
            raise DarkviewerError(_refusal(term.group()))
    return keep


def _refusal(term: str) -> str:
    return (
        f"“{term}” is not understood: compare {', '.join(NUMBERS)} with a number "
        f"(x<100, frame 6), or write {', '.join(WORDS)}"
    )
