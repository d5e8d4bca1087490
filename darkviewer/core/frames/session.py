"""Frames grouped into a capture, and what disagrees among them, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from darkviewer.core.errors import SessionError
from darkviewer.core.foreign_text import LONGEST_NAME, shown
from darkviewer.core.frames.folder_names import Place
from darkviewer.core.frames.grouping import (
    DRIFT_GAP_C,
    Expected,
    Skipped,
    expected_only,
    rule_of,
)
from darkviewer.core.frames.series import (
    Series,
    Together,
    elsewhere,
    series_of,
    summary,
)

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo

__all__ = [
    "Excluded",
    "Expected",
    "Health",
    "Session",
    "Skipped",
    "grouped_again",
    "make_sessions",
    "one_series",
    "read_again",
    "series_or_first",
    "unreadable_session",
]

TEMPERATURE_SPREAD_C = 0.5
"""Sensors report two quantised values in one series; more than this is worth a note."""

NAMED = 3
"""So many of the sentences that a run adds to a badge are there in full."""


@dataclass(frozen=True, slots=True)
class Health:
    """The badge of a session.

    Attributes
    ----------
    level : str
        ``"ok"``, ``"warn"`` or ``"bad"``.
    reasons : tuple of str
        One sentence each; empty when all is well.
    """

    level: str = "ok"
    reasons: tuple[str, ...] = ()

    def doubted(self, notes: Sequence[str], *, level: str = "warn") -> Health:
        """The same with what a run found out, the first of many in full."""
        if not notes:
            return self
        named = list(notes[:NAMED])
        if notes[NAMED:]:
            named[-1] += f" (and {len(notes) - NAMED} more)"
        level = "bad" if "bad" in (level, self.level) else "warn"
        return Health(level, (*self.reasons, *named))


@dataclass(frozen=True, slots=True)
class Excluded:
    """A usable frame that somebody left out.

    Attributes
    ----------
    info : FrameInfo
        The frame.
    place : int
        Its index among all usable frames, in file order.
    reason : str
        Why, in that person's words.
    """

    info: FrameInfo
    place: int
    reason: str


@dataclass(frozen=True, slots=True)
class Session:
    """One series of a capture: frames of one folder that belong together.

    Attributes
    ----------
    path : Path
        The folder that holds the frames.
    date, time, object : str
        From the folder names (``2024-05-08``, ``03_38_48``, ``Dark30s``); empty when
        the folder does not say.
    frames : tuple of FrameInfo
        Usable frames in file order.
    skipped : tuple of Skipped
        Frames of the folder that cannot be read or are not as expected.
    health : Health
        What a reviewer must know before trusting the numbers.
    kind : str
        What the frames are; see `darkviewer.core.frames.kind`.
    exposure_s, temperature_c, gain : float or None
        Of the usable frames (temperature: their mean).
    notes : tuple of str
        What is odd but does no harm to the numbers ("DATE-OBS invalid in 10 frames").
    excluded : tuple of Excluded
        Usable frames that somebody left out; they are not among `frames`.
    series : str
        Id of the series in its folder; empty where no frame can be used.
    all_series : tuple of Series
        All series of the folder, this one too, in the order in which they are listed.
    n_in_folder : int
        Frames in the folder, used or not.
    """

    path: Path
    date: str = ""
    time: str = ""
    object: str = ""
    frames: tuple[FrameInfo, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    health: Health = Health()
    kind: str = ""
    exposure_s: float | None = None
    temperature_c: float | None = None
    gain: float | None = None
    notes: tuple[str, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    series: str = ""
    all_series: tuple[Series, ...] = field(default=(), compare=False, repr=False)
    n_in_folder: int = field(default=0, compare=False)

    @property
    def shape(self) -> tuple[int, int] | None:
        """(ny, nx) of the usable frames."""
        return self.frames[0].shape if self.frames else None

    @property
    def incomplete(self) -> tuple[Skipped, ...]:
        """Frames that end too early: still being written, or cut off."""
        return tuple(frame for frame in self.skipped if frame.incomplete)

    @property
    def others(self) -> tuple[Series, ...]:
        """The folder's other series."""
        return tuple(one for one in self.all_series if one.id != self.series)

    @property
    def elsewhere(self) -> tuple[Skipped, ...]:
        """One sentence for each frame that is of another series."""
        own = next((one for one in self.all_series if one.id == self.series), None)
        return () if own is None else elsewhere(own, self.all_series)

    @property
    def others_words(self) -> str:
        """``5 of 10 frames: 5 others are a series of their own (gain 200)``."""
        said = (*self.health.reasons, *self.notes)
        start = f"{len(self.frames) + len(self.excluded)} of {self.in_folder} frames: "
        return next((one for one in said if one.startswith(start)), "")

    @property
    def in_folder(self) -> int:
        """Frames in the folder, used or not."""
        own = sum(map(len, (self.frames, self.skipped, self.excluded)))
        return max(own, self.n_in_folder)

    @property
    def title(self) -> str:
        """The window's title: ``2024-05-08 / 03_38_48 / Dark30s``; long names cut."""
        parts = [part for part in (self.date, self.time, self.object) if part]
        parts = parts or [self.path.name]
        return " / ".join(shown(part, LONGEST_NAME) for part in parts)

    def same_files(self, before: Session | None) -> bool:
        """Whether it is the same series, with other frames left out."""
        if before is None or not self.is_same_series(before):
            return False
        mine, theirs = (
            {info.place for info in (*s.frames, *(e.info for e in s.excluded))}
            for s in (self, before)
        )
        return mine == theirs and self.excluded != before.excluded

    def is_same_series(self, other: Session) -> bool:
        """Whether both are readings of one series; its id follows its headers."""
        if self.path != other.path:
            return False
        first, theirs = ([f.place for f in one.frames[:1]] for one in (self, other))
        return self.series == other.series or (bool(first) and first == theirs)

    def continues(self, before: Session | None) -> bool:
        """Whether it is the same series, with perhaps more frames at its end."""
        if before is None or not self.is_same_series(before):
            return False
        names = [frame.name for frame in before.frames]
        return names == [frame.name for frame in self.frames[: len(names)]]


def make_sessions(
    path: Path,
    frames: Sequence[FrameInfo],
    *,
    skipped: Sequence[Skipped] = (),
    notes: Sequence[str] = (),
    where: Place | None = None,
    expected: Expected | None = None,
) -> tuple[Session, ...]:
    """All series of one folder, and how sound each is; at least one session.

    Parameters
    ----------
    path : Path
        The folder that holds them.
    frames : sequence of FrameInfo
        All that could be read, in file order.
    skipped : sequence of Skipped
        Those that could not.
    notes : sequence of str
        What else is odd about the folder.
    where : Place, optional
        What the folders say.
    expected : Expected, optional
        What the frames must be; see `expected_only`.
    """
    expected = expected or Expected()
    used, unexpected = expected_only(frames, expected)
    left_out = (*skipped, *unexpected)
    is_look = _is_look(path, frames)
    together = Together.of(series_of(used))
    around = _Surroundings(
        path, where or Place(), left_out, together, expected.frames, tuple(notes),
        is_look=is_look,
    )  # fmt: skip
    found = tuple(_session(series, around) for series in together.series)
    return found or (_session(None, around),)


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What a series does not know by itself."""

    path: Path
    where: Place
    skipped: tuple[Skipped, ...]
    together: Together
    expected: int | None
    notes: tuple[str, ...]
    is_look: bool

    @property
    def total(self) -> int:
        """Frames in the folder."""
        return self.together.n_frames + len(self.skipped)


def _session(series: Series | None, around: _Surroundings) -> Session:
    used, where = series.frames if series else (), around.where
    temperatures = [f.temperature_c for f in used if f.temperature_c is not None]
    others = _others(series, around)
    planned = series is not None and around.together.look_planned(series)
    return Session(
        around.path,
        date=where.date,
        time=where.time,
        object=where.object,
        frames=used,
        skipped=around.skipped,
        health=_health(used, around, "" if planned else others),
        kind=used[0].kind if used else "",
        exposure_s=used[0].exposure_s if used else None,
        temperature_c=sum(temperatures) / len(temperatures) if temperatures else None,
        gain=used[0].gain if used else None,
        notes=(
            *around.notes,
            *((others,) if planned and others else ()),
            *_notes(used),
        ),
        series=series.id if series else "",
        all_series=around.together.series,
        n_in_folder=around.total,
    )


def _others(series: Series | None, around: _Surroundings) -> str:
    if series is None or len(around.together.series) == 1:
        return ""
    words = summary(series, around.together)
    return f"{len(series.frames)} of {around.total} frames: {words}"


def one_series(sessions: Sequence[Session], wanted: str) -> Session:
    """The session of this series, or the first where none is asked for.

    Raises
    ------
    SessionError
        If there is no such series; the text names those that are there.
    """
    for one in sessions:
        if wanted in ("", one.series):
            return one
    ids = ", ".join(one.series for one in sessions if one.series) or "none"
    raise SessionError(
        f"{shown(sessions[0].path.name)} has no series {shown(wanted)}; choose one of: "
        f"{ids}"
    )


def series_or_first(sessions: Sequence[Session], wanted: str) -> Session:
    """The session of this series, or the first where it is not there (any more)."""
    return next((one for one in sessions if one.series == wanted), sessions[0])


def grouped_again(sessions: Sequence[Session], before: Session) -> Session:
    """The series that was read before, after something was said of frames.

    The one of the same id, if it holds any of its frames; else as `read_again`.
    """
    known = {frame.place for frame in before.frames}
    for one in sessions:
        if one.series == before.series and any(f.place in known for f in one.frames):
            return one
    return read_again(sessions, before)


def read_again(sessions: Sequence[Session], before: Session) -> Session:
    """The series that holds the first frame of this one, for an id may change."""
    first = [frame.place for frame in before.frames[:1]]
    for one in sessions:
        if first and first[0] in [frame.place for frame in one.frames]:
            return one
    return series_or_first(sessions, before.series)


def unreadable_session(path: Path, reason: str, *, where: Place) -> Session:
    """A folder that cannot be listed, with the reason as its badge."""
    health = Health("bad", (shown(reason),))
    return Session(path, where.date, where.time, where.object, health=health)


def _is_look(path: Path, frames: Sequence[FrameInfo]) -> bool:
    """Whether one file was opened, and no capture."""
    extensions = [frame.extension for frame in frames if frame.path == path]
    return 0 < len(frames) == len(set(extensions))


def _health(used: Sequence[FrameInfo], around: _Surroundings, others: str) -> Health:
    altered = dict.fromkeys(change for frame in used for change in frame.altered)
    bad = [f"altered by the capture program: {', '.join(altered)}"] if altered else []
    growing = [frame for frame in around.skipped if frame.incomplete]
    left_out = [frame for frame in around.skipped if not frame.incomplete]
    if not used and not growing:
        bad.append("no frame can be used")
    warn = [_growing(growing)] if growing else []
    if left_out:
        warn.append(_skipped(len(used), around.total, left_out))
    if others:
        warn.append(others)
    if around.expected not in (None, len(used)):
        count = f"{len(used)} frame{'' if len(used) == 1 else 's'}"
        warn.append(f"{count}, expected {around.expected}")
    if len(used) == 1 and not around.is_look:
        warn.append("one frame only: a master dark needs at least two")
    warn += _doubts_of_kind(used, is_look=around.is_look)
    warn += _drift(used)
    level = "bad" if bad else "warn" if warn else "ok"
    return Health(level, (*bad, *warn))


def _doubts_of_kind(used: Sequence[FrameInfo], *, is_look: bool) -> list[str]:
    """Contradictions, and kinds that are no darks."""
    counts = Counter(said for frame in used for said in frame.contradictions)
    doubts = [f"{said} in {n} of {len(used)} frames" for said, n in counts.items()]
    first = used[0] if used else None
    if first is None or is_look:
        return doubts
    if first.stack:
        doubts.append(f"{rule_of('stack').said(first)}: not to be combined again")
    elif first.kind not in ("", "dark"):
        doubts.append(_no_darks(first))
    return doubts


def _no_darks(frame: FrameInfo) -> str:
    if frame.kind_found:
        return f"these are {frame.kind} frames, {frame.sources['kind']}, not darks"
    source = frame.sources.get("kind", "")
    who = f"the {source}s say" if source.endswith("name") else "the headers say"
    return f"{who} that these are {frame.kind} frames, not darks"


def _drift(used: Sequence[FrameInfo]) -> list[str]:
    """Of a sensor that nobody holds at one temperature."""
    lowest, highest = _extent(used)
    free = bool(used) and used[0].set_temperature_c is None
    if not free or round(highest - lowest, 6) <= DRIFT_GAP_C:
        return []
    return [f"the temperature drifts from {lowest:g} to {highest:g} °C"]


def _extent(used: Sequence[FrameInfo]) -> tuple[float, float]:
    measured = [f.temperature_c for f in used if f.temperature_c is not None]
    return min(measured, default=0.0), max(measured, default=0.0)


def _growing(frames: Sequence[Skipped]) -> str:
    names = ", ".join(shown(frame.name) for frame in frames[:3])
    more = f" and {len(frames) - 3} more" if len(frames) > 3 else ""
    return f"incomplete, still being written or cut off: {names}{more}"


def _skipped(used: int, total: int, skipped: Sequence[Skipped]) -> str:
    first = skipped[0].reason.removeprefix("frame ").removesuffix(": left out")
    more = f" (and {len(skipped) - 1} more)" if len(skipped) > 1 else ""
    return f"{used} of {total} used: {first}{more}"


def _notes(used: Sequence[FrameInfo]) -> tuple[str, ...]:
    counts = Counter(note for frame in used for note in frame.notes)
    notes = [
        f"{note} in {count} of {len(used)} frames" for note, count in counts.items()
    ]
    if used and all(frame.exposure_s is None for frame in used):
        notes.append("the exposure is unknown")
    if used and not used[0].kind:
        notes.append("nothing says what kind of frames these are: taken as darks")
    lowest, highest = _extent(used)
    if round(highest - lowest, 6) > TEMPERATURE_SPREAD_C:
        notes.append(f"temperature from {lowest:g} to {highest:g} °C")
    return tuple(notes)
