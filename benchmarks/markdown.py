"""Tables of figures, printed row by row as they are measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["print_table"]


def print_table(title: str, lines: Iterable[Sequence[str]]) -> None:
    """Print a table in Markdown; the first line is its head."""
    print(f"\n**{title}**\n", flush=True)
    for number, cells in enumerate(lines):
        print(f"| {' | '.join(cells)} |", flush=True)
        if number == 0:
            print("|" + "---|" * len(cells), flush=True)
