"""Readers from card or sidecar text to a quantity.

A reader returns None when the value says nothing and raises ValueError when it says
nonsense.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from darkviewer.core.foreign_text import shown

__all__ = [
    "CardValue",
    "binning_x",
    "binning_y",
    "capitals",
    "celsius",
    "film_speed",
    "instant",
    "milliseconds",
    "number",
    "positive",
    "seconds",
    "seconds_in_name",
    "text",
    "whole",
]

CardValue = str | int | float | bool

COLDEST_C, HOTTEST_C = -200.0, 150.0
"""Colder than liquid nitrogen or hotter, nothing was measured."""

_LARGEST = 1e12
_LONGEST_TEXT = 80
"""Of a card it is 68; sidecars may say more."""

_UNITS_S = {
    "": 1.0,
    "s": 1.0,
    "sec": 1.0,
    "ms": 1e-3,
    "us": 1e-6,
    "µs": 1e-6,
    "μs": 1e-6,
    "min": 60.0,
    "m": 60.0,
}
_DURATION = re.compile(r"([+-]?\d*\.?\d+(?:[eE][+-]?\d+)?)\s*([a-zµμ]*)\.?")
_DURATION_IN_NAME = re.compile(
    r"(?<![\d.])(\d+(?:[.,]\d+)?)[ _]?(ms|us|s|sec|min)(?![a-z])", re.IGNORECASE
)
_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[T ](\d\d):(\d\d):(\d\d)(\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?"
)
_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d+,\d+(?!,)")
_DOUBLE = re.compile(r"(?<=[\d.])[dD](?=[+-]?\d+\s*$)")
_ISO = re.compile(r"\s*iso[\s-]*", re.IGNORECASE)
_NO_SENSOR_C = (-273.15, -999.0, -9999.0, 999.0, 9999.0)
"""What drivers write where there is no thermometer."""


def _with_point(value: CardValue) -> CardValue:
    """``30,0`` as ``30.0``: programs write as the language of the system has it.

    And ``3.0D1`` as ``3.0e1``: so FITS writes double precision.
    """
    if not isinstance(value, str):
        return value
    if _DECIMAL_COMMA.match(value):
        value = value.replace(",", ".", 1)
    return _DOUBLE.sub("e", value)


def number(value: CardValue) -> float:
    """A finite number that a camera may have: at most 1e12."""
    found = float(_with_point(value))
    if isinstance(value, bool) or not abs(found) <= _LARGEST:  # NaN is not
        raise ValueError(f"{value!r} is not a plausible number")
    return found


def whole(value: CardValue) -> int:
    """A whole number, also when written as ``2.0``."""
    found = number(value)
    if found != int(found):
        raise ValueError(f"{value!r} is not a whole number")
    return int(found)


def celsius(value: CardValue) -> float:
    """A temperature a sensor can have, degrees Celsius.

    Programs write -273.15, -999 and the like where there is no thermometer.
    """
    degrees = number(value)
    if not COLDEST_C < degrees <= HOTTEST_C:
        raise ValueError(f"{value!r} is not a plausible temperature")
    return degrees


def positive(value: CardValue) -> float | None:
    """A positive number; 0 says nothing."""
    found = number(value)
    if found < 0:
        raise ValueError(f"{value!r} is negative")
    return found or None  # 0 means that the program did not know


def film_speed(value: CardValue) -> float | None:
    """An ISO setting, also when written as ``ISO 800``."""
    return positive(_ISO.sub("", value) if isinstance(value, str) else value)


def seconds(value: CardValue) -> float:
    """An exposure in seconds: a number, or text such as ``50.0000ms``."""
    value = _with_point(value)
    if not isinstance(value, str):
        found = number(value)
    else:
        match = _DURATION.fullmatch(value.strip())
        if match is None or match[2] not in _UNITS_S:
            raise ValueError(f"{value!r} is not a duration")
        found = float(match[1]) * _UNITS_S[match[2]]
    if not 0 <= found < 1e7:
        raise ValueError(f"{value!r} is not an exposure")
    return found


def milliseconds(value: CardValue) -> float:
    """An exposure given in milliseconds, in seconds."""
    return seconds(value) / 1000


def seconds_in_name(value: CardValue) -> float | None:
    """The exposure that a folder name such as ``Dark30s`` tells, in seconds."""
    match = _DURATION_IN_NAME.search(str(value))
    if match is None:
        return None
    return seconds(match[1].replace(",", ".") + match[2].lower())


def text(value: CardValue) -> str:
    """Text without surrounding blanks; the middle of a long one is left out."""
    return shown(str(value).strip(), _LONGEST_TEXT)


def capitals(value: CardValue) -> str:
    """A word that means the same in small letters."""
    return text(value).upper()


def instant(value: CardValue) -> datetime:
    """A time in UTC, naive: up to 7 decimals, ``Z`` or an offset may follow.

    A year before 1900 is an unset clock, not a time.
    """
    match = _TIME.fullmatch(str(value).strip())
    if match is None:
        raise ValueError(f"{value!r} is not a time")
    year, month, day, hour, minute, second = (
        int(part or 0) for part in match.groups()[:6]
    )
    if year < 1900:
        raise ValueError(f"year {year} is implausible")
    moment = datetime(year, month, day, hour, minute, min(second, 59))
    if match[7]:
        moment += timedelta(microseconds=int(float(match[7]) * 1e6))
    if match[8] and match[8] != "Z":
        zone = datetime.strptime(match[8].replace(":", ""), "%z").tzinfo
        moment = moment.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
    return moment


def binning_x(value: CardValue) -> int:
    """Horizontal factor of ``2``, ``2x2`` or ``2*2``."""
    return _binning(value)[0]


def binning_y(value: CardValue) -> int:
    """Vertical factor of ``2``, ``2x2`` or ``2*2``."""
    return _binning(value)[-1]


def _binning(value: CardValue) -> list[int]:
    factors = [whole(part) for part in re.split(r"[x*]", str(value).lower())]
    if len(factors) > 2 or min(factors) < 1:
        raise ValueError(f"{value!r} is not a binning")
    return factors
