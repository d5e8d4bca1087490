"""Arguments that several commands have."""

from __future__ import annotations

import argparse
from pathlib import Path

__all__ = [
    "add_ignore_opinions",
    "add_json",
    "add_profile",
    "add_series",
    "add_session",
]


def add_session(parser: argparse.ArgumentParser) -> None:
    """The session that a command is about."""
    parser.add_argument(
        "session", type=Path, metavar="SESSION", help="folder of frames"
    )


def add_ignore_opinions(parser: argparse.ArgumentParser) -> None:
    """Whether what was said in the window counts."""
    parser.add_argument(
        "--ignore-opinions",
        action="store_true",
        help="as if nothing had been said in the window: frames that were left out "
        "there are used; kinds, expectations and e-/ADU that were set there are not",
    )


def add_series(parser: argparse.ArgumentParser) -> None:
    """Which series of the session it is about."""
    parser.add_argument(
        "--series",
        default="",
        metavar="ID",
        help="a series of the folder, as `darkviewer sessions` names it (default: the "
        "first one)",
    )


def add_json(parser: argparse._ActionsContainer) -> None:
    """A document for programs instead of text for people."""
    parser.add_argument("--json", action="store_true", help="print a JSON document")


def add_profile(parser: argparse.ArgumentParser) -> None:
    """A measured stellar profile."""
    parser.add_argument(
        "--psf",
        type=Path,
        metavar="FITS",
        help="a measured profile instead of the family: written by `darkviewer psf`, "
        "or square with a centred star, 5 sub-pixels per pixel",
    )
