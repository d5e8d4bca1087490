"""``--limit level=0.8``: a limit of a check other than that of the table."""

from __future__ import annotations

import argparse

from darkviewer.cli.gathered import Gathered
from darkviewer.core.frames.card_values import number

__all__ = ["add_limit"]


def add_limit(parser: argparse.ArgumentParser) -> None:
    """Give a command ``--limit NAME=VALUE``, once or several times."""
    parser.add_argument(
        "--limit",
        action=_Limit,
        default={},
        metavar="NAME=VALUE",
        help="judge by another limit of this check, which its sentence then says; "
        "names, limits and what they count are in docs/health.md; may be given several "
        "times",
    )


class _Limit(Gathered):
    def added(self, before: dict[str, float], text: str) -> dict[str, float]:
        """Add one limit to those given before."""
        # The table is slow to import: only where a limit is given.
        from darkviewer.core.health.table import CHECKS, known_limits

        name, _, value = text.partition("=")
        try:
            read = known_limits({name: number(value)})
        except ValueError:
            read = {}
        if not read:
            names = ", ".join(check.name for check in CHECKS)
            raise self.refusal(
                f"{name}={value} is not NAME=VALUE with a number of at least 0 and "
                f"NAME one of {names}"
            )
        return before | read
