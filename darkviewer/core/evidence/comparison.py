"""What a file says, beside the same calculated again from the raw frames.

Both are items by name: single values, columns of cells as text, planes of numbers. The
rule is equality to the last bit; where it is not, the tolerance is stated.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["EXACT", "Finding", "Item", "Rules", "Status", "compare", "flat"]

Status = Literal["equal", "differs", "unchecked", "said"]
"""`said`: by a person or a clock; no frame can show it."""

Item = str | int | float | bool | None | tuple[Any, ...] | NDArray[Any]

_NO_FRACTION = re.compile(r"[+-]?\d+|.*_.*", re.DOTALL)
"""Python would read an underscore within a number; nobody else does."""

_LONGEST = 60
"""Characters of a value in a sentence."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be said of one item.

    Attributes
    ----------
    item : str
        ``"SIGMA: pixels"``, ``"column flux_e"``.
    status : str
        See `Status`.
    words : str
        How it differs, why it was not checked, or within which tolerance it is equal;
        empty where it is equal to the last bit.
    """

    item: str
    status: Status
    words: str = ""


def _exactly(_item: str) -> float:
    return 0.0


def _nothing(_item: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Rules:
    """How items are compared.

    Attributes
    ----------
    tolerance : callable
        Relative difference that is allowed for the numbers of an item; 0 for none.
    said : callable
        Why no frame can show an item; empty where one can.
    """

    tolerance: Callable[[str], float] = _exactly
    said: Callable[[str], str] = _nothing


EXACT = Rules()


def compare(
    said: Mapping[str, Item], made: Mapping[str, Item], rules: Rules = EXACT
) -> tuple[Finding, ...]:
    """One finding for every item that either side has.

    Parameters
    ----------
    said : mapping
        Items of the file.
    made : mapping
        The same, calculated again.
    rules : Rules
        Tolerances, and what cannot be calculated.
    """
    names = [*made, *(name for name in said if name not in made)]
    return tuple(_finding(name, said, made, rules) for name in names)


def _finding(
    name: str, said: Mapping[str, Item], made: Mapping[str, Item], rules: Rules
) -> Finding:
    why = rules.said(name)
    if why:
        return Finding(name, "said", why)
    if name not in said:
        return Finding(name, "differs", "is missing")
    if name not in made:
        return Finding(name, "differs", "does not follow from the frames")
    tolerance = rules.tolerance(name)
    words = _difference(said[name], made[name], tolerance)
    if words:
        return Finding(name, "differs", words)
    exact = not tolerance or not _difference(said[name], made[name], 0.0)
    return Finding(name, "equal", "" if exact else f"within {tolerance:g}")


def _difference(said: Item, made: Item, tolerance: float) -> str:
    """Empty where both are equal."""
    if isinstance(said, np.ndarray) and isinstance(made, np.ndarray):
        return _of_planes(said, made, tolerance)
    if isinstance(said, tuple) and isinstance(made, tuple):
        return _of_rows(said, made, tolerance)
    if _same(said, made, tolerance):
        return ""
    return f"{_word(said)} instead of {_word(made)}"


def _of_planes(said: NDArray[Any], made: NDArray[Any], tolerance: float) -> str:
    if (said.shape, said.dtype) != (made.shape, made.dtype):
        return f"{_shape_words(said)} instead of {_shape_words(made)}"
    bits = f"V{said.dtype.itemsize}"
    differ = np.ascontiguousarray(said).view(bits) != np.ascontiguousarray(made).view(
        bits
    )
    if tolerance and said.dtype.kind == "f":
        differ &= ~np.isclose(said, made, rtol=tolerance, atol=0, equal_nan=True)
    count = int(np.count_nonzero(differ))
    if not count:
        return ""
    first = tuple(int(axis[0]) for axis in np.nonzero(differ))
    place = " ".join(
        f"{name} {at}"
        for name, at in zip(("x", "y"), reversed(first), strict=False)
        if said.ndim == 2
    )
    where = place or f"row {first[0] + 1}"
    words = (
        f"{count} of {said.size} values differ, first at {where}: "
        f"{_word(said[first].item())} instead of {_word(made[first].item())}"
    )
    return words + _largest(said[differ], made[differ])


def _largest(said: NDArray[Any], made: NDArray[Any]) -> str:
    if said.dtype.kind not in "iuf":
        return ""
    with np.errstate(invalid="ignore", over="ignore"):
        off = np.abs(said.astype(np.float64) - made.astype(np.float64))
    known = off[np.isfinite(off)]
    return f"; by at most {known.max():.3g}" if known.size else ""


def _shape_words(values: NDArray[Any]) -> str:
    return f"{'x'.join(map(str, reversed(values.shape)))} {values.dtype.name}"


def _of_rows(said: Sequence[Any], made: Sequence[Any], tolerance: float) -> str:
    if len(said) != len(made):
        first = next(
            number
            for number, (one, other) in enumerate(zip_longest(said, made), start=1)
            if number > min(len(said), len(made)) or one != other
        )
        return f"{len(said)} rows instead of {len(made)}, first in row {first}"
    rows = [
        (number, one, other)
        for number, (one, other) in enumerate(zip(said, made, strict=True), start=1)
        if not _same(one, other, tolerance)
    ]
    if not rows:
        return ""
    number, one, other = rows[0]
    return (
        f"{len(rows)} of {len(made)} rows differ, first row {number}: {_word(one)} "
        f"instead of {_word(other)}"
    )


def _same(said: Any, made: Any, tolerance: float) -> bool:
    """Of one type and equal, or numbers, perhaps as text, that are close enough."""
    if type(said) is type(made) and (said == made or (said != said and made != made)):
        return True
    if not tolerance:
        return False
    one, other = _number(said), _number(made)
    if one is None or other is None:
        return False
    return math.isclose(one, other, rel_tol=tolerance) or (
        one != one and other != other
    )


def _number(value: Any) -> float | None:
    """None of what is no fraction: whole numbers are equal or they are not."""
    if isinstance(value, int) or (
        isinstance(value, str) and _NO_FRACTION.fullmatch(value)
    ):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _word(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    text = "".join(char if char.isprintable() else "?" for char in text) or "nothing"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def flat(value: Any, name: str = "") -> dict[str, Item]:
    """A document as items: ``gain.sources[0].value``.

    Lists of plain values are one item, lists of others are items of their own.
    """
    if isinstance(value, Mapping):
        found: dict[str, Item] = {} if value else {name: "{}"}
        for key, item in value.items():
            found |= flat(item, f"{name}.{key}" if name else str(key))
        return found
    if isinstance(value, list | tuple):
        if not any(isinstance(item, Mapping | list | tuple) for item in value):
            return {name: tuple(value)}
        parts = [flat(item, f"{name}[{place}]") for place, item in enumerate(value)]
        return {key: item for part in parts for key, item in part.items()}
    return {name: value}
