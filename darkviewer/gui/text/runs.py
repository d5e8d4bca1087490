"""Lines of text in pieces of different weight."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["SEPARATOR", "Line", "Run"]

SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line; muted ones are secondary, loud ones a warning."""

    text: str
    tone: str = ""  # "", "muted" or "loud"


Line = tuple[Run, ...]
