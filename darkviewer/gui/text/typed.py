"""Numbers as people type them: either decimal sign, any script's digits, separators.

The program writes a point for decimals and commas between thousands. Both signs are
taken for decimals, and what is typed is never read as another number: ``1,39`` is 1.39.
Only ``1,500`` can be either, and then the desktop's language decides: 1.5 where a comma
is its decimal sign, otherwise 1500.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QLocale

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.text.numbers import MINUS, number

__all__ = ["reading", "refusal", "typed_number"]

_MARKS = "\u200e\u200f\u061c"  # of the direction of writing
_MINUSES = f"{MINUS}\u2010\u2011\u2012\u2013\ufe63\uff0d"
_BLANKS = " \u00a0\u2007\u2009\u202f_'’٬"  # between thousands, besides the comma
_DECIMAL = "٫"  # in Arabic and Persian
_GROUPED = re.compile(r"\d{1,3}(?:([,.']))\d{3}(?:\1\d{3})*")
_WHOLE = re.compile(
    r"(?P<sign>[-+]?)(?P<figures>[\d.,']*\d[\d.,']*)(?P<power>e[-+]?\d{1,4})?"
)


def typed_number(text: str, *, unit: str = "", comma: bool | None = None) -> Decimal:
    """The number that a text says, exactly.

    Parameters
    ----------
    text : str
        As typed, with or without its unit.
    unit : str
        May follow the number.
    comma : bool, optional
        Whether ``1,500`` is 1.5; by default as in the desktop's language.

    Raises
    ------
    DarkviewerError
        If it says none.
    """
    text = text.strip().removesuffix(unit).strip()
    found = _WHOLE.fullmatch(_plain(text))
    if comma is None:
        comma = QLocale().decimalPoint() == ","
    figures = None if found is None else _figures(found["figures"], comma=comma)
    if found is None or figures is None:
        raise DarkviewerError(f"“{text}” is not a number")
    try:
        return Decimal(f"{found['sign']}{figures}{found['power'] or ''}")
    except InvalidOperation as error:
        raise DarkviewerError(f"“{text}” is not a number") from error


def reading(value: Decimal) -> str:
    """A number as it was understood: ``1,500``, ``0.00035``."""
    digits = max(0, -int(value.as_tuple().exponent))
    return number(float(value), min(digits, 15))


def refusal(
    value: Decimal, *, least: float, most: float, decimals: int, unit: str = ""
) -> str:
    """Why a field cannot hold a number; empty if it can."""
    after = f" {unit}" if unit else ""
    if value < Decimal(repr(least)):
        return f"{reading(value)} is too small: at least {_limit(least)}{after}"
    if value > Decimal(repr(most)):
        return f"{reading(value)} is too large: at most {_limit(most)}{after}"
    if value != round(value, decimals):
        figures = "1 decimal" if decimals == 1 else f"{decimals} decimals"
        fine = f"at most {figures}" if decimals else "whole numbers only"
        return f"{reading(value)} has too many decimals: {fine}"
    return ""


def _limit(value: float) -> str:
    return reading(Decimal(repr(value)).normalize())


def _plain(text: str) -> str:
    """ASCII: digits of any script, one kind of minus, ``'`` between thousands."""
    made = []
    for sign in text:
        digit = unicodedata.decimal(sign, None)
        if digit is not None:
            made.append(str(digit))
        elif sign in _MINUSES:
            made.append("-")
        elif sign in _BLANKS:
            made.append("'")
        elif sign == _DECIMAL:
            made.append(".")
        elif sign not in _MARKS:
            made.append(sign.lower())
    return "".join(made)


def _figures(text: str, *, comma: bool) -> str | None:
    """Digits with a point where the decimals begin; None if the signs are odd."""
    sign = _decimal_sign(text, comma=comma)
    whole, _, decimals = text.rpartition(sign) if sign else (text, "", "")
    if decimals and not decimals.isdecimal():
        return None
    if whole and not whole.isdecimal():
        if _GROUPED.fullmatch(whole) is None:
            return None
        whole = re.sub(r"[,.']", "", whole)
    return f"{whole or '0'}.{decimals}" if decimals else whole


def _decimal_sign(text: str, *, comma: bool) -> str:
    """Which of the two begins the decimals; empty if there are none."""
    points, commas = text.count("."), text.count(",")
    if points and commas:
        return max(".,", key=text.rfind)
    if points:
        return "." if points == 1 else ""
    if commas != 1:
        return ""
    thousands = re.fullmatch(r"[1-9]\d{0,2},\d{3}", text)
    return "," if comma or thousands is None else ""
