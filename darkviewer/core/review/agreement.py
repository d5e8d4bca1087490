"""How far reviewers agree, beyond what chance alone would bring about."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Kappa", "cohen_kappa", "confusion", "disagreements", "fleiss_kappa"]

Item = TypeVar("Item", bound=Hashable)

_Z = 1.959963984540054
"""Of a two-sided interval of 95 %."""


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement beyond chance: 1 is full, 0 is what chance gives.

    Attributes
    ----------
    value : float
        NaN where it has no meaning: no items, or all in one class by everybody.
    low, high : float
        Interval of 95 %; NaN where unknown.
    items : int
        Judged by at least two reviewers.
    """

    value: float
    low: float
    high: float
    items: int


def confusion(
    one: Mapping[Item, str], other: Mapping[Item, str], classes: Sequence[str]
) -> NDArray[np.int64]:
    """How often one reviewer said this (row) where the other said that (column).

    Parameters
    ----------
    one, other : mapping
        Item -> class; items that only one has judged do not count.
    classes : sequence of str
        In the order of rows and columns, shape (k, k).
    """
    place = {name: index for index, name in enumerate(classes)}
    counts = np.zeros((len(classes), len(classes)), np.int64)
    for item in one.keys() & other.keys():
        counts[place[one[item]], place[other[item]]] += 1
    return counts


def cohen_kappa(counts: ArrayLike) -> Kappa:
    """Agreement of two reviewers (Cohen 1960).

    The interval is that of the large-sample standard error of Fleiss, Cohen & Everitt
    1969 (Psychological Bulletin 72, 323).

    Parameters
    ----------
    counts : array of int, shape (k, k)
        From `confusion`.
    """
    table = np.asarray(counts, np.float64)
    total = float(table.sum())
    if not total:
        return Kappa(math.nan, math.nan, math.nan, 0)
    share = table / total
    row, column = share.sum(axis=1), share.sum(axis=0)
    observed, chance = float(np.trace(share)), float(row @ column)
    if chance >= 1:
        return Kappa(math.nan, math.nan, math.nan, int(total))
    value = (observed - chance) / (1 - chance)
    own = np.diag(share)
    first = (own * (1 - (row + column) * (1 - value)) ** 2).sum()
    # Row i meets column j: what i has as a column and j as a row.
    crossed = share * (column[:, np.newaxis] + row) ** 2
    np.fill_diagonal(crossed, 0)
    second = (1 - value) ** 2 * crossed.sum()
    third = (value - chance * (1 - value)) ** 2
    spread = max(float(first + second - third), 0.0) / (total * (1 - chance) ** 2)
    half = _Z * math.sqrt(spread)
    return Kappa(value, max(value - half, -1.0), min(value + half, 1.0), int(total))


def fleiss_kappa(counts: ArrayLike) -> Kappa:
    """Agreement of any number of reviewers (Fleiss 1971).

    Psychological Bulletin 76, 378. Items may have been judged by different numbers of
    reviewers; those judged by one only do not count. The interval is the jackknife's
    over the items.

    Parameters
    ----------
    counts : array of int, shape (items, k)
        How many reviewers put an item into a class.
    """
    table = np.asarray(counts, np.float64)
    table = table[table.sum(axis=1) >= 2]
    items = len(table)
    parts = _parts(table)
    total = parts.sum(axis=0)
    value = float(_fleiss(total))
    without = _fleiss(total - parts)
    if items < 3 or math.isnan(value) or np.isnan(without).any():
        return Kappa(value, math.nan, math.nan, items)
    spread = (items - 1) / items * float(((without - without.mean()) ** 2).sum())
    half = _Z * math.sqrt(spread)
    return Kappa(value, max(value - half, -1.0), min(value + half, 1.0), items)


def _parts(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Per item: 1, its agreement, and its verdicts of each class."""
    judges = table.sum(axis=1)
    agree = (table * (table - 1)).sum(axis=1) / (judges * (judges - 1))
    return np.column_stack([np.ones(len(table)), agree, table])


def _fleiss(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Kappa from sums of `_parts`, over the last axis."""
    items, agree, verdicts = sums[..., 0], sums[..., 1], sums[..., 2:]
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = verdicts / verdicts.sum(axis=-1, keepdims=True)
        chance = (shares**2).sum(axis=-1)
        value = (agree / items - chance) / (1 - chance)
    return np.asarray(np.where(chance < 1 - 1e-12, value, np.nan))


def disagreements(judged: Sequence[Mapping[Item, str]]) -> list[Item]:
    """Items that at least two reviewers have put into different classes.

    Parameters
    ----------
    judged : sequence of mapping
        Of each reviewer: item -> class.

    Returns
    -------
    list
        In the order in which they are met.
    """
    said: dict[Item, set[str]] = {}
    for verdicts in judged:
        for item, name in verdicts.items():
            said.setdefault(item, set()).add(name)
    return [item for item, names in said.items() if len(names) > 1]
