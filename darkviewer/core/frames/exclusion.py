"""Frames that a person left out of the master: still of the session, not combined."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from darkviewer.core.errors import SessionError
from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.session import Excluded, Session

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo, Place

__all__ = ["FEWEST", "all_frames", "check_named", "sentences", "why_none", "without"]


FEWEST = 2
"""Frames that a master needs."""


def all_frames(session: Session) -> tuple[FrameInfo, ...]:
    """Those that are combined and those left out, in file order."""
    frames = list(session.frames)
    for item in sorted(session.excluded, key=lambda item: item.place):
        frames.insert(item.place, item.info)
    return tuple(frames)


def sentences(session: Session) -> tuple[str, ...]:
    """What was left out and why, one sentence for each frame."""
    return tuple(
        f"frame {shown(item.info.name)} is left out by hand: {shown(item.reason)}"
        for item in session.excluded
    )


def why_none(session: Session) -> str:
    """The first reason why a session has no frame to use."""
    skipped = (item.reason for item in session.skipped)
    return next(iter((*skipped, *sentences(session), *session.health.reasons)))


def check_named(session: Session, names: Collection[str]) -> None:
    """Refuse to leave out what is not there, or too much.

    Raises
    ------
    SessionError
        The text names what can be left out.
    """
    known = {info.name for info in all_frames(session)}
    for name in names:
        if name not in known:
            raise SessionError(
                f"{shown(name)} is no usable frame of {shown(session.path.name)} and "
                "cannot be left out; name frames as `darkviewer process` lists them"
            )


def without(session: Session, reasons: Mapping[Place, str]) -> Session:
    """The session of all its frames but these, whatever was left out before.

    Parameters
    ----------
    session : Session
        With or without frames that were left out.
    reasons : mapping
        Place of a frame -> why it is left out.
    """
    frames = all_frames(session)
    places = [place for place, info in enumerate(frames) if info.place in reasons]
    kept = tuple(info for info in frames if info.place not in reasons)
    temperatures = [f.temperature_c for f in kept if f.temperature_c is not None]
    return replace(
        session,
        frames=kept,
        excluded=tuple(
            Excluded(frames[place], place, reasons[frames[place].place])
            for place in places
        ),
        temperature_c=sum(temperatures) / len(temperatures) if temperatures else None,
    )
