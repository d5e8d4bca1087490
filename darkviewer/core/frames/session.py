"""Frames grouped into a capture, and what disagrees among them, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from darkviewer.core.foreign_text import LONGEST_NAME, shown
from darkviewer.core.frames.folder_names import Place
from darkviewer.core.frames.grouping import Expected, Skipped, confirm

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo

__all__ = [
    "Excluded",
    "Expected",
    "Health",
    "Session",
    "Skipped",
    "confirm",
    "make_session",
    "unreadable_session",
]

TEMPERATURE_SPREAD_C = 0.5
"""Sensors report two quantised values in one series; more than this is worth a note."""


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

    def doubted(self, notes: Sequence[str]) -> Health:
        """The same with what a run found out, the first of several in full."""
        if not notes:
            return self
        more = f" (and {len(notes) - 1} more)" if len(notes) > 1 else ""
        level = "warn" if self.level == "ok" else self.level
        return Health(level, (*self.reasons, notes[0] + more))


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
    """One capture: the frames of one folder that belong together.

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
        Frames that disagree with the majority or cannot be read.
    health : Health
        What a reviewer must know before trusting the numbers.
    kind : str
        What the frames are, by folder name, OBJECT, then IMAGETYP.
    exposure_s, temperature_c, gain : float or None
        Of the usable frames (temperature: their mean).
    notes : tuple of str
        What is odd but does no harm to the numbers ("DATE-OBS invalid in 10 frames").
    excluded : tuple of Excluded
        Usable frames that somebody left out; they are not among `frames`.
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

    @property
    def shape(self) -> tuple[int, int] | None:
        """(ny, nx) of the usable frames."""
        return self.frames[0].shape if self.frames else None

    @property
    def incomplete(self) -> tuple[Skipped, ...]:
        """Frames that end too early: still being written, or cut off."""
        return tuple(frame for frame in self.skipped if frame.incomplete)

    @property
    def title(self) -> str:
        """The window's title: ``2024-05-08 / 03_38_48 / Dark30s``; long names cut."""
        parts = [part for part in (self.date, self.time, self.object) if part]
        parts = parts or [self.path.name]
        return " / ".join(shown(part, LONGEST_NAME) for part in parts)

    def same_files(self, before: Session | None) -> bool:
        """Whether it is the same capture, with other frames left out."""
        if before is None or before.path != self.path:
            return False
        mine, theirs = (
            {info.place for info in (*s.frames, *(e.info for e in s.excluded))}
            for s in (self, before)
        )
        return mine == theirs and self.excluded != before.excluded

    def continues(self, before: Session | None) -> bool:
        """Whether it is the same capture, with perhaps more frames at its end."""
        if before is None or before.path != self.path:
            return False
        names = [frame.name for frame in before.frames]
        return names == [frame.name for frame in self.frames[: len(names)]]


def make_session(
    path: Path,
    frames: Sequence[FrameInfo],
    *,
    skipped: Sequence[Skipped] = (),
    notes: Sequence[str] = (),
    where: Place | None = None,
    expected: Expected | None = None,
) -> Session:
    """Confirm the frames of one folder and say how sound they are.

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
        See `confirm`.
    """
    where = where or Place()
    used, disagreeing = confirm(frames, expected)
    all_skipped = (*skipped, *disagreeing)
    temperatures = [f.temperature_c for f in used if f.temperature_c is not None]
    return Session(
        path=path,
        date=where.date,
        time=where.time,
        object=where.object,
        frames=used,
        skipped=all_skipped,
        health=_health(used, all_skipped, a_look=_is_look(path, frames)),
        kind=next((f.kind for f in used if f.kind), ""),
        exposure_s=next((f.exposure_s for f in used if f.exposure_s is not None), None),
        temperature_c=sum(temperatures) / len(temperatures) if temperatures else None,
        gain=next((f.gain for f in used if f.gain is not None), None),
        notes=(*notes, *_notes(used)),
    )


def unreadable_session(path: Path, reason: str, *, where: Place) -> Session:
    """A folder that cannot be listed, with the reason as its badge."""
    health = Health("bad", (shown(reason),))
    return Session(path, where.date, where.time, where.object, health=health)


def _is_look(path: Path, frames: Sequence[FrameInfo]) -> bool:
    """Whether one file was opened, and no capture."""
    return [frame.path for frame in frames] == [path]


def _health(
    used: Sequence[FrameInfo], skipped: Sequence[Skipped], *, a_look: bool
) -> Health:
    altered = dict.fromkeys(change for frame in used for change in frame.altered)
    bad = [f"altered by the capture program: {', '.join(altered)}"] if altered else []
    growing = [frame for frame in skipped if frame.incomplete]
    others = [frame for frame in skipped if not frame.incomplete]
    if not used and not growing:
        bad.append("no frame can be used")
    warn = [_growing(growing)] if growing else []
    if others:
        warn.append(_skipped(len(used), len(used) + len(skipped), others))
    if len(used) == 1 and not a_look:
        warn.append("one frame only: a master dark needs at least two")
    kind = next((frame.kind for frame in used if frame.kind), "")
    if kind not in ("", "dark") and not a_look:
        warn.append(f"the headers say that these are {kind} frames, not darks")
    level = "bad" if bad else "warn" if warn else "ok"
    return Health(level, (*bad, *warn))


def _growing(frames: Sequence[Skipped]) -> str:
    names = ", ".join(shown(frame.name) for frame in frames[:3])
    more = f" and {len(frames) - 3} more" if len(frames) > 3 else ""
    return f"incomplete, still being written or cut off: {names}{more}"


def _skipped(used: int, total: int, skipped: Sequence[Skipped]) -> str:
    first = skipped[0].reason.removeprefix("frame ").removesuffix(": skipped")
    more = f" (and {len(skipped) - 1} more)" if len(skipped) > 1 else ""
    return f"{used} of {total} used: {first}{more}"


def _notes(used: Sequence[FrameInfo]) -> tuple[str, ...]:
    counts = Counter(note for frame in used for note in frame.notes)
    notes = [
        f"{note} in {count} of {len(used)} frames" for note, count in counts.items()
    ]
    if used and all(frame.exposure_s is None for frame in used):
        notes.append("the exposure is unknown")
    set_points = {f.set_temperature_c for f in used} - {None}
    measured = [f.temperature_c for f in used if f.temperature_c is not None]
    spread = max(measured, default=0.0) - min(measured, default=0.0)
    if len(set_points) > 1 or round(spread, 6) > TEMPERATURE_SPREAD_C:
        notes.append(f"temperature from {min(measured):g} to {max(measured):g} °C")
    return tuple(notes)
