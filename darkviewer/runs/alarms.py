"""Checks that turn amber or red while frames arrive: each is said once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.check import Check, Finding
    from darkviewer.core.health.table import SessionChecks

__all__ = ["Alarms"]

_GROWS = "frames"
"""Too few frames: of a capture that grows this is no news."""


class Alarms:
    """What has been said of each series, so that nothing is said twice."""

    def __init__(self) -> None:
        self._said: dict[tuple[Path, str], set[str]] = {}

    def knows(self, session: Session) -> bool:
        """Whether a verdict on this series has been taken."""
        return (session.path, session.series) in self._said

    def take(
        self, session: Session, checks: SessionChecks
    ) -> tuple[tuple[Check, Finding], ...]:
        """Checks that speak for the first time, the worst first."""
        said = self._said.setdefault((session.path, session.series), set())
        odd = (item for item in checks.spoken if item[0].name != _GROWS)
        new = tuple(item for item in odd if item[0].name not in said)
        said.update(check.name for check, _ in new)
        return new

    def forget(self) -> None:
        """Other captures are open."""
        self._said.clear()
