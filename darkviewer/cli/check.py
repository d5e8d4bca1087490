"""``darkviewer check``: are these frames sound?"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from darkviewer.cli.arguments import add_json
from darkviewer.cli.commands import print_lines, run_job, say
from darkviewer.cli.gain_choice import gain_of
from darkviewer.cli.limits import add_limit
from darkviewer.cli.parameter_options import add_gain_options
from darkviewer.cli.said import add_said, hearing
from darkviewer.core.errors import SessionError

__all__ = ["SPOKEN", "add_check", "check"]

SPOKEN = 3
"""Exit status when a check speaks at the level of ``--fail-on``."""


def add_check(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "check",
        help="check whether frames are sound",
        description="Look at a few rows of every frame below a folder, and report what "
        "is odd about them, with the limit and what to do; sessions are compared with "
        "the nights before, as far as they were ever checked. Exit status "
        f"{SPOKEN} when a check speaks at the level of --fail-on.",
    )
    parser.add_argument("path", type=Path, metavar="PATH", help="root, session or file")
    add_json(parser)
    parser.add_argument(
        "--fail-on",
        choices=("warn", "fail"),
        help=f"exit with status {SPOKEN} when a check warns (or fails), or fails",
    )
    parser.add_argument(
        "--noise",
        action="store_true",
        help="examine all pixels of the darks, too, as `process --criterion psf` does, "
        "and check their noise (about 50 times as long)",
    )
    add_said(parser)
    add_limit(parser)
    add_gain_options(parser)
    parser.set_defaults(run=check)


def check(arguments: argparse.Namespace) -> int:
    """``darkviewer check``; the result is the exit status."""
    from darkviewer.core.health.table import RANKS
    from darkviewer.reports.checks import check_document, check_lines, worst
    from darkviewer.reports.documents import as_json, named
    from darkviewer.runs.check import check_captures
    from darkviewer.runs.noise_check import checked_with_noise
    from darkviewer.storage.captures.other_files import what_is_there

    with hearing(arguments, say=say) as heard:
        gain, judge = gain_of(arguments, say=say), heard.verdicts.checked
        if arguments.noise:
            judge = partial(checked_with_noise, check=judge, gain=gain)
        job = check_captures(arguments.path, reading=heard.reading(), check=judge)
        found = run_job(job)
    heard.say_what_was_missed()
    if arguments.json:
        print(as_json(named("check", check_document(arguments.path, found, gain))))
    elif found:
        print_lines(check_lines(found))
    else:
        raise SessionError(
            f"{what_is_there(arguments.path)}; choose the folder above the captures"
        )
    level = RANKS.get(arguments.fail_on or "", len(RANKS))
    return SPOKEN if RANKS[worst(found)] >= level else 0
