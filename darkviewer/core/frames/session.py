"""The frames of a folder as sessions, one for each series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from darkviewer.core.errors import SessionError
from darkviewer.core.foreign_text import LONGEST_NAME, shown
from darkviewer.core.frames.badge import Health, badge_of, notes_of
from darkviewer.core.frames.folder_names import Place
from darkviewer.core.frames.grouping import Expected, Skipped, expected_only
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
    n_expected : int or None
        Frames that the series must have, where somebody said so.
    """

    path: Path
    date: str = ""
    time: str = ""
    object: str = ""
    frames: tuple[FrameInfo, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    health: Health = field(default_factory=Health)
    kind: str = ""
    exposure_s: float | None = None
    temperature_c: float | None = None
    gain: float | None = None
    notes: tuple[str, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    series: str = ""
    all_series: tuple[Series, ...] = field(default=(), compare=False, repr=False)
    n_in_folder: int = field(default=0, compare=False)
    n_expected: int | None = field(default=None, compare=False)

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
        health=badge_of(
            used,
            skipped=around.skipped,
            total=around.total,
            expected=around.expected,
            others="" if planned else others,
            is_look=around.is_look,
        ),
        kind=used[0].kind if used else "",
        exposure_s=used[0].exposure_s if used else None,
        temperature_c=sum(temperatures) / len(temperatures) if temperatures else None,
        gain=used[0].gain if used else None,
        notes=(
            *around.notes,
            *((others,) if planned and others else ()),
            *notes_of(used),
        ),
        series=series.id if series else "",
        all_series=around.together.series,
        n_in_folder=around.total,
        n_expected=around.expected,
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
