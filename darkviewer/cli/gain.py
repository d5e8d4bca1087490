"""``darkviewer gain``: which e-/ADU is used, why, and what would be better."""

from __future__ import annotations

import argparse

from darkviewer.cli.commands import parameters_of, print_lines, run_job, say
from darkviewer.cli.gain_choice import gain_of
from darkviewer.cli.said import hearing

__all__ = ["gain"]


def gain(arguments: argparse.Namespace) -> None:
    """Print all sources side by side."""
    from darkviewer.reports.documented import documented_gain
    from darkviewer.reports.documents import as_json
    from darkviewer.reports.gain import gain_lines
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
        print(as_json(run_job(documented_gain(truth))))
        return
    print_lines(gain_lines(truth))
