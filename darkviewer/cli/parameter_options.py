"""Options for the parameters, by their one table."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from darkviewer.cli.arguments import add_ignore_opinions
from darkviewer.cli.commands import OF_THE_SKY, say
from darkviewer.core.errors import DarkviewerError
from darkviewer.core.gain.said import FIELDS
from darkviewer.core.parameters import (
    PARAMETERS,
    Parameters,
    ParameterSpec,
    check,
    spec,
)

__all__ = ["FLAGS", "add_gain_options", "add_method", "add_parameters"]

FLAGS = {
    "padding_bits": "--padding-bits",
    "gain_e_per_adu": "--e-per-adu",
    "threshold_e": "--threshold",
    "pixel_scale_arcsec": "--pixel-scale",
    "seeing_arcsec": "--seeing",
}
"""Where a parameter's option is not just its name."""

_FORMER_FLAGS = {"gain_e_per_adu": "--gain"}
"""Still understood; using one prints the new name."""

_NOT_GIVEN = (*OF_THE_SKY, *FIELDS)
"""None unless given: something else may know better than the program's default."""


def add_gain_options(parser: argparse.ArgumentParser) -> None:
    """Options that decide which e-/ADU a command without a calibration states."""
    for name in FIELDS:
        _add_parameter(parser, spec(name))
    add_ignore_opinions(parser)


def add_method(parser: argparse.ArgumentParser) -> None:
    """How frames are combined, for a command that needs no other parameter."""
    _add_parameter(parser, spec("method"))


def add_parameters(parser: argparse.ArgumentParser) -> None:
    """An option for each parameter."""
    width = parser.add_mutually_exclusive_group()  # one follows from the other
    for item in PARAMETERS:
        of_width = item.name in ("fwhm_px", "seeing_arcsec")
        _add_parameter(width if of_width else parser, item)


def _add_parameter(parser: argparse._ActionsContainer, item: ParameterSpec) -> None:
    default = Parameters().used(item.name)
    unit = f" {item.unit}" if item.unit else ""
    sentence = item.sentence.replace("%", "%%")
    flag = FLAGS.get(item.name, "--" + item.name.replace("_", "-"))
    help_ = f"{sentence} (default: {default}{unit})"
    if item.choices is not None:
        parser.add_argument(
            flag,
            dest=item.name,
            type=type(default),
            choices=list(item.choices),
            default=default,
            help=help_,
        )
    else:
        parser.add_argument(
            flag,
            dest=item.name,
            type=_in_range(item.name, type(default)),
            default=None if item.name in _NOT_GIVEN else default,
            metavar="N",
            help=help_,
        )
    if item.name in _FORMER_FLAGS:
        parser.add_argument(
            _FORMER_FLAGS[item.name],
            dest=item.name,
            type=_in_range(item.name, type(default)),
            default=None,
            action=_Renamed,
            const=flag,
            help=argparse.SUPPRESS,
        )


class _Renamed(argparse.Action):
    """A former name of an option; `const` is the present one."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        """Take the value, and say on standard error what the option is called now."""
        say(f"{option_string} is now called {self.const}")
        setattr(namespace, self.dest, values)


def _in_range(name: str, kind: type) -> Callable[[str], Any]:
    def number(text: str) -> Any:
        try:
            value = kind(text)
            check(name, value)
        except DarkviewerError as error:
            raise argparse.ArgumentTypeError(str(error)) from error
        return value

    return number
