"""Numbers as they stand on screen: thousands separated, a true minus, their unit."""

from __future__ import annotations

import math

__all__ = [
    "ELLIPSIS",
    "MINUS",
    "chance",
    "count_of",
    "fitted",
    "number",
    "trimmed",
    "with_unit",
    "without_cut_number",
]

MINUS = "−"
ELLIPSIS = "…"
_LEAST_CHANCE = 1e-99
_SIZES = ((1e3, "k"), (1e6, "M"), (1e9, "G"))


def number(value: float, decimals: int = 0) -> str:
    """``-1204.4`` -> ``−1,204``; NaN and infinities -> ``–`` and ``±∞``."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    text = f"{value:,.{decimals}f}"
    if text.startswith("-"):
        text = text[1:] if float(text.replace(",", "")) == 0 else MINUS + text[1:]
    return text


def trimmed(value: float, decimals: int) -> str:
    """Like `number`, without zeros at the end: ``200.0`` -> ``200``."""
    text = number(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_unit(value: float, unit: str, decimals: int = 0) -> str:
    """A number and its unit: ``1,977 e⁻``."""
    return f"{number(value, decimals)} {unit}"


def count_of(n: int, singular: str, plural: str | None = None) -> str:
    """``1 frame``, ``10 frames``."""
    return f"{number(n)} {singular if n == 1 else plural or singular + 's'}"


def chance(p: float) -> str:
    """A probability: ``0.83``, ``0.096``, ``9.6e−4``, ``4e−19``, ``< 1e−99``.

    It is never written as 0, which no p-value is: that far down it underflows.
    """
    if math.isnan(p) or p >= 0.001:
        return number(p, 2 if p >= 0.1 else 3)
    if p < _LEAST_CHANCE:
        return f"< {_power(_LEAST_CHANCE)}"
    return _power(p, 1 if p >= 0.0001 else 0)  # not 1e-3 for what is below it


def fitted(value: float, most: int, *, decimals: int = 0) -> str:
    """A number in at most `most` characters: ``−1204.4``, ``−1204``, ``−1.2k``.

    Without thousands separated. The shortest form, ``−1e5``, is given even where it
    is longer than `most`.
    """
    if not math.isfinite(value):
        return number(value)
    forms = [(1.0, "", n) for n in range(decimals, -1, -1)]
    forms += [(size, name, n) for size, name in _SIZES for n in (1, 0)]
    for size, name, n in forms:
        if not name or size <= abs(value) < 1000 * size:
            text = f"{round(value / size, n) + 0.0:.{n}f}{name}".replace("-", MINUS)
            if len(text) <= most:
                return text
    return _power(value)


_LONGEST_NUMBER = 20
"""Characters; what is longer is a name with digits."""


def without_cut_number(text: str, elided: str) -> str:
    """A shortened text, less a number that was cut: ``flux 18,6…`` -> ``flux …``."""
    if elided == text or not elided.endswith(ELLIPSIS):
        return elided
    kept = elided[: -len(ELLIPSIS)]
    start = kept.rfind(" ") + 1
    word = text[start:].split(" ", 1)[0]
    cut = len(kept) - start < len(word)
    if cut and len(word) <= _LONGEST_NUMBER and any(char.isdigit() for char in word):
        return kept[:start] + ELLIPSIS
    return elided


def _power(value: float, decimals: int = 0) -> str:
    """``4e−19``, ``−1e5``."""
    mantissa, power = f"{value:.{decimals}e}".split("e")
    return f"{mantissa}e{int(power)}".replace("-", MINUS)
