"""A night without a window: every complete frame below a root, and what it changes.

What is told is one small dictionary per event, fit for a line of JSON.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.frames.exclusion import all_frames, sentences
from darkviewer.core.frames.reading import AS_FOUND, Reading
from darkviewer.core.progress import Job, Progress
from darkviewer.runs.alarms import Alarms
from darkviewer.runs.check import checked
from darkviewer.runs.pace import Pace
from darkviewer.runs.session import process
from darkviewer.storage.captures.scan import Capture, find_captures, scan
from darkviewer.storage.captures.watch import FolderWatch
from darkviewer.storage.fits.names import file_of
from darkviewer.storage.places import Identity, identity

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.frames.session import Session, Skipped
    from darkviewer.core.gain.said import ChosenGain
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.core.parameters import Parameters

__all__ = ["POLL_S", "watch_night"]

POLL_S = 0.25
"""Between two looks at what the system told."""
GATHER_S = 0.5
"""A frame is written in many pieces, and frames come in bursts: one look for all."""
AGAIN_S = 10.0
"""An unfinished frame, an unwatched folder and a lost root are looked at again."""

_Version = tuple[str, int, int]


def watch_night(
    root: Path,
    parameters: Parameters,
    *,
    tell: Callable[[dict[str, Any]], None],
    listen: Callable[[], Reading] = lambda: AS_FOUND,
    sleep: Callable[[float], None] = time.sleep,
    gain: Callable[[Session], ChosenGain] | None = None,
    check: Callable[..., Job[SessionChecks]] = checked,
) -> Job[None]:
    """Tell of frames as they become complete and of what they change; never ends.

    Captures that are there at the start are not told of until frames arrive in them.
    A capture is calibrated and checked again when its frames have come to rest, and at
    most for a share of one processor (`Pace`). A check that turns amber or red is told
    once for each series.

    Parameters
    ----------
    root : Path
        A capture root; only watched and read.
    parameters : Parameters
        For the calibrations.
    tell : callable
        Called with each event: ``event`` is ``watching``, ``frame``, ``left_out``,
        ``calibrated``, ``check``, ``health`` or ``error``, ``time`` the moment in UTC.
    listen : callable
        Gives what people said of the frames by now; asked before frames are read.
    sleep : callable
        How to wait.
    gain : callable, optional
        Gives the e-/ADU that holds for a capture, see `process`.
    check : callable
        Judges the frames of a series; by default against each other only.

    Raises
    ------
    SessionError
        If there is no such folder.
    """
    night = _Night(root, parameters, tell, listen, gain, check)
    night.begin()
    try:
        while True:
            yield Progress("Watching", 0, 0)
            sleep(POLL_S)
            yield from night.look()
            yield from night.calibrate_what_is_due()
    finally:
        night.end()


@dataclass(slots=True)
class _Known:
    """What has been told of one capture."""

    frames: set[_Version] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)
    by_hand: set[str] = field(default_factory=set)
    unfinished: bool = False
    series: dict[str, _Series] = field(default_factory=dict)


@dataclass(slots=True)
class _Series:
    """What has been told of one series of a capture."""

    session: Session
    level: str = "ok"
    pace: Pace = field(default_factory=Pace)


class _Night:
    """The state of a watch; everything but `_notice` runs on one thread."""

    def __init__(
        self,
        root: Path,
        parameters: Parameters,
        tell: Callable[[dict[str, Any]], None],
        listen: Callable[[], Reading],
        gain: Callable[[Session], ChosenGain] | None,
        check: Callable[..., Job[SessionChecks]],
    ) -> None:
        self._root, self._parameters, self._tell_line = root, parameters, tell
        self._listen, self._gain, self._check = listen, gain, check
        self._known: dict[Path, _Known] = {}
        self._noticed: set[Path] = set()
        self._since = 0.0
        self._lock = Lock()
        self._watch: FolderWatch | None = None
        self._watched: Identity | None = None
        self._again = 0.0
        self._lost = ""  # why nothing can be watched
        self._alarms = Alarms()

    def begin(self) -> None:
        """Remember what is there, and watch for what comes."""
        captures = find_captures(self._root)
        for capture in captures:
            self._remember(capture)
        self._keep_watch()
        self._tell_watching(captures)

    def end(self) -> None:
        """End the watch."""
        if self._watch is not None:
            self._watch.close()

    def look(self) -> Job[None]:
        """Read what changed, once it has come to rest for a moment."""
        now = time.monotonic()
        if now >= self._again:
            self._again = now + AGAIN_S
            self._keep_watch()
            self._notice_unfinished()
        if now - self._since < GATHER_S:
            return
        folders = self._taken()
        if not folders:
            return
        everything = self._root in folders
        try:
            yield from scan(
                self._root,
                reading=self._listen(),
                on_names=self._take_names,
                only=lambda c: c.path in folders or self._has_news(c, all_=everything),
                on_read=self._take_all,
            )
        except DarkviewerError as error:
            self._lose(str(error))

    def calibrate_what_is_due(self) -> Job[None]:
        """One run for all frames that wait in a capture."""
        captures = list(self._known.values())
        for capture, known in [(c, s) for c in captures for s in c.series.values()]:
            due, session = known.pace.due(), known.session
            if due is None or due > time.monotonic():
                continue
            known.pace.leave()
            if len(session.frames) < 2:
                continue
            began, cpu = time.monotonic(), time.process_time()
            try:
                yield from self._calibrate(capture, session)
            except DarkviewerError as error:
                self._tell("error", path=str(session.path), reason=str(error))
            known.pace.ended = time.monotonic()
            spent = known.pace.ended - began, time.process_time() - cpu
            known.pace.cost_s = max(spent)

    def _calibrate(self, known: _Known, session: Session) -> Job[None]:
        from darkviewer.core.gain.session import decision_of

        outcome = yield from process(
            session.path,
            self._parameters,
            series=session.series,
            reading=self._listen(),
            gain=self._gain,
            check=self._check,
        )
        table, found, checks = outcome.table, outcome.calibration, outcome.checks
        decision = decision_of(found)
        for item in found.skipped:
            if item.copy_of:
                self._tell_left_out(known, session, item)
        self._tell(
            "calibrated",
            path=str(session.path),
            series=session.series,
            frames=len(found.used),
            left_out=len(outcome.session.excluded),
            median_e=outcome.level_e,
            e_per_saved_adu=outcome.parameters.scale,
            e_per_adu_source=decision.source,
            e_per_adu_level=decision.level,
            last_frame=found.used[-1].name,
            hot_pixels=int(table.hot_pixels[-1]),
            leaders=int(table.leaders[-1]),
            candidates=int(table.candidates[-1]),
            status=None if checks is None else checks.status,
            sentence=next(iter(outcome.remarks), None),
            seconds=round(found.seconds, 3),
        )
        turned = () if checks is None else self._alarms.take(session, checks)
        for check, finding in turned:
            self._tell(
                "check",
                path=str(session.path),
                series=session.series,
                name=check.name,
                status=finding.status,
                sentence=finding.sentence,
                frames=list(finding.frames),
            )

    # what changed

    def _take_names(self, captures: list[Capture]) -> None:
        """Of a disk that went only the empty folder may be left."""
        if self._known and not captures:
            self._lose(
                f"{self._root} holds no captures any more: see whether its disk is "
                "connected"
            )
        elif self._lost:
            self._lost = ""
            self._tell_watching(captures)

    def _lose(self, reason: str) -> None:
        """Told once, however long it lasts."""
        if reason != self._lost:
            self._lost = reason
            self._tell("error", path=str(self._root), reason=reason)

    def _keep_watch(self) -> None:
        """Watch the root, also one that went and came back; else look at it."""
        found = identity(self._root)
        alive = self._watch is not None and self._watch.alive
        if alive and found == self._watched:
            return
        self.end()
        self._watched = found
        try:
            self._watch = FolderWatch(self._root, self._notice)
        except DarkviewerError:
            self._watch = None
        if self._again:  # not at the start: what came before anybody watched
            self._notice(self._root)

    def _notice(self, folder: Path) -> None:
        """Called on the thread of the watch."""
        with self._lock:
            if not self._noticed:
                self._since = time.monotonic()
            self._noticed.add(folder)

    def _notice_unfinished(self) -> None:
        for path, known in self._known.items():
            if known.unfinished:
                self._notice(path)

    def _taken(self) -> set[Path]:
        with self._lock:
            folders, self._noticed = self._noticed, set()
        return folders

    def _has_news(self, capture: Capture, *, all_: bool) -> bool:
        """Whether it is new, or, where all are asked, has a frame nobody has read."""
        known = self._known.get(capture.path)
        if known is None or not all_:
            return known is None
        return any(
            version not in known.frames and version[0] not in known.left_out
            for version in _versions(capture)
        )

    def _remember(self, capture: Capture) -> None:
        known = self._known.setdefault(capture.path, _Known())
        known.frames.update(_versions(capture))

    def _take_all(self, sessions: tuple[Session, ...]) -> None:
        """Tell what is new in a capture that was read."""
        known = self._known.setdefault(sessions[0].path, _Known())
        known.unfinished = bool(sessions[0].incomplete)
        before, known.series = known.series, {}
        for session in sessions:
            series = before.get(session.series) or _Series(session)
            series.session = session
            known.series[session.series] = series
            self._take(known, series)

    def _take(self, known: _Known, series: _Series) -> None:
        session = series.session
        frames = all_frames(session)
        found = [info for info in frames if _version(info) not in known.frames]
        new = {_version(info): info for info in reversed(found)}  # one of each file
        for info in reversed(new.values()):
            known.frames.add(_version(info))
            self._tell_frame(info)
        for item in session.skipped:
            if not item.incomplete:
                self._tell_left_out(known, session, item)
        for out, sentence in zip(session.excluded, sentences(session), strict=True):
            if out.info.name not in known.by_hand:
                known.by_hand.add(out.info.name)
                self._tell("left_out", path=str(out.info.path), reason=sentence)
        if session.health.level != series.level:
            series.level = session.health.level
            self._tell(
                "health",
                path=str(session.path),
                series=session.series,
                level=series.level,
                reasons=list(session.health.reasons),
            )
        if new:
            series.pace.arrive(time.monotonic())

    def _tell_watching(self, captures: list[Capture]) -> None:
        watched = self._watch is not None
        self._tell(
            "watching",
            path=str(self._root),
            captures=len(captures),
            by="the system" if watched else f"looking every {AGAIN_S:g} s",
        )

    def _tell_left_out(self, known: _Known, session: Session, item: Skipped) -> None:
        if item.name in known.left_out:
            return
        known.left_out.add(item.name)
        file = file_of(item.name)
        one = {} if file == item.name else {"frame": item.name}
        self._tell("left_out", path=str(session.path / file), **one, reason=item.reason)

    def _tell_frame(self, info: FrameInfo) -> None:
        self._tell(
            "frame",
            path=str(info.path),
            kind=info.kind,
            exposure_s=info.exposure_s,
            temperature_c=info.temperature_c,
            gain=info.gain,
            shape=list(info.shape),
        )

    def _tell(self, event: str, **facts: Any) -> None:
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._tell_line({"event": event, "time": moment, **facts})


def _version(info: FrameInfo) -> _Version:
    return info.path.name, info.size_bytes, info.mtime_ns


def _versions(capture: Capture) -> Iterator[_Version]:
    """Of all its files, without opening them."""
    for file in capture.files:
        try:
            status = file.stat()
        except OSError:
            continue  # it went: nothing to tell of
        yield file.name, status.st_size, status.st_mtime_ns
