"""``darkviewer verify``: whether a file says what its frames show."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from darkviewer.cli.arguments import add_json
from darkviewer.cli.commands import print_lines, run_job

__all__ = ["add_verify", "verify"]

_NOT_EQUAL = 3


def add_verify(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "verify",
        help="calculate every number of a file again from the raw frames, and compare",
        description="Calculate every number of a file that Darkviewer wrote again from "
        "the raw frames, with the parameters that it names, and say of each whether it "
        "is equal, differs or cannot be checked. Exit status 3 unless all are equal.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="what was exported")
    parser.add_argument(
        "session",
        type=Path,
        metavar="SESSION",
        nargs="?",
        help="where the frames are now; they are found by their hashes (default: "
        "beside the file, and where they were)",
    )
    add_json(parser)
    parser.set_defaults(run=verify)


def verify(arguments: argparse.Namespace) -> int:
    """Print what was found."""
    from darkviewer.reports.batch_verify import is_summary, verified_summary
    from darkviewer.reports.certificate_kind import certificate_kind
    from darkviewer.reports.documented import document_kind, other_kind
    from darkviewer.reports.documents import as_json, named
    from darkviewer.reports.report_kind import report_kind
    from darkviewer.reports.verify import verify_document, verify_lines
    from darkviewer.reports.vet_kind import vet_kind
    from darkviewer.runs.verifying.verify import verified

    more = report_kind, certificate_kind, vet_kind, document_kind, other_kind
    if is_summary(arguments.file):
        job = verified_summary(arguments.file, arguments.session)
    else:
        job = verified(arguments.file, arguments.session, more=more)
    found = run_job(job)
    if arguments.json:
        print(as_json(named("verify", verify_document(found))))
    else:
        print_lines(verify_lines(found))
    return 0 if found.status == "equal" else _NOT_EQUAL
