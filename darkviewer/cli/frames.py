"""``darkviewer frames``: every frame of a session in numbers."""

from __future__ import annotations

import argparse
from typing import Any

from darkviewer.cli.arguments import add_json, add_session
from darkviewer.cli.commands import print_lines, run_job, say
from darkviewer.cli.gain_choice import gain_of
from darkviewer.cli.limits import add_limit
from darkviewer.cli.parameter_options import add_gain_options
from darkviewer.cli.said import add_said, hearing
from darkviewer.core.frames.exclusion import sentences
from darkviewer.core.parameters import Parameters

__all__ = ["add_frames", "frames"]


def add_frames(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "frames",
        help="measure every frame of a session",
        description="Measure level, noise, light and what else the checks judge, for "
        "every frame of a session.",
    )
    add_session(parser)
    add_said(parser)
    add_limit(parser)
    form = parser.add_mutually_exclusive_group()
    add_json(form)
    form.add_argument("--ecsv", action="store_true", help="print an ECSV table")
    form.add_argument(
        "--csv", action="store_true", help="print a CSV table, comments above it"
    )
    add_gain_options(parser)
    parser.set_defaults(run=frames)


def frames(arguments: argparse.Namespace) -> None:
    """``darkviewer frames``."""
    from darkviewer.reports import frames as reports
    from darkviewer.reports.documented import documented_frames
    from darkviewer.reports.documents import as_json
    from darkviewer.runs.check import checked_with_left_out
    from darkviewer.runs.session import read_capture

    with hearing(arguments, say=say) as heard:
        reading = heard.reading(one_folder=True)
        session = run_job(read_capture(arguments.session, reading=reading))
        job = checked_with_left_out(session, check=heard.verdicts.checked)
        checks = run_job(job)
    for sentence in sentences(session):
        say(sentence)
    gain = gain_of(arguments, say=say)(session)
    if arguments.json:
        print(as_json(run_job(documented_frames(session, checks, gain))))
    elif arguments.ecsv or arguments.csv:
        kind, asked = "csv" if arguments.csv else "ecsv", gain.put_into(Parameters())
        table = run_job(reports.frames_table(kind, session, checks, asked))
        print(table.decode("utf-8-sig").replace("\r\n", "\n"), end="")
    else:
        print_lines(reports.frames_lines(session, checks, gain))
