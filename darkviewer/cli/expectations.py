"""``--expect exposure=30``: what the frames of a session must be."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass, field, replace
from typing import Any

from darkviewer.cli.gathered import Gathered
from darkviewer.core.frames.expectation import EXPECTATIONS
from darkviewer.core.frames.grouping import Expected

__all__ = ["Given", "add_expect"]

_NOTHING = "none"


@dataclass(frozen=True, slots=True)
class Given:
    """What was given on the command line.

    Attributes
    ----------
    expected : Expected
        Each quantity that was given.
    alone : bool
        Whether what is kept for the folder does not count.
    """

    expected: Expected = field(default_factory=Expected)
    alone: bool = False


def add_expect(parser: argparse.ArgumentParser) -> None:
    """Give a command ``--expect WHAT=VALUE``, once or several times."""
    words = ", ".join(one.word for one in EXPECTATIONS)
    parser.add_argument(
        "--expect",
        action=_Expect,
        default=Given(),
        metavar="WHAT=VALUE",
        help=f"leave out frames that are something else; WHAT is one of {words}; "
        "width comes before height; may be given several times; what the window keeps "
        f"for the folder counts for the rest, unless {_NOTHING} is given",
    )


class _Expect(Gathered):
    def added(self, before: Given, text: str) -> Given:
        """Add one expectation to those given before, or several with commas."""
        given = before
        for one in re.split(rf",(?=[\w-]+=|{_NOTHING}$)", text):
            if one == _NOTHING:
                given = replace(given, alone=True)
            else:
                expected = replace(given.expected, **self._read(one))
                given = replace(given, expected=expected)
        return given

    def _read(self, text: str) -> dict[str, Any]:
        word, _, value = text.partition("=")
        known = next((one for one in EXPECTATIONS if one.word == word), None)
        if known is None or not value:
            words = ", ".join(one.word for one in EXPECTATIONS)
            raise self.refusal(f"{text!r} is not WHAT=VALUE with WHAT one of {words}")
        try:
            return {known.field: known.read(value)}
        except ValueError as error:
            raise self.refusal(
                f"{word}={value} cannot be read: it is {known.right}"
            ) from error
