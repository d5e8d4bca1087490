"""``darkviewer rates``: false sources of one or several captures together."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.cli.arguments import add_ignore_opinions, add_json
from darkviewer.cli.commands import (
    parameters_of,
    print_lines,
    run_job,
    say,
    say_what_is_odd,
    with_header_scale,
)
from darkviewer.cli.gain_choice import gain_of
from darkviewer.cli.parameter_options import add_parameters
from darkviewer.cli.said import add_said, hearing

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters
    from darkviewer.runs.session import Outcome

__all__ = ["add_rates", "rates"]


def add_rates(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "rates",
        help="rates of false sources, over several captures",
        description="Count the false sources of captures of dark frames and put them "
        "together: with the scatter between sessions and, where exposures differ, what "
        "comes per frame and what comes per second.",
    )
    parser.add_argument(
        "sessions", type=Path, nargs="+", metavar="SESSION", help="capture folders"
    )
    add_parameters(parser)
    parser.set_defaults(criterion="psf")
    add_said(parser)
    add_ignore_opinions(parser)
    parser.add_argument(
        "--stars",
        type=_positive,
        metavar="N",
        help="stars that these limits would accept in a frame of the sky: gives the "
        "odds that an accepted candidate is one",
    )
    add_json(parser)
    parser.set_defaults(run=rates)


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def rates(arguments: argparse.Namespace) -> None:
    """Print the rates."""
    from darkviewer.reports.documented import documented
    from darkviewer.reports.documents import as_json
    from darkviewer.reports.rates import session_rates_document, session_rates_lines
    from darkviewer.runs.rates import session_rates
    from darkviewer.runs.session import process

    parameters = parameters_of(arguments)
    outcomes: list[Outcome] = []
    with hearing(arguments, say=say) as heard:
        for folder in arguments.sessions:
            job = process(
                folder,
                parameters,
                reading=heard.reading(),
                adapt=partial(with_header_scale, arguments),
                gain=gain_of(arguments, say=say),
                check=heard.verdicts.checked,
            )
            outcome = run_job(job)
            say_what_is_odd(outcome)
            if not _is_copy(folder, outcome, outcomes):
                outcomes.append(outcome)
    heard.say_what_was_missed()
    found = session_rates(outcomes, stars_per_frame=arguments.stars)
    if arguments.json:
        document = session_rates_document(found, parameters)
        asked = {"stars": arguments.stars, "before_headers": _adapted(parameters)}
        facts = [outcome.findings for outcome in outcomes]
        print(as_json(run_job(documented("rates", document, facts, asked))))
        return
    print_lines(session_rates_lines(found, parameters))


def _adapted(parameters: Parameters) -> dict[str, Any]:
    """Those that follow each session's headers, as they were asked for."""
    names = "gain_e_per_adu", "padding_bits", "pixel_scale_arcsec", "fwhm_px"
    return {name: getattr(parameters, name) for name in names}


def _is_copy(folder: Path, outcome: Outcome, before: list[Outcome]) -> bool:
    """Say so where frames are those of a capture before: they count once."""
    from darkviewer.runs.rates import have_same_frames

    for other in before:
        if have_same_frames(outcome, other):
            say(
                f"{folder} has the same frames as {other.session.title}, given before: "
                "they are counted once"
            )
            return True
    return False
