"""Rows of the table of benchmarks, and how they are printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Row", "as_markdown", "megabytes", "milliseconds", "times"]


@dataclass(frozen=True)
class Row:
    """One measured fact.

    ``reached`` is None where there is no goal or nothing could be measured.
    """

    what: str
    ours: str
    against: str = ""
    ratio: str = ""
    goal: str = ""
    reached: bool | None = None


def as_markdown(rows: Iterable[Row]) -> str:
    """A table with columns of even width."""
    head = ("what", "ours", "against", "ratio", "goal", "reached")
    words = {True: "yes", False: "**no**", None: ""}
    cells = [
        head,
        *((r.what, r.ours, r.against, r.ratio, r.goal, words[r.reached]) for r in rows),
    ]
    widths = [max(len(line[column]) for line in cells) for column in range(len(head))]
    lines = ["| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in cells]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def milliseconds(seconds: float) -> str:
    """Three digits, in ms or s."""
    return f"{seconds:.3g} s" if seconds >= 1 else f"{seconds * 1e3:.0f} ms"


def megabytes(size: float) -> str:
    """In MiB."""
    return f"{size / 2**20:.0f} MiB"


def times(ratio: float) -> str:
    """A ratio in words fit for the table."""
    return f"{ratio:.3g} x"
