"""``darkviewer gain``: which e-/ADU is used, why, and what would be better."""

from __future__ import annotations

import argparse

from darkviewer.cli.commands import parameters_of, print_lines, run_job, say
from darkviewer.cli.gain_choice import gain_of
from darkviewer.cli.said import hearing

__all__ = ["gain"]


def gain(arguments: argparse.Namespace) -> None:
    """Print all sources side by side."""
    from darkviewer.core.provenance.record import Findings
    from darkviewer.reports.documented import documented
    from darkviewer.reports.documents import as_json
    from darkviewer.reports.gain import gain_lines, truth_document
    from darkviewer.runs.gain import gain_truth

    chosen = gain_of(arguments, say=say)
    with hearing(arguments, say=say) as heard:
        job = gain_truth(
            arguments.session,
            parameters_of(arguments),
            gain=chosen,
            reading=heard.reading(one_folder=True),
        )
        truth = run_job(job)
    if arguments.json:
        found = Findings(truth.session, truth.calibration)
        document = truth_document(truth)
        evidence = documented("gain", document, [found])
        print(as_json(run_job(evidence)))
        return
    print_lines(gain_lines(truth))
