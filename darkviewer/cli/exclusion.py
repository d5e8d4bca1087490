"""Frames that are left out: by name on the command line, by what was said before."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.frames.exclusion import all_frames, check_named, without

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.opinions.events import Opinion

__all__ = ["judge_of"]

_NAMED = "named by --exclude"


def judge_of(
    arguments: argparse.Namespace, *, say: Callable[[str], object]
) -> Callable[[Session], Session]:
    """What takes frames out of a session, as ``process`` was asked.

    Parameters
    ----------
    arguments : Namespace
        With ``exclude`` and ``ignore_opinions``.
    say : callable
        Called with one sentence where opinions cannot be read.
    """
    return partial(_judge, arguments.exclude, arguments.ignore_opinions, say)


def _judge(
    names: list[str],
    ignore_opinions: bool,
    say: Callable[[str], object],
    session: Session,
) -> Session:
    check_named(session, names)
    if not ignore_opinions:
        session = _by_opinions(session, say)
    reasons = {item.info.place: item.reason for item in session.excluded}
    for info in all_frames(session):
        if info.name in names:
            reasons[info.place] = _NAMED
    return without(session, reasons) if names else session


def _by_opinions(session: Session, say: Callable[[str], object]) -> Session:
    held = _exclusions(say)
    if not held:
        return session
    from darkviewer.runs.exclusion import Contents, judged
    from darkviewer.storage.opinions.measurements import Measurements

    with closing(Measurements()) as kept:
        return judged(session, held, Contents(kept))


def _exclusions(say: Callable[[str], object]) -> list[Opinion]:
    from darkviewer.core.opinions.events import EXCLUSION, standing
    from darkviewer.storage.opinions.store import kept_opinions

    try:
        known = standing(kept_opinions())
    except DarkviewerError as error:
        say(f"what was said of frames is not known: {error}")
        return []
    return [said for (topic, _), said in known.items() if topic == EXCLUSION]
