"""What the frames of a folder are expected to be: as fields, as text, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from darkviewer.core.frames.card_values import celsius, seconds
from darkviewer.core.frames.grouping import Expected, rule_of

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session

__all__ = [
    "EXPECTATIONS",
    "Expectation",
    "expected_of",
    "expected_words",
    "facts_of",
    "merged",
    "written",
]

MOST_FRAMES = 50_000


@dataclass(frozen=True, slots=True)
class Expectation:
    """One quantity that may be expected.

    Attributes
    ----------
    word : str
        On the command line, and in what is kept.
    field : str
        Its name in `Expected`.
    label : str
        In the window.
    read : callable
        Text to value; ValueError where it is none.
    write : callable
        Value to text that `read` understands.
    right : str
        What can be written.
    """

    word: str
    field: str
    label: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    right: str


def _shape(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([1-9]\d{0,5})\s*[x*×]\s*([1-9]\d{0,5})", text.lower())
    if match is None:
        raise ValueError(text)
    return int(match[2]), int(match[1])


def _count(text: str) -> int:
    found = int(text)
    if not 1 <= found <= MOST_FRAMES:
        raise ValueError(text)
    return found


def _temperature(text: str) -> float:
    return celsius(re.sub(r"\s*°?\s*C$", "", text, flags=re.IGNORECASE))


_KINDS = (
    "dark",
    "bias",
    "flat",
    "light",
    "master dark",
    "master bias",
    "master flat",
    "stack",
)


def _kind(text: str) -> str:
    if text.lower() not in _KINDS:
        raise ValueError(text)
    return text.lower()


EXPECTATIONS: tuple[Expectation, ...] = (
    Expectation(
        "exposure", "exposure_s", "Exposure", seconds, "{:.12g} s".format,
        "30 or 500ms",
    ),
    Expectation(
        "shape", "shape", "Size", _shape, lambda shape: f"{shape[1]}x{shape[0]}",
        "WIDTHxHEIGHT, such as 2048x2048",
    ),
    Expectation("filter", "filter", "Filter", str, str, "a name"),
    Expectation(
        "kind", "kind", "Kind", _kind, str,
        "dark, bias, flat, light, master dark or stack",
    ),
    Expectation(
        "set-temp", "set_temperature_c", "Set point", _temperature,
        "{:.12g} °C".format, "a temperature in °C",
    ),
    Expectation(
        "frames", "frames", "Number of frames", _count, str,
        f"a number from 1 to {MOST_FRAMES}",
    ),
)  # fmt: skip
"""All that may be expected, in the order in which it is named."""


def expected_of(texts: Mapping[str, Any]) -> Expected:
    """Word -> text; what cannot be read, by whatever version wrote it, is not said."""
    found = {}
    for one in EXPECTATIONS:
        text = texts.get(one.word)
        try:
            if isinstance(text, str) and text:
                found[one.field] = one.read(text)
        except ValueError:
            continue
    return Expected(**found)


def written(expected: Expected) -> dict[str, str]:
    """Word -> text of what is expected; `expected_of` understands it."""
    values = ((one, getattr(expected, one.field)) for one in EXPECTATIONS)
    return {one.word: one.write(value) for one, value in values if value is not None}


def expected_words(expected: Expected) -> str:
    """``30 s, 2048x2048, dark, 10 frames``; empty where nothing is expected."""
    parts = [
        rule_of(one.field).words(getattr(expected, one.field))
        for one in EXPECTATIONS
        if one.field != "frames" and getattr(expected, one.field) is not None
    ]
    if expected.frames is not None:
        parts.append(f"{expected.frames} frame{'' if expected.frames == 1 else 's'}")
    return ", ".join(parts)


def merged(given: Expected, kept: Expected) -> Expected:
    """What was given, and for the rest what is kept."""
    values = {one.field: getattr(given, one.field) for one in EXPECTATIONS}
    return replace(kept, **{f: v for f, v in values.items() if v is not None})


def facts_of(session: Session | None) -> Expected:
    """What a session is: to be expected of others."""
    if session is None or not session.frames:
        return Expected()
    first = session.frames[0]
    return Expected(
        shape=first.shape,
        exposure_s=first.exposure_s,
        filter=first.filter or None,
        kind=first.kind if first.kind in _KINDS else None,
        set_temperature_c=first.set_temperature_c,
        frames=len(session.frames) + len(session.excluded),
    )
