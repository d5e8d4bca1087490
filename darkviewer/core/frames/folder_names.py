"""Date, time and object of a capture, from its folder names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["PASSED_OVER", "Place", "place"]

PASSED_OVER = ("rawframes",)
"""Folder names that say nothing; the folder above them speaks instead."""

_DATE = re.compile(r"\d{4}[-_]?\d\d[-_]?\d\d")
_TIME = re.compile(r"\d\d[-_]\d\d[-_]\d\d(\.\d+)?Z?")
_DEPTH = 3  # a capture is named by at most date, time and object


@dataclass(frozen=True, slots=True)
class Place:
    """Where a capture lies, by the names of its folders; empty when not said.

    Attributes
    ----------
    date, time, object : str
        As the folders spell them: ``2024-05-08``, ``03_38_48``, ``Dark30s``.
    """

    date: str = ""
    time: str = ""
    object: str = ""


def place(folder: Path) -> Place:
    """Read ``DATE/TIME/OBJECT`` or ``DATE/OBJECT/TIME`` from a folder's path.

    A ``rawframes`` folder below is passed over. A name that is neither date nor time
    is the object, if a date or a time is beside it; a lone folder is none.
    """
    names = [name for name in folder.parts if name.lower() not in PASSED_OVER]
    found: dict[str, str] = {}
    for name in reversed(names[-_DEPTH:]):
        found.setdefault(_role(name), name)
        if "date" in found:
            break
    if "date" not in found and "time" not in found:
        return Place()
    return Place(**found)


def _role(name: str) -> str:
    if _DATE.fullmatch(name):
        return "date"
    return "time" if _TIME.fullmatch(name) else "object"
