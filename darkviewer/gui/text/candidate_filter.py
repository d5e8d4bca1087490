"""The filter above the table: ``x<100``, ``frame 6``, ``peak>=500``, ``edge``."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates.classification import EXAMINED_COLUMNS
from darkviewer.core.candidates.labels import RULES
from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.text.units import Units

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import CandidateTable

__all__ = [
    "COMPARE",
    "LABELS",
    "NUMBERS",
    "WORDS",
    "RowFilter",
    "examined",
    "label_codes",
    "labelled",
    "matching",
    "understood",
]

_RULES = tuple(rule.label for rule in RULES)

LABELS = (
    "PSF candidate",
    "leader",
    "synthetic",
    *_RULES,
    *(f"{label}, synthetic" for label in _RULES),
)
"""Classes of rows, untested or examined; `label_codes` indexes this."""

_COLUMNS = {column.name: column for column in EXAMINED_COLUMNS}


def examined(table: CandidateTable, name: str) -> NDArray[np.float64]:
    """A column of the examination; NaN where there were none."""
    if table.classification is None:
        return np.full(len(table), np.nan)
    return np.asarray(_COLUMNS[name].values(table.classification), np.float64)


def labelled(table: CandidateTable, label: str) -> NDArray[np.bool_]:
    """Rows that the examination gave this label."""
    if table.classification is None:
        return np.zeros(len(table), np.bool_)
    return np.asarray(table.classification.label == _RULES.index(label))


_TESTED = {
    "sigma": "significance",
    "chi": "chi2",
    "p": "p",
    "dbic": "dbic",
    "prob": "p_psf",
    "flux": "flux_e",
    "fwhm": "fwhm",
    "seen": "recurrence",
}
"""Numbers that the PSF test gives, and the columns they are in."""

NUMBERS: dict[str, Callable[[CandidateTable], NDArray[Any]]] = {
    "frame": lambda t: t.frame + 1,
    "x": lambda t: t.x,
    "y": lambda t: t.y,
    "peak": lambda t: t.value_e,
    "ratio": lambda t: t.min_neighbour_ratio,
    "plateau": lambda t: t.plateau,
    **{name: partial(examined, name=column) for name, column in _TESTED.items()},
}
"""Columns that can be compared, as they are shown (frames count from 1)."""

_LABEL_WORDS = {
    label.lower().replace("-", "").replace(" ", ""): label for label in _RULES
}

_ELECTRONS = ("peak", "flux")
_OWN = Units()

WORDS: dict[str, Callable[[CandidateTable], NDArray[np.bool_]]] = {
    "candidate": lambda t: t.accepted,
    "leader": lambda t: ~t.accepted,
    "edge": lambda t: t.edge,
    "synthetic": lambda t: t.synthetic,
    **{word: partial(labelled, label=label) for word, label in _LABEL_WORDS.items()},
}
"""Words that stand alone, without blanks and hyphens."""

_NAMES = ("candidate", "leader", "edge", "synthetic", "or a label")

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "": operator.eq,
}
_TERM = re.compile(
    r"(?P<name>[a-z]+)\s*(?P<sign><=|>=|<|>|=|)\s*(?P<value>[-−]?\d[\d.]*(?:e[-−]?\d+)?)"
    r"|(?P<word>[a-z]+(?:[- ](?:like|ray|event|pixel))?)|(?P<space>[\s,;]+)"
    r"|(?P<odd>[^\s,;]+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Which rows of the table are shown, and which marks and pictures with them.

    Attributes
    ----------
    text : str
        As typed; every term has to hold.
    accepted_only : bool
        Candidates only.
    label : str
        Only this label of the tests; empty for any.
    frame : int or None
        Only this frame, from 0.
    units : Units
        In which peak and flux are compared, as they are shown.

    Raises
    ------
    DarkviewerError
        If the text is not understood.
    """

    text: str = ""
    accepted_only: bool = False
    label: str = ""
    frame: int | None = None
    units: Units = _OWN

    def __post_init__(self) -> None:
        understood(self.text)

    @property
    def words(self) -> str:
        """The filter's terms except the frame: ``x<100, candidates only``."""
        only = "candidates only" if self.accepted_only else self.label
        return ", ".join(part for part in (self.text.strip(), only) if part)

    @property
    def all_words(self) -> str:
        """The same with the frame: ``x<100, frame 7``."""
        here = "" if self.frame is None else f"frame {self.frame + 1}"
        return ", ".join(part for part in (self.words, here) if part)

    def kept(self, table: CandidateTable) -> NDArray[np.bool_]:
        """The rows of all frames for which everything else holds, shape (n,)."""
        keep = matching(table, self.text, self.units)
        if self.accepted_only:
            keep &= table.accepted
        if self.label:
            keep &= labelled(table, self.label)
        return keep

    def shown(self, table: CandidateTable) -> NDArray[np.bool_]:
        """The same, of `frame` alone if there is one."""
        keep = self.kept(table)
        return keep if self.frame is None else keep & (table.frame == self.frame)

    def unknown(self, table: CandidateTable) -> str:
        """The first word that only the PSF test could answer, where it has not run."""
        if table.classification is not None:
            return ""
        for term in _TERM.finditer(self.text):
            name = (term["name"] or "").lower()
            if name in _TESTED:
                return name
            word = _plain(term["word"] or "")
            if name not in NUMBERS and word in _LABEL_WORDS:
                return _LABEL_WORDS[word]
        return self.label


def label_codes(table: CandidateTable) -> NDArray[np.int8]:
    """Index into `LABELS` of each row."""
    if table.classification is not None:
        codes = LABELS.index(_RULES[0]) + table.classification.label
        return np.asarray(codes + len(_RULES) * table.synthetic, np.int8)
    codes = np.where(table.accepted, 0, 1).astype(np.int8)
    codes[table.synthetic] = 2
    return codes


def matching(
    table: CandidateTable, text: str, units: Units = _OWN
) -> NDArray[np.bool_]:
    """Rows that satisfy every term of `text`; all of them when it is blank.

    Raises
    ------
    DarkviewerError
        If a term is not understood; the text says what is.
    """
    keep = np.ones(len(table), dtype=bool)
    for holds in understood(text, units):
        keep &= holds(table)
    return keep


def understood(
    text: str, units: Units = _OWN
) -> list[Callable[[CandidateTable], NDArray[np.bool_]]]:
    """The condition behind each term of `text`.

    Raises
    ------
    DarkviewerError
        If a term is not understood; the text says what is.
    """
    found: list[Callable[[CandidateTable], NDArray[np.bool_]]] = []
    for term in _TERM.finditer(text):
        if term["name"] and term["name"].lower() in NUMBERS:
            found.append(_comparison(term, units))
        elif term["word"] and (word := _plain(term["word"])) in WORDS:
            found.append(WORDS[word])
        elif not term["space"]:
            raise DarkviewerError(_refusal(term))
    return found


def _comparison(
    term: re.Match[str], units: Units
) -> Callable[[CandidateTable], NDArray[np.bool_]]:
    values, compare = NUMBERS[term["name"].lower()], COMPARE[term["sign"]]
    try:
        limit = float(term["value"].replace("−", "-"))
    except ValueError:  # 1.2.3
        raise DarkviewerError(_refusal(term)) from None
    if term["name"].lower() in _ELECTRONS:
        limit /= units.of("e-").factor
    return lambda table: compare(values(table), limit)


def _plain(word: str) -> str:
    """``candidates`` -> ``candidate``, ``cosmic ray`` -> ``cosmicray``."""
    return word.lower().replace("-", "").replace(" ", "").removesuffix("s")


def _refusal(term: re.Match[str]) -> str:
    return (
        f"“{term.group()}”, from character {term.start() + 1}, is not understood: "
        f"compare {', '.join(NUMBERS)} with a number "
        f"(x<100, frame 6), or write {', '.join(_NAMES)}"
    )
