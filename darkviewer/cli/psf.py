"""``darkviewer psf``: the profile of stars, measured in light frames."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from darkviewer.cli.commands import run_job, say
from darkviewer.cli.vet import width_of_a_star

__all__ = ["add_psf", "psf"]


def add_psf(subparsers: Any) -> None:
    """Add ``darkviewer psf`` to the parser."""
    parser = subparsers.add_parser(
        "psf",
        help="measure the profile of stars in light frames",
        description="Build the effective PSF of bright, lone, unsaturated stars of "
        "light frames (photutils), and write it as a FITS file for `--psf` and for "
        "Tools > Measured PSF. Frames from which the dark was subtracted are best.",
    )
    parser.add_argument(
        "lights",
        type=Path,
        nargs="+",
        metavar="LIGHT",
        help="FITS frames of the sky, in focus",
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="write this FITS file; an existing one is never overwritten",
    )
    parser.add_argument(
        "--fwhm",
        type=width_of_a_star,
        default=2.0,
        metavar="PX",
        help="width of a star to expect, within a factor of two (default: %(default)s "
        "px)",
    )
    parser.set_defaults(run=psf)


def psf(arguments: argparse.Namespace) -> None:
    """``darkviewer psf``."""
    from darkviewer.runs.psf import psf_words, written_psf

    job = written_psf(arguments.lights, arguments.out, fwhm_px=arguments.fwhm)
    found, path = run_job(job)
    print(psf_words(found))
    say(f"wrote {path}")
