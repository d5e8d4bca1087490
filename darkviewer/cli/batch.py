"""``darkviewer batch``: a whole archive, unattended and resumable."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.cli.arguments import add_ignore_opinions
from darkviewer.cli.commands import (
    parameters_of,
    print_lines,
    run_job,
    say,
    with_header_scale,
)
from darkviewer.cli.gain_choice import gain_of
from darkviewer.cli.limits import add_limit
from darkviewer.cli.parameter_options import add_parameters
from darkviewer.cli.said import Hearing, add_said, hearing
from darkviewer.core.plain_values import plain

if TYPE_CHECKING:
    from darkviewer.runs.batch.batch import Batch
    from darkviewer.runs.batch.plan import Asked
    from darkviewer.runs.batch.processes import Engine

__all__ = ["FAILED_STATUS", "add_batch"]

FAILED_STATUS = 3
"""Exit status when series failed, or the batch ended before its end."""
_WHAT = ("process", "check", "report")
_TLS_FILES = {
    "ca-file": "certificate of the authority",
    "cert": "own certificate",
    "key": "key of the own certificate",
}


def add_batch(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "batch",
        help="process every session of an archive, resumably",
        description="Find every series below a folder and process it, the newest "
        "first. Whatever ends it, the same command goes on from there: only what is "
        "missing, changed or stale is done. Exit status "
        f"{FAILED_STATUS} when series failed.",
    )
    parser.add_argument("root", type=Path, metavar="ROOT", help="folder of the archive")
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="folder of the results, outside of ROOT; kept between runs",
    )
    parser.add_argument(
        "--what",
        choices=_WHAT,
        default="process",
        help="master and candidates, the checks alone, or a report as HTML "
        "(default: %(default)s)",
    )
    parser.add_argument(
        "--workers",
        type=_count,
        metavar="N",
        help="processes (default: one for each processor)",
    )
    _add_engine(parser)
    parser.add_argument(
        "--retry-failed",
        action="store_true",
        help="try again what failed, though nothing has changed",
    )
    parser.add_argument(
        "--since",
        type=date.fromisoformat,
        metavar="DATE",
        help="pass over captures of nights before this one, for example 2024-05-01",
    )
    parser.add_argument(
        "--plan", action="store_true", help="say what there is to do, and do nothing"
    )
    parser.add_argument(
        "--json-lines",
        action="store_true",
        help="one line of JSON for each event, on standard output",
    )
    add_parameters(parser)
    add_said(parser)
    add_ignore_opinions(parser)
    add_limit(parser)
    parser.set_defaults(run=batch)


def _add_engine(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="work on the workers of this scheduler of dask.distributed, for example "
        "tcp://10.0.0.1:8786; they must see ROOT and DIR under the same names",
    )
    where.add_argument(
        "--cluster",
        choices=("local", "slurm"),
        help="start scheduler and workers of dask.distributed: on this computer, or as "
        "jobs of slurm (dask-jobqueue)",
    )
    for name, words in _TLS_FILES.items():
        parser.add_argument(
            f"--tls-{name}",
            default="",
            metavar="FILE",
            help=f"{words}, with --scheduler",
        )


def batch(arguments: argparse.Namespace) -> int:
    """``darkviewer batch``; the result is the exit status."""
    from darkviewer.core.calibration.pipeline import processors
    from darkviewer.reports.batch import batch_lines, check_overview, write_overview
    from darkviewer.runs.batch.batch import run_batch

    check_overview(arguments.out)
    workers = arguments.workers or processors()
    with hearing(arguments, say=say) as heard:
        asked = _asked(arguments, heard, workers)
        job = run_batch(
            asked,
            _engine(arguments, asked, workers),
            workers=workers,
            tell=_tell_json if arguments.json_lines else _tell_words,
            plan_only=arguments.plan,
        )
        found: Batch = run_job(job)
    heard.say_what_was_missed()
    if arguments.plan:
        return 0
    written = write_overview(found)
    if not arguments.json_lines:
        print_lines(batch_lines(found))
    for path in written:
        say(f"wrote {path}")
    if not written:
        say(f"{arguments.out / 'index.html'} is up to date")
    return FAILED_STATUS if found.failed or found.stopped else 0


def _asked(arguments: argparse.Namespace, heard: Hearing, workers: int) -> Asked:
    from darkviewer.reports.batch_report import WORKS
    from darkviewer.runs.batch.plan import Asked
    from darkviewer.runs.batch.unit import share_of
    from darkviewer.storage.batches.records import digest_of
    from darkviewer.storage.places import whole

    return Asked(
        whole(arguments.root),
        whole(arguments.out),
        WORKS[arguments.what],
        parameters_of(arguments),
        since="" if arguments.since is None else arguments.since.isoformat(),
        retry_failed=arguments.retry_failed,
        reading=heard.reading(),
        gain=gain_of(arguments, say=say),
        adapt=partial(with_header_scale, arguments, say=_quiet),
        limits_of=lambda session: dict(heard.limits_of(session)),
        heard=digest_of(heard.words),
        share=share_of(workers),
    )


def _engine(
    arguments: argparse.Namespace, asked: Asked, workers: int
) -> Callable[[], Engine]:
    if arguments.scheduler is None and arguments.cluster is None:
        from darkviewer.runs.batch.batch import local

        return local(workers)
    from darkviewer.runs.batch.cluster import Tls, local_cluster, scheduler
    from darkviewer.runs.batch.slurm import slurm

    places = (asked.root, asked.out)
    if arguments.cluster == "local":
        return local_cluster(workers, places, say=say)
    if arguments.cluster == "slurm":
        return slurm(workers, places, say=say, logs=asked.out / "jobs")
    tls = Tls(arguments.tls_ca_file, arguments.tls_cert, arguments.tls_key)
    return scheduler(arguments.scheduler, places, tls=tls, say=say)


def _quiet(_sentence: str) -> None:
    """The same for a thousand series is no news."""


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("give 1 or more")
    return value


def _tell_json(event: dict[str, Any]) -> None:
    print(json.dumps(plain(event), allow_nan=False), flush=True)


def _tell_words(event: dict[str, Any]) -> None:
    from darkviewer.reports.batch import plan_lines

    if event["event"] == "plan":
        print_lines(plan_lines(event))
    elif event["event"] == "failed":
        say(f"{event['where']} {event['series']} failed: {event['reason']}")
