"""Measures of the night's frames, of every series whose checks were made."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from darkviewer.gui.models.night import NightFrame, one_night

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.measures import SessionMeasures
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.gui.workspace import Workspace

__all__ = ["NightFrames"]


class NightFrames(QObject):
    """Collects what the checks measured; nothing is measured for it."""

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._known: dict[tuple[Path, str], tuple[NightFrame, ...]] = {}
        workspace.root_changed.connect(self._forget)
        workspace.checks_changed.connect(self._take_shown)

    def tonight(self) -> tuple[NightFrame, ...]:
        """Frames of the night of the open session, or of the last one, in time."""
        everything = list(itertools.chain.from_iterable(self._known.values()))
        shown = self._workspace.session
        own = () if shown is None else self._known.get((shown.path, shown.series), ())
        newest = max((one.time for one in own or everything), default=None)
        return () if newest is None else one_night(everything, newest)

    def take(self, session: Session, checks: SessionChecks) -> None:
        """Measures of all frames of a series; those known before are replaced."""
        measures = checks.measures
        if measures is None:
            return
        ids = {session.series, *(one.id for one in session.all_series)}
        self._known = {
            (path, series): frames
            for (path, series), frames in self._known.items()
            if path != session.path or series in ids
        }
        self._known[session.path, session.series] = tuple(_frames(session, measures))
        self.changed.emit()

    def _take_shown(self, checks: SessionChecks | None) -> None:
        session = self._workspace.session
        if checks is not None and session is not None:
            self.take(session, checks)

    def _forget(self, _root: object) -> None:
        self._known.clear()
        self.changed.emit()


def _frames(session: Session, measures: SessionMeasures) -> Iterable[NightFrame]:
    for one, info in zip(measures.frames, measures.infos, strict=True):
        yield NightFrame(
            session.path,
            session.series,
            session.title,
            one.name,
            one.time or _of_file(info.mtime_ns),
            one.level_adu,
            one.noise_adu,
            one.temperature_c,
            round(one.hot_share * info.shape[0] * info.shape[1]),
        )


def _of_file(mtime_ns: int) -> datetime:
    return datetime.fromtimestamp(mtime_ns / 1e9, UTC).replace(tzinfo=None)
