"""Rows of the tree of captures, and the badge of each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.storage.captures.scan import Capture

__all__ = ["Day", "Row", "SeriesRow", "all_said", "level_of", "mark_of"]

_UNCHECKED = "not checked yet"


@dataclass(slots=True, eq=False)
class SeriesRow:
    """One series of a capture.

    ``notes`` are what a calibration found out that no header says, and ``level`` how
    bad that is; where ``noted``, the checks are among them. ``checks`` are those that
    were made, or remembered, without opening it.
    """

    row: Row
    session: Session
    notes: tuple[str, ...] = ()
    level: str = "warn"
    noted: bool = False
    checks: SessionChecks | None = None

    @property
    def checked(self) -> bool:
        """Whether it is known how sound its frames are."""
        return self.noted or self.checks is not None

    @property
    def found_out(self) -> tuple[str, ...]:
        """What is known beyond the headers."""
        said = () if self.noted or self.checks is None else self.checks.sentences
        known = self.session.health.reasons
        return (*self.notes, *(one for one in said if one not in known))

    @property
    def annotated(self) -> Session:
        """The session with the badge that it deserves."""
        notes = self.found_out
        if not notes:
            return self.session
        fails = not self.noted and self.checks and self.checks.status == "fail"
        level = "bad" if fails else self.level
        return replace(
            self.session, health=self.session.health.doubted(notes, level=level)
        )

    @property
    def unknown(self) -> str:
        """Why nothing more is said of it; empty where there is."""
        waits = self.session.frames and self.session.kind != "light"
        return _UNCHECKED if waits and not self.checked else ""


@dataclass(slots=True, eq=False)
class Row:
    """One capture; its series follow once its headers are read."""

    capture: Capture
    day: Day
    series: list[SeriesRow] = field(default_factory=list)

    @property
    def rows(self) -> list[SeriesRow]:
        """What the row opens to: nothing where there is one series only."""
        return self.series if len(self.series) > 1 else []

    @property
    def annotated(self) -> Session | None:
        """Of its only series."""
        return self.series[0].annotated if len(self.series) == 1 else None


@dataclass(slots=True, eq=False)
class Day:
    """All captures of one date."""

    date: str
    rows: list[Row] = field(default_factory=list)


def level_of(series: SeriesRow) -> str:
    """``"ok"``, ``"warn"`` or ``"bad"``; ``"quiet"`` while that may still get worse."""
    level = series.annotated.health.level
    return "quiet" if level == "ok" and series.unknown else level


def mark_of(series: SeriesRow) -> str:
    """The badge of a series; lights among darks have a quiet one."""
    return "quiet" if series.session.kind == "light" else level_of(series)


def all_said(series: SeriesRow) -> list[str]:
    """Every sentence, and that more may follow."""
    said = [*series.session.health.reasons, *series.found_out]
    return [*said, series.unknown] if series.unknown else said
