"""``--expect exposure=30``: what the frames of a session must be."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from darkviewer.core.frames.card_values import number, seconds
from darkviewer.core.frames.grouping import Expected

__all__ = ["EXPECTATIONS", "add_expect"]


def _shape(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d+)[x*](\d+)", text.lower())
    if match is None:
        raise ValueError(text)
    return int(match[2]), int(match[1])


EXPECTATIONS: dict[str, tuple[str, Callable[[str], Any], str]] = {
    "exposure": ("exposure_s", seconds, "30 or 500ms"),
    "shape": ("shape", _shape, "WIDTHxHEIGHT, such as 2048x2048"),
    "filter": ("filter", str, "a name"),
    "kind": ("kind", str.lower, "dark, bias, flat or light"),
    "set-temp": ("set_temperature_c", number, "a temperature in °C"),
    "frames": ("frames", int, "a number"),
}
"""Word on the command line -> field of `Expected`, how to read it, what is right."""


def add_expect(parser: argparse.ArgumentParser) -> None:
    """Give a command ``--expect WHAT=VALUE``, once or several times."""
    words = ", ".join(EXPECTATIONS)
    parser.add_argument(
        "--expect",
        action=_Expect,
        default=Expected(),
        metavar="WHAT=VALUE",
        help=f"leave out frames that are something else; WHAT is one of {words}; "
        "width comes before height; may be given several times",
    )


class _Expect(argparse.Action):
    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,  # noqa: ARG002
    ) -> None:
        """Add one expectation to those given before."""
        expected = getattr(namespace, self.dest)
        for one in re.split(r",(?=[\w-]+=)", values):
            expected = replace(expected, **self._read(one))
        setattr(namespace, self.dest, expected)

    def _read(self, text: str) -> dict[str, Any]:
        word, _, value = text.partition("=")
        if word not in EXPECTATIONS or not value:
            raise argparse.ArgumentError(
                self, f"{text!r} is not WHAT=VALUE with WHAT one of "
                f"{', '.join(EXPECTATIONS)}"
            )  # fmt: skip
        field, read, right = EXPECTATIONS[word]
        try:
            return {field: read(value)}
        except ValueError as error:
            raise argparse.ArgumentError(
                self, f"{word}={value} cannot be read: it is {right}"
            ) from error
