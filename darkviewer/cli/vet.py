"""``darkviewer sensor`` and ``darkviewer vet``: from darks to lights."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from darkviewer.cli.arguments import add_json, add_session
from darkviewer.cli.commands import print_lines, run_job, say
from darkviewer.cli.survey import add_survey_options, calibrated_darks

__all__ = ["add_sensor", "add_vet", "sensor", "vet", "width_of_a_star"]


def add_sensor(subparsers: Any) -> None:
    """Add ``darkviewer sensor`` to the parser."""
    parser = subparsers.add_parser(
        "sensor",
        help="write what each pixel of the sensor does in the dark",
        description="Survey a session of darks, and write a FITS file with the class, "
        "level, noise and artefact rate of every pixel, and when it last stood out. "
        "`darkviewer vet` needs it.",
    )
    add_session(parser)
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="write this FITS file; an existing one is never overwritten",
    )
    add_survey_options(parser)
    parser.set_defaults(run=sensor)


def add_vet(subparsers: Any) -> None:
    """Add ``darkviewer vet`` to the parser."""
    from darkviewer.runs.vet import DARKS

    parser = subparsers.add_parser(
        "vet",
        help="tell which candidates of a light frame are artefacts of the sensor",
        description="Compare the candidates of a light frame with the hazards of its "
        "sensor, and give for each the probability that it is an artefact, and why.",
    )
    parser.add_argument(
        "lights",
        type=Path,
        metavar="LIGHTS",
        help="a FITS frame, or a table of candidates with x and y (ECSV, CSV)",
    )
    parser.add_argument(
        "--sensor",
        type=Path,
        required=True,
        metavar="FILE",
        help="written by `darkviewer sensor`",
    )
    parser.add_argument(
        "--dark",
        choices=DARKS,
        default="auto",
        help="whether the dark was subtracted from the lights; auto: as the header "
        "says; from a raw frame the level of the sensor is subtracted; for a table "
        "none (default: %(default)s)",
    )
    parser.add_argument(
        "--fwhm",
        type=width_of_a_star,
        default=2.0,
        metavar="PX",
        help="width of a star in the light frame (default: %(default)s px)",
    )
    form = parser.add_mutually_exclusive_group()
    add_json(form)
    form.add_argument("--ecsv", action="store_true", help="print an ECSV table")
    parser.set_defaults(run=vet)


def width_of_a_star(text: str) -> float:
    """A FWHM in pixels, within the range of the parameter."""
    from darkviewer.core.errors import DarkviewerError
    from darkviewer.core.parameters import check

    try:
        check("fwhm_px", value := float(text))
    except (ValueError, DarkviewerError) as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return value


def sensor(arguments: argparse.Namespace) -> None:
    """``darkviewer sensor``."""
    from darkviewer.core.provenance.record import Findings
    from darkviewer.reports.documented import documented
    from darkviewer.reports.documents import as_json
    from darkviewer.reports.sensor import sensor_document, sensor_lines
    from darkviewer.runs.sensor import written_sensor

    outcome = calibrated_darks(arguments)
    found, path = run_job(
        written_sensor(outcome.calibration, outcome.session, arguments.out)
    )
    if arguments.json:
        calibration, session = outcome.calibration, outcome.session
        document = sensor_document(found, calibration, session)
        job = documented("sensor", document, [Findings(session, calibration)])
        print(as_json(run_job(job)))
    else:
        print_lines(sensor_lines(found, outcome.session))
    say(f"wrote {path}")


def vet(arguments: argparse.Namespace) -> None:
    """``darkviewer vet``."""
    from darkviewer.reports import vet as reports
    from darkviewer.reports.documents import as_json
    from darkviewer.runs.vet import vet_file

    job = vet_file(
        arguments.lights,
        arguments.sensor,
        dark=arguments.dark,
        fwhm_px=arguments.fwhm,
    )
    found = run_job(job)
    for note in found.notes:
        say(note)
    if arguments.json:
        print(as_json(reports.vet_document(found)))
    elif arguments.ecsv:
        print(reports.vet_table(found), end="")
    else:
        print_lines(reports.vet_lines(found))
