"""``darkviewer mask``: the bad pixels of a sensor, for other programs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.cli.arguments import add_session
from darkviewer.cli.commands import print_lines, run_job, say
from darkviewer.cli.export_options import add_overwrite
from darkviewer.cli.survey import add_survey_options, calibrated_darks

if TYPE_CHECKING:
    from darkviewer.runs.mask import MaskPlan, WrittenMask

__all__ = ["add_mask", "mask"]


def add_mask(subparsers: Any) -> None:
    """Add ``darkviewer mask`` to the parser."""
    from darkviewer.core.hazard.reasons import REASONS

    usual = ", ".join(reason.name for reason in REASONS if reason.unusable)
    parser = subparsers.add_parser(
        "mask",
        help="write the bad pixels of the sensor, with reasons, for other programs",
        description="Survey a session of darks, and write which pixels are bad and "
        "why: as FITS with a bit for each reason, as CSV, as DS9 regions, and as lists "
        "for Siril, PixInsight and PHD2.",
    )
    add_session(parser)
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="write into this folder, with the hashes of its files",
    )
    add_overwrite(parser)
    parser.add_argument(
        "--unusable",
        type=_reasons,
        default=None,
        metavar="REASON,...",
        help=f"pixels with one of these reasons are not to be used (default: {usual})",
    )
    parser.add_argument(
        "--by-hand",
        type=Path,
        default=None,
        metavar="TABLE",
        help="columns x and y of pixels that you call bad, too (ECSV, CSV)",
    )
    parser.add_argument(
        "--older",
        type=Path,
        default=None,
        metavar="FILE",
        help="a mask that was written before: say what appeared and what is gone",
    )
    add_survey_options(parser)
    parser.set_defaults(run=mask)


def _reasons(text: str) -> int:
    from darkviewer.core.errors import DarkviewerError
    from darkviewer.core.hazard.reasons import bits_named

    try:
        return bits_named(name.strip() for name in text.split(","))
    except DarkviewerError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def mask(arguments: argparse.Namespace) -> None:
    """``darkviewer mask``."""
    from darkviewer.core.hazard.reasons import UNUSABLE
    from darkviewer.core.provenance.record import Findings
    from darkviewer.reports.documented import documented
    from darkviewer.reports.documents import as_json
    from darkviewer.reports.mask import mask_document, mask_lines
    from darkviewer.runs.mask import MaskPlan, written_mask
    from darkviewer.storage.lights.mask_reader import read_mask
    from darkviewer.storage.lights.places import read_places

    policy, by_hand = arguments.unusable, arguments.by_hand
    plan = MaskPlan(
        unusable=UNUSABLE if policy is None else policy,
        by_hand=() if by_hand is None else read_places(by_hand).pixels(),
        older=None if arguments.older is None else read_mask(arguments.older),
        overwrite=arguments.overwrite,
    )
    outcome = calibrated_darks(arguments)
    found = run_job(
        written_mask(outcome.calibration, outcome.session, arguments.out, plan)
    )
    if arguments.json:
        calibration, session = outcome.calibration, outcome.session
        document = mask_document(found, calibration, session)
        facts = [Findings(session, calibration)]
        job = documented("mask", document, facts, _asked(plan, arguments.older, found))
        print(as_json(run_job(job)))
    else:
        print_lines(mask_lines(found, outcome.session))
    for path in found.paths:
        say(f"wrote {path}")


def _asked(plan: MaskPlan, older: Path | None, found: WrittenMask) -> dict[str, Any]:
    """What the document was made by, beyond the frames."""
    from dataclasses import asdict

    from darkviewer.storage.fits.file_digest import file_input

    return {
        "unusable": plan.unusable,
        "by_hand": [list(place) for place in plan.by_hand],
        "older": None if older is None else asdict(file_input("older mask", older)),
        "files": [path.name for path in found.paths],
    }
