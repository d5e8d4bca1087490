"""``darkviewer report`` and ``darkviewer certify``: what may be printed."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.cli.arguments import (
    add_ignore_opinions,
    add_json,
    add_profile,
    add_series,
    add_session,
)
from darkviewer.cli.commands import (
    measured_profile,
    parameters_of,
    print_lines,
    run_job,
    say,
    say_what_is_odd,
    with_header_scale,
)
from darkviewer.cli.exclusion import add_exclude, judge_of
from darkviewer.cli.gain_choice import gain_of
from darkviewer.cli.limits import add_limit
from darkviewer.cli.parameter_options import add_parameters
from darkviewer.cli.said import Hearing, add_said, hearing
from darkviewer.core.errors import DarkviewerError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from darkviewer.core.psf.profile import Psf
    from darkviewer.runs.certificate import Certificate
    from darkviewer.runs.report_plan import ReportPlan
    from darkviewer.runs.session import Outcome

__all__ = ["add_certify", "add_report", "certify", "report"]

_FORMS = (".html", ".json", ".txt")


def add_report(subparsers: Any) -> None:
    """Add ``darkviewer report`` to the parser."""
    from darkviewer.runs.report_plan import PLAN

    parser = subparsers.add_parser(
        "report",
        help="write a report of a session as one HTML file",
        description="Calibrate a session, look at it from all sides, and write one "
        "HTML file with checks, pictures, frames, candidates, false positives, "
        "completeness, gain, bad pixels, parameters and inputs; the same for programs "
        "is inside it as JSON.",
    )
    add_session(parser)
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="write this HTML file, or into this folder under a name that tells the "
        "session; an existing file is never overwritten",
    )
    _add_common(parser)
    parser.add_argument(
        "--cutouts",
        type=_count,
        default=PLAN.cutouts,
        metavar="N",
        help="candidates shown with their pixels, at most (default: %(default)s)",
    )
    add_exclude(parser)
    add_series(parser)
    parser.set_defaults(run=report)


def add_certify(subparsers: Any) -> None:
    """Add ``darkviewer certify`` to the parser."""
    parser = subparsers.add_parser(
        "certify",
        help="one page on the false positives of sessions of darks",
        description="State, for one session of darks or several together: rule, "
        "exposure and area searched, what was left out, checks, the rate of false "
        "sources with its interval and what it assumes, completeness, what reviewers "
        "said, and how many more darks would halve the interval.",
    )
    parser.add_argument(
        "sessions", type=Path, nargs="+", metavar="SESSION", help="capture folders"
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="write it, too: .html, .json or .txt, or into this folder under a name "
        "that tells the sessions; an existing file is never overwritten",
    )
    _add_common(parser)
    parser.set_defaults(exclude=[], series="", cutouts=0)
    add_json(parser)
    parser.set_defaults(run=certify)


def _add_common(parser: argparse.ArgumentParser) -> None:
    from darkviewer.runs.report_plan import PLAN

    add_parameters(parser)
    parser.set_defaults(criterion="psf")
    add_profile(parser)
    parser.add_argument(
        "--per-flux",
        type=_count,
        default=PLAN.per_flux,
        metavar="N",
        help="stars of each flux injected into each frame, for the completeness; 0: "
        "none (default: %(default)s)",
    )
    parser.add_argument(
        "--flux",
        type=float,
        nargs="+",
        metavar="N",
        help="their fluxes in e- (default: ten, for signal-to-noise ratios from 3 to "
        "100)",
    )
    add_said(parser)
    add_ignore_opinions(parser)
    add_limit(parser)


def _count(text: str) -> int:
    if (value := int(text)) < 0:
        raise argparse.ArgumentTypeError(f"{text} is below 0")
    return value


def report(arguments: argparse.Namespace) -> None:
    """``darkviewer report``."""
    from datetime import UTC, datetime

    from darkviewer.reports.report import report_name, written_report

    _check_form(arguments.out, _FORMS[:1])
    psf = measured_profile(arguments)
    with hearing(arguments, say=say) as heard:
        outcome = _outcome(heard, arguments, arguments.session, psf, one_folder=True)
        moment = datetime.now(UTC)
        path = run_job(
            written_report(
                outcome,
                _file(arguments.out, report_name(outcome.session, moment)),
                moment=moment,
                contents=heard.contents,
                held=heard.verdicts_given(),
                plan=_plan(arguments),
                psf=psf,
                check=heard.verdicts.checked,
            )
        )
    say(f"wrote {path}")


def certify(arguments: argparse.Namespace) -> None:
    """``darkviewer certify``."""
    from datetime import UTC, datetime

    from darkviewer.reports.certificate import certificate_lines
    from darkviewer.reports.certificate_kind import certified_document
    from darkviewer.reports.documents import as_json

    if arguments.out is not None:
        _check_form(arguments.out, _FORMS)
    found, moment = _certificate(arguments), datetime.now(UTC)
    document = certified_document(found, moment)
    if arguments.json:
        print(as_json(document))
    else:
        print_lines(certificate_lines(document))
    if arguments.out is not None:
        say(f"wrote {_written(document, found, arguments.out, moment)}")


def _is_folder(out: Path) -> bool:
    return out.is_dir() or not out.suffix


def _file(out: Path, name: str) -> Path:
    """What ``--out`` names: a file, or a folder for a file of this name."""
    return out / name if _is_folder(out) else out


def _check_form(out: Path, forms: Sequence[str]) -> None:
    if _is_folder(out) or out.suffix.lower() in forms:
        return
    *others, last = forms
    ends = f"{', '.join(others)} or {last}" if others else last
    raise DarkviewerError(
        f"{out.name} tells no form: choose a name that ends in {ends}, or a folder"
    )


def _certificate(arguments: argparse.Namespace) -> Certificate:
    from darkviewer.runs.certificate import certificate_of
    from darkviewer.runs.reported import part_of

    parts, plan, psf = [], _plan(arguments), measured_profile(arguments)
    with hearing(arguments, say=say) as heard:
        for folder in arguments.sessions:
            outcome = _outcome(heard, arguments, folder, psf)
            job = part_of(
                outcome,
                contents=heard.contents,
                held=heard.verdicts_given(),
                plan=plan,
                psf=psf,
            )
            part, why = run_job(job)
            if why:
                say(f"{outcome.session.title}: {why}")
            parts.append(part)
            if not plan.fluxes_e and part.trial is not None:
                plan = _same_fluxes(plan, part.trial.plan.fluxes_e)
        heard.say_what_was_missed()
    return certificate_of(parts)


def _same_fluxes(plan: ReportPlan, fluxes_e: tuple[float, ...]) -> ReportPlan:
    """Stars of all sessions are counted together by their flux."""
    from dataclasses import replace

    return replace(plan, fluxes_e=fluxes_e)


def _written(
    document: dict[str, Any], found: Certificate, out: Path, moment: datetime
) -> Path:
    from darkviewer.reports.certificate import certificate_name
    from darkviewer.reports.certificate_kind import CERTIFICATE_FORMS
    from darkviewer.storage.exports.export import check_no_frames
    from darkviewer.storage.exports.folder import write_listed

    path = _file(out, certificate_name(found, moment))
    check_no_frames(path.parent)
    text = CERTIFICATE_FORMS[path.suffix.lower()](document).encode()
    title = "; ".join(part.outcome.session.title for part in found.parts)
    return write_listed(path, text, what="Certificate", of=title, moment=moment)


def _plan(arguments: argparse.Namespace) -> ReportPlan:
    from darkviewer.runs.report_plan import ReportPlan

    fluxes = tuple(arguments.flux or ())
    return ReportPlan(arguments.per_flux, fluxes, arguments.cutouts)


def _outcome(
    heard: Hearing,
    arguments: argparse.Namespace,
    folder: Path,
    psf: Psf | None,
    *,
    one_folder: bool = False,
) -> Outcome:
    from darkviewer.runs.session import process

    job = process(
        folder,
        parameters_of(arguments),
        psf=psf,
        profile="" if arguments.psf is None else str(arguments.psf),
        series=arguments.series,
        reading=heard.reading(one_folder=one_folder),
        judge=judge_of(arguments),
        adapt=partial(with_header_scale, arguments),
        gain=gain_of(arguments, say=say),
        check=heard.verdicts.checked,
    )
    outcome = run_job(job)
    say_what_is_odd(outcome)
    return outcome
