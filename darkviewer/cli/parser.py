"""The command line: the same engine as the window, without Qt.

Results go to standard output, progress and messages to standard error. Exit status: 0
done, 1 failed with one line that says why, 2 wrong usage, 3 a check speaks at the level
that was asked for or a file is not as its frames show, 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from darkviewer import __version__
from darkviewer.cli import commands, gain, watch
from darkviewer.cli.arguments import (
    add_ignore_opinions,
    add_json,
    add_profile,
    add_series,
    add_session,
)
from darkviewer.cli.batch import add_batch
from darkviewer.cli.check import add_check
from darkviewer.cli.exclusion import add_exclude
from darkviewer.cli.export_options import add_export_options
from darkviewer.cli.frames import add_frames
from darkviewer.cli.interruption import INTERRUPTED, STATUS
from darkviewer.cli.limits import add_limit
from darkviewer.cli.mask import add_mask
from darkviewer.cli.master import add_master
from darkviewer.cli.opinions import add_opinions_command
from darkviewer.cli.parameter_options import add_gain_options, add_parameters
from darkviewer.cli.psf import add_psf
from darkviewer.cli.rates import add_rates
from darkviewer.cli.report import add_certify, add_report
from darkviewer.cli.said import add_said
from darkviewer.cli.verify import add_verify
from darkviewer.cli.vet import add_sensor, add_vet
from darkviewer.core.errors import MEMORY_SHORT, DarkviewerError
from darkviewer.storage.fits import DECODE_COMMAND

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the result is the exit status."""
    _never_fail_to_print()
    # astropy's word about its own settings, which are of no use to us.
    warnings.filterwarnings("ignore", r"XDG_\w+_HOME is set to")
    given = sys.argv[1:] if argv is None else argv
    if len(given) == 2 and given[0] == DECODE_COMMAND:
        return commands.decode_tiles(given[1])
    arguments = _parser().parse_args(given)
    try:
        status: int | None = arguments.run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return _failed(INTERRUPTED, status=STATUS)
    except BrokenPipeError:
        # Whoever read our output has gone; Python must not try to flush it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except MemoryError:
        return _failed(MEMORY_SHORT)
    except DarkviewerError as error:
        return _failed(str(error))
    except OSError as error:
        what = error.filename or "the output"
        return _failed(
            f"{what} cannot be read or written: {error.strerror or error}; check the "
            "disk and the permissions"
        )
    return status or 0


def _never_fail_to_print() -> None:
    """A Windows console may not know the letters of a file name."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a windowed program has no streams
            stream.reconfigure(errors="backslashreplace")


def _failed(reason: str, *, status: int = 1) -> int:
    commands.say(reason)
    return status


# what can be asked


def _window_options() -> argparse.ArgumentParser:
    """Options of every command that opens the window, before or after its name.

    New for each parser: argparse shares the actions of parents, defaults too.
    """
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument(
        "--screenshot",
        type=Path,
        metavar="FILE",
        default=argparse.SUPPRESS,
        help="save a picture of the window and exit",
    )
    options.add_argument(
        "--fresh",
        action="store_true",
        default=argparse.SUPPRESS,
        help="start without the remembered settings",
    )
    options.add_argument(  # for developers
        "--watchdog",
        action="store_true",
        default=argparse.SUPPRESS,
        help=argparse.SUPPRESS,
    )
    return options


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="darkviewer",
        parents=[_window_options()],
        description="Calibrate dark frames and find what could be mistaken for a "
        "star. Without a command, the window opens.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version", action="version", version=f"darkviewer {__version__}"
    )
    parser.set_defaults(
        run=commands.open_window,
        path=None,
        screenshot=None,
        fresh=False,
        watchdog=False,
    )
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_open(subparsers)
    _add_demo(subparsers)
    _add_sessions(subparsers)
    _add_process(subparsers)
    _add_inject(subparsers)
    _add_watch(subparsers)
    add_check(subparsers)
    add_batch(subparsers)
    add_frames(subparsers)
    add_rates(subparsers)
    add_master(subparsers)
    _add_gain(subparsers)
    add_sensor(subparsers)
    add_vet(subparsers)
    add_psf(subparsers)
    add_mask(subparsers)
    add_report(subparsers)
    add_certify(subparsers)
    add_verify(subparsers)
    add_opinions_command(subparsers)
    subparsers.add_parser(
        "selftest", help="check this installation against known numbers"
    ).set_defaults(run=commands.selftest)
    return parser


def _add_open(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "open", parents=[_window_options()], help="open the window on a folder"
    )
    parser.add_argument("path", type=Path, metavar="PATH", help="root, session or file")
    parser.set_defaults(run=commands.open_window)


def _add_demo(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "demo",
        parents=[_window_options()],
        help="write synthetic captures and open the window on them",
        description="Write synthetic captures, or reuse them, and open the window on "
        "them. Without a display, a picture of the window is saved as "
        f"{commands.DEMO_PICTURE}.",
    )
    for flag, default, words in (
        ("--frames", 10, "number of frames in the main session"),
        ("--size", 2048, "width and height of a frame in pixels"),
        ("--seed", 20240508, "the same seed gives the same bytes"),
    ):
        parser.add_argument(
            flag, type=int, default=default, help=f"{words} (default: %(default)s)"
        )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="write here (default: the user's cache)"
    )
    parser.add_argument(
        "--no-window", action="store_true", help="only write, and print the folder"
    )
    parser.set_defaults(run=commands.demo)


def _add_sessions(subparsers: Any) -> None:
    parser = subparsers.add_parser("sessions", help="list the captures below a folder")
    parser.add_argument("root", type=Path, metavar="ROOT")
    add_json(parser)
    parser.add_argument(
        "--check",
        action="store_true",
        help="check the frames; without it, what earlier checks said is listed",
    )
    add_said(parser)
    add_gain_options(parser)
    parser.set_defaults(run=commands.sessions)


def _add_process(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "process", help="calibrate a session and list its candidates"
    )
    add_session(parser)
    parser.add_argument(
        "--engine",
        choices=("fast", "ccdproc"),
        default="fast",
        help="ccdproc: combine and subtract with ccdproc and compare with the fast "
        "engine (default: %(default)s)",
    )
    add_parameters(parser)
    add_profile(parser)
    add_exclude(parser)
    add_series(parser)
    add_said(parser)
    add_ignore_opinions(parser)
    add_limit(parser)
    parser.add_argument(
        "--all-leaders",
        action="store_true",
        help="also list the leaders that are not candidates, and write their regions",
    )
    add_export_options(parser)
    add_json(parser)
    parser.set_defaults(run=commands.process)


def _add_inject(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "inject",
        help="inject synthetic stars and count those each criterion recovers",
        description="Add stars to copies of a session's residuals and report, for "
        "each flux, how many each criterion keeps, and its false positives.",
    )
    add_session(parser)
    add_parameters(parser)
    parser.set_defaults(criterion="psf")
    add_profile(parser)
    add_exclude(parser)
    add_series(parser)
    add_said(parser)
    add_ignore_opinions(parser)
    parser.add_argument(
        "--flux",
        type=float,
        nargs="+",
        metavar="N",
        help="fluxes in e- (default: ten, for signal-to-noise ratios from 3 to 100)",
    )
    parser.add_argument(
        "--per-flux",
        type=int,
        default=200,
        metavar="N",
        help="stars of each flux in each frame (default: %(default)s)",
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=1,
        metavar="N",
        help="seed for positions and noise (default: %(default)s)",
    )
    add_json(parser)
    parser.set_defaults(run=commands.inject)


def _add_watch(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "watch",
        help="tell of frames as they arrive, until Ctrl+C",
        description="Watch a folder without a window. One line for each frame that is "
        "complete or left out, for each new calibration, each change of a badge and "
        "each check that turns amber or red.",
    )
    parser.add_argument("root", type=Path, metavar="ROOT")
    add_parameters(parser)
    add_ignore_opinions(parser)
    parser.add_argument(
        "--json-lines", action="store_true", help="print a JSON document for each event"
    )
    add_said(parser)
    parser.set_defaults(run=watch.watch)


def _add_gain(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "gain",
        help="compare all sources of e-/ADU",
        description="Compare the e-/ADU in use with the cards, the sidecar and photon "
        "transfer of the frames, and say which is used and why.",
    )
    add_session(parser)
    add_parameters(parser)
    add_said(parser)
    add_ignore_opinions(parser)
    add_json(parser)
    parser.set_defaults(run=gain.gain)
