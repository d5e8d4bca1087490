"""``darkviewer master``: what is in the master itself, and so in no residual."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from darkviewer.cli.arguments import add_ignore_opinions, add_json, add_session
from darkviewer.cli.commands import parameters_of, print_lines, run_job, say
from darkviewer.cli.gain_choice import gain_of
from darkviewer.cli.parameter_options import add_parameters
from darkviewer.cli.said import add_said, hearing

__all__ = ["add_master", "master"]


def add_master(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "master",
        help="what is in the master itself: hot pixels, clusters, glow, stars",
        description="Test the master of a capture against its own surroundings, and "
        "against that of an earlier capture of the same camera: hot pixels, clusters, "
        "columns, glow, and whether these frames see the sky.",
    )
    add_session(parser)
    parser.add_argument(
        "--library",
        type=Path,
        metavar="SESSION",
        help="an earlier capture of the same camera to compare with",
    )
    add_parameters(parser)
    add_said(parser)
    add_ignore_opinions(parser)
    add_json(parser)
    parser.set_defaults(run=master)


def master(arguments: argparse.Namespace) -> None:
    """Print what was found."""
    from darkviewer.core.provenance.record import Findings
    from darkviewer.reports.documented import documented
    from darkviewer.reports.documents import as_json
    from darkviewer.reports.master_sources import master_document, master_lines
    from darkviewer.runs.master_sources import master_run

    with hearing(arguments, say=say) as heard:
        job = master_run(
            arguments.session,
            parameters_of(arguments),
            library=arguments.library,
            gain=gain_of(arguments, say=say),
            reading=heard.reading(),
        )
        found = run_job(job)
    heard.say_what_was_missed()
    if arguments.json:
        facts = [Findings(found.session, found.calibration)]
        if found.earlier is not None:
            facts.append(Findings(found.earlier, found.beside))
        print(as_json(run_job(documented("master", master_document(found), facts))))
        return
    print_lines(master_lines(found))
