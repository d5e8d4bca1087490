"""The classes of pixels in words: how many have each, and what they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from darkviewer.core.hazard.class_map import SEVERITIES
from darkviewer.gui.text.numbers import number

if TYPE_CHECKING:
    from darkviewer.core.hazard.class_map import ClassMap

__all__ = ["HEAD", "ClassRow", "class_rows", "class_text", "codes_words"]

HEAD = ("class", "pixels", "%", "alerts")
"""Titles of the columns; alerts are those to be expected in a frame."""

_LEAST_PART, _LEAST_ALERTS = 1e-5, 0.01


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class; ``severity`` is None for all pixels together."""

    severity: int | None
    cells: tuple[str, str, str, str]
    tip: str = ""


def class_rows(
    known: ClassMap, counts: Sequence[int] | None = None
) -> tuple[ClassRow, ...]:
    """The worst first, all together last.

    Parameters
    ----------
    known : ClassMap
        Of the sensor.
    counts : sequence of int, optional
        Pixels of each severity in a part of it; of a part no alerts are known.
    """
    pixels = counts or [one.pixels for one in known.alerts]
    alerts = [None if counts else one.per_frame for one in known.alerts]
    total = sum(pixels)
    rows = [
        ClassRow(severity, _cells(rule.name, n, total, expected), rule.words)
        for severity, (rule, n, expected) in enumerate(
            zip(SEVERITIES, pixels, alerts, strict=True)
        )
    ]
    of_all = None if counts else sum(one.per_frame for one in known.alerts)
    return *rows[::-1], ClassRow(None, _cells("all", total, total, of_all))


def _cells(
    name: str, pixels: int, total: int, alerts: float | None
) -> tuple[str, str, str, str]:
    some = "–" if alerts is None or not pixels else _expected(alerts)
    return name, number(pixels), _part(pixels / max(total, 1)), some


def _part(part: float) -> str:
    if 0 < part < _LEAST_PART:
        return f"< {100 * _LEAST_PART:g}"
    decimals = 0 if not part else 3 if part < 0.01 else 1
    return number(100 * part, decimals if part < 1 else 0)


def _expected(alerts: float) -> str:
    if 0 < alerts < _LEAST_ALERTS:
        return f"< {_LEAST_ALERTS:g}"
    return number(alerts, 0 if alerts >= 100 else 2 if alerts < 10 else 1)


def class_text(known: ClassMap, counts: Sequence[int]) -> str:
    """Pixels of each class, and alerts of all on the sensor; tabs between them."""
    lines = ["class\tpixels\talerts per frame, whole sensor"]
    for rule, n, one in zip(SEVERITIES, counts, known.alerts, strict=True):
        lines.append(f"{rule.name}\t{n}\t{one.per_frame:.6g}")
    return "\n".join(lines) + "\n"


def codes_words() -> str:
    """What the values of the layer mean: ``0 ordinary, 1 warm, ...``."""
    named = enumerate(one.name for one in SEVERITIES)
    return ", ".join(f"{severity} {name}" for severity, name in named)
