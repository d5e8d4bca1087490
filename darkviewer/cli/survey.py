"""What the commands that survey every pixel of a session of darks have in common."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from darkviewer.cli.arguments import add_json, add_series
from darkviewer.cli.commands import outcome_of
from darkviewer.cli.exclusion import add_exclude
from darkviewer.cli.parameter_options import add_gain_options, add_method
from darkviewer.cli.said import add_said

if TYPE_CHECKING:
    from darkviewer.runs.session import Outcome

__all__ = ["add_survey_options", "calibrated_darks"]


def add_survey_options(parser: argparse.ArgumentParser) -> None:
    """How the darks are combined, which of them, and JSON."""
    add_method(parser)
    add_exclude(parser)
    add_series(parser)
    add_said(parser)
    add_gain_options(parser)
    add_json(parser)


def calibrated_darks(arguments: argparse.Namespace) -> Outcome:
    """Combine the session of the arguments, and say what is odd about it."""
    from darkviewer.core.parameters import Parameters

    return outcome_of(arguments, Parameters(method=arguments.method))
