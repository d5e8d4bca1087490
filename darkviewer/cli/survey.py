"""What the commands that survey every pixel of a session of darks have in common."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from darkviewer.cli.arguments import add_json, add_series
from darkviewer.cli.commands import run_job, say, say_what_is_odd
from darkviewer.cli.exclusion import add_exclude, judge_of
from darkviewer.cli.gain_choice import gain_of
from darkviewer.cli.parameter_options import add_gain_options, add_method
from darkviewer.cli.said import add_said, hearing

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
    from darkviewer.runs.session import process

    with hearing(arguments, say=say) as heard:
        job = process(
            arguments.session,
            Parameters(method=arguments.method),
            series=arguments.series,
            reading=heard.reading(one_folder=True),
            judge=judge_of(arguments),
            gain=gain_of(arguments, say=say),
            check=heard.verdicts.checked,
        )
        outcome = run_job(job)
    say_what_is_odd(outcome)
    return outcome
