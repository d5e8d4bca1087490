"""Numbers as pages show them: thousands separated, a true minus, – for unknown."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from darkviewer.core.candidates.rates import low_end

__all__ = ["UNKNOWN", "count_of", "figure", "fixed", "interval", "prose", "share"]

UNKNOWN = "–"

_SMALLEST = 1e-4
"""What is smaller is written with an exponent."""

_SMALLEST_SHARE = 1e-5


def figure(value: float | None, digits: int = 3) -> str:
    """A number with so many digits that matter: ``1,230``, ``0.0123``, ``4.1e−7``."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    if value == 0:
        return "0"
    if abs(value) < _SMALLEST:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        return _signed(f"{mantissa}e{int(exponent)}")
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{decimals}f}"
    return _signed(text.rstrip("0").rstrip(".") if decimals else text)


def fixed(value: float | None, decimals: int = 0) -> str:
    """A number with so many decimals."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    text = f"{value:,.{decimals}f}"
    return text.lstrip("-") if not float(text.replace(",", "")) else _signed(text)


def _signed(text: str) -> str:
    return text.replace("-", "−")


_SPELT = (
    (re.compile(r"(?<![A-Za-z])e-(?![A-Za-z0-9])"), "e⁻"),
    (re.compile(r"\+- ?(?=\d)"), "± "),
    (re.compile(r"(?<![\w.)])-(?=\d)"), "−"),
    (re.compile(r"(?<=\d)%"), " %"),
)


def prose(text: str) -> str:
    """A sentence, which is ASCII elsewhere, with the signs of a page."""
    for sign, spelt in _SPELT:
        text = sign.sub(spelt, text)
    return text


def share(value: float | None) -> str:
    """A part of all, in percent."""
    if value and value < _SMALLEST_SHARE:
        return f"under {100 * _SMALLEST_SHARE:g} %"
    return UNKNOWN if value is None else f"{figure(100 * value)} %"


def interval(rate: Mapping[str, Any], digits: int = 3) -> str:
    """``0.3 (0.1 to 0.7)``."""
    low = rate["low"] and low_end(rate["low"], rate["value"])
    ends = f"{figure(low, digits)} to {figure(rate['high'], digits)}"
    return f"{figure(rate['value'], digits)} ({ends})"


def count_of(number: int, noun: str) -> str:
    """``1 frame``, ``1,200 frames``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
