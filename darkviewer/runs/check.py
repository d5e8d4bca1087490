"""Whether the frames of captures are sound: all checks, as jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from darkviewer.core.frames.reading import AS_FOUND, Reading

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.measures import SessionMeasures
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.core.progress import Job

__all__ = ["CheckedSession", "check_captures", "checked", "measured"]


@dataclass(frozen=True, slots=True)
class CheckedSession:
    """A session and what the checks say of it."""

    session: Session
    checks: SessionChecks


def measured(session: Session) -> Job[SessionMeasures]:
    """Measures of the usable frames of a session, for the checks."""
    from darkviewer.core.health.measures import measure
    from darkviewer.storage.fits.frame import FitsFrame

    sources = [FitsFrame(info) for info in session.frames]
    return (yield from measure(sources, session.frames))


def checked(
    session: Session, *, limits: Mapping[str, float] | None = None
) -> Job[SessionChecks]:
    """Look at the pixels of a session, and judge it; `limits` replace the table's."""
    from darkviewer.core.health.table import judge

    return judge((yield from measured(session)), limits)


def check_captures(
    root: Path,
    *,
    reading: Reading = AS_FOUND,
    limits: Mapping[str, float] | None = None,
) -> Job[list[CheckedSession]]:
    """Check all series of all captures below a folder, or one file, newest first.

    Parameters
    ----------
    root : Path
    reading : Reading
        What people said of the frames.
    limits : mapping of str to float, optional
        In place of those of the table, by the name of the check.

    Raises
    ------
    SessionError
        If there is no such file or folder.
    """
    from darkviewer.storage.captures.scan import scan

    sessions = yield from scan(root, reading=reading)
    checks = []
    for session in sessions:
        checks.append((yield from checked(session, limits=limits)))  # noqa: PERF401 (it yields)
    return [CheckedSession(*pair) for pair in zip(sessions, checks, strict=True)]
