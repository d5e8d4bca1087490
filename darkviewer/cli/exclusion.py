"""Frames that are left out by name, for one run."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from darkviewer.core.frames.exclusion import all_frames, check_named, without

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session

__all__ = ["add_exclude", "judge_of"]

_NAMED = "named by --exclude"


def add_exclude(parser: argparse.ArgumentParser) -> None:
    """Give a command ``--exclude NAME,NAME``."""
    parser.add_argument(
        "--exclude",
        type=lambda text: [name for name in text.split(",") if name],
        default=[],
        metavar="NAME[,NAME]",
        help="leave these frames out of the master, this time only",
    )


def judge_of(arguments: argparse.Namespace) -> Callable[[Session], Session]:
    """What takes frames out of a session, as ``--exclude`` names them."""
    return partial(_judge, arguments.exclude)


def _judge(names: list[str], session: Session) -> Session:
    check_named(session, names)
    reasons = {item.info.place: item.reason for item in session.excluded}
    for info in all_frames(session):
        if info.name in names:
            reasons[info.place] = _NAMED
    return without(session, reasons) if names else session
