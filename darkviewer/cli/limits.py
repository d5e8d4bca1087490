"""``--limit level=0.8``: a limit of a check other than that of the table."""

from __future__ import annotations

import argparse
from typing import Any

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


class _Limit(argparse.Action):
    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,  # noqa: ARG002
    ) -> None:
        """Add one limit to those given before."""
        name, _, text = values.partition("=")
        limits = getattr(namespace, self.dest) | self._read(name, text)
        setattr(namespace, self.dest, limits)

    def _read(self, name: str, text: str) -> dict[str, float]:
        # The table is slow to import: only where a limit is given.
        from darkviewer.core.health.table import CHECKS, known_limits

        try:
            read = known_limits({name: number(text)})
        except ValueError:
            read = {}
        if not read:
            names = ", ".join(check.name for check in CHECKS)
            raise argparse.ArgumentError(
                self,
                f"{name}={text} is not NAME=VALUE with a number of at least 0 and NAME "
                f"one of {names}",
            )
        return read
