"""A table as plain columns, for every format alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.foreign_text import escaped, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Column", "ExportTable", "file_names", "numbers", "texts"]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column.

    Attributes
    ----------
    name : str
        In every file.
    values : array, shape (rows,)
        Numbers and flags, masked where nothing is known, or texts as `texts` gives
        them: a text that is not known is empty.
    unit : str
        As astropy spells it; empty for pure numbers, flags and texts.
    sentence : str
        What it says.
    ucd : str
        What it is in the words of the Virtual Observatory, where these have one.
    """

    name: str
    values: NDArray[Any]
    unit: str = ""
    sentence: str = ""
    ucd: str = ""

    @property
    def mask(self) -> NDArray[np.bool_]:
        """Where nothing is known."""
        return np.asarray(np.ma.getmaskarray(self.values), np.bool_)

    @property
    def known(self) -> NDArray[Any]:
        """The values without the mask."""
        return np.asarray(np.ma.getdata(self.values))


@dataclass(frozen=True, slots=True, eq=False)
class ExportTable:
    """Columns of equal length, and what they are called together.

    Attributes
    ----------
    name : str
        As files begin with: ``"Candidates"``.
    sentence : str
        What a row is.
    columns : tuple of Column
        In the order of the files.
    """

    name: str
    sentence: str
    columns: tuple[Column, ...]


def texts(values: Iterable[str]) -> NDArray[np.str_]:
    """Texts as every format can hold them, see `escaped`."""
    return np.array([escaped(value) for value in values], np.str_)


def file_names(values: Iterable[str]) -> NDArray[np.str_]:
    """Names of files as the record has them, see `shown`."""
    return np.array([shown(value) for value in values], np.str_)


def numbers(values: Sequence[Any], kind: type) -> NDArray[Any]:
    """Numbers or flags, masked where the value is None."""
    missing = [value is None for value in values]
    filled = [kind() if value is None else value for value in values]
    return np.ma.array(np.array(filled, kind), mask=missing)
