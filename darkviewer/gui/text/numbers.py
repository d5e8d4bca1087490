"""Numbers as they stand on screen: thousands separated, a true minus, their unit."""

from __future__ import annotations

import math

__all__ = ["MINUS", "count_of", "number", "trimmed", "with_unit"]

MINUS = "−"


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
