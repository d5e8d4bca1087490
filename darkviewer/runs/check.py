"""Whether the frames of captures are sound: all checks, as jobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from darkviewer.core.frames.reading import AS_FOUND, Reading

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.measures import SessionMeasures
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.core.progress import Job

__all__ = [
    "CheckedSession",
    "begin_of",
    "beside_whole",
    "check_all",
    "check_captures",
    "checked",
    "checked_with_left_out",
    "looked_at",
    "measured",
]


@dataclass(frozen=True, slots=True)
class CheckedSession:
    """A session and what the checks say of it."""

    session: Session
    checks: SessionChecks


def measured(session: Session, *, threads: int = 0) -> Job[SessionMeasures]:
    """Measures of the usable frames of a session, for the checks."""
    from darkviewer.core.health.measuring import measure
    from darkviewer.storage.fits.frame import FitsFrame

    sources = [FitsFrame(info) for info in session.frames]
    return (yield from measure(sources, session.frames, threads=threads))


def looked_at(
    session: Session,
    *,
    limits: Mapping[str, float] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> SessionChecks:
    """What few pixels of a session say of it at once, see `first_look`."""
    from darkviewer.core.health.first_look import first_look
    from darkviewer.storage.fits.frame import FitsFrame

    sources = [FitsFrame(info) for info in session.frames]
    return first_look(sources, session.frames, limits=limits, stopped=stopped)


def checked(
    session: Session, *, limits: Mapping[str, float] | None = None, threads: int = 0
) -> Job[SessionChecks]:
    """Look at the pixels of a session, and judge it; `limits` replace the table's."""
    from darkviewer.core.health.table import judge

    return judge((yield from measured(session, threads=threads)), limits)


def checked_with_left_out(
    session: Session,
    whole: SessionChecks | None = None,
    *,
    check: Callable[[Session], Job[SessionChecks]] = checked,
) -> Job[SessionChecks]:
    """The same, with what is so of the frames that a person left out.

    Parameters
    ----------
    session : Session
        With or without frames that were left out.
    whole : SessionChecks, optional
        Of all its frames, where that is known already.
    check : callable
        Judges frames, as `checked` does.
    """
    from darkviewer.core.frames.exclusion import without

    if not session.excluded:
        return whole or (yield from check(session))
    if whole is None:
        whole = yield from check(without(session, {}))
    return beside_whole(session, (yield from check(session)), whole)


def beside_whole(
    session: Session, used: SessionChecks, whole: SessionChecks
) -> SessionChecks:
    """What is so of the frames in use, with what is so of all."""
    names = frozenset(item.info.name for item in session.excluded)
    return replace(used, left_out=names, whole=whole)


def check_captures(
    root: Path,
    *,
    reading: Reading = AS_FOUND,
    check: Callable[[Session], Job[SessionChecks]] = checked,
) -> Job[list[CheckedSession]]:
    """Check all series of all captures below a folder, or one file, newest first.

    The oldest are checked first: a `check` that remembers knows the nights before.

    Parameters
    ----------
    root : Path
    reading : Reading
        What people said of the frames.
    check : callable
        Judges the frames of a series, as `checked` does.

    Raises
    ------
    SessionError
        If there is no such file or folder.
    """
    from darkviewer.storage.captures.scan import scan

    sessions = yield from scan(root, reading=reading)
    return (yield from check_all(sessions, check=check))


def check_all(
    sessions: Sequence[Session], *, check: Callable[[Session], Job[SessionChecks]]
) -> Job[list[CheckedSession]]:
    """Check sessions, the oldest first; the answers in the order given."""
    from darkviewer.core.health.expected_count import with_count

    found = {}
    for k in sorted(range(len(sessions)), key=lambda k: begin_of(sessions[k])):
        session, checks = sessions[k], (yield from check(sessions[k]))
        count = len(session.frames)
        counted = with_count(checks, count, session.n_expected)
        found[k] = CheckedSession(session, counted)
    return [found[k] for k in range(len(sessions))]


def begin_of(session: Session) -> datetime:
    """Time of its first frame, UTC; the earliest of all where no header tells."""
    times = (info.time for info in session.frames if info.time is not None)
    return min(times, default=datetime.min)
