"""The badge of a session: how sound its headers are, and what is odd, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.grouping import DRIFT_GAP_C, Skipped, rule_of

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo

__all__ = ["Health", "badge_of", "notes_of"]

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


def badge_of(
    used: Sequence[FrameInfo],
    *,
    skipped: Sequence[Skipped],
    total: int,
    expected: int | None,
    others: str,
    is_look: bool,
) -> Health:
    """How sound one series of a folder is.

    Parameters
    ----------
    used : sequence of FrameInfo
        Its frames.
    skipped : sequence of Skipped
        Frames of the folder that are of no series.
    total : int
        Frames in the folder.
    expected : int or None
        How many frames the series must have.
    others : str
        What is to be said of the folder's other series; empty: nothing.
    is_look : bool
        Whether one file was opened, and no capture.
    """
    altered = dict.fromkeys(change for frame in used for change in frame.altered)
    bad = [f"altered by the capture program: {', '.join(altered)}"] if altered else []
    growing = [frame for frame in skipped if frame.incomplete]
    left_out = [frame for frame in skipped if not frame.incomplete]
    if not used and not growing:
        bad.append("no frame can be used")
    warn = [_growing(growing)] if growing else []
    if left_out:
        warn.append(_left_out(len(used), total, left_out))
    if others:
        warn.append(others)
    if expected not in (None, len(used)):
        count = f"{len(used)} frame{'' if len(used) == 1 else 's'}"
        warn.append(f"{count}, expected {expected}")
    if len(used) == 1 and not is_look:
        warn.append("one frame only: a master dark needs at least two")
    warn += _doubts_of_kind(used, is_look=is_look)
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


def _left_out(used: int, total: int, skipped: Sequence[Skipped]) -> str:
    first = skipped[0].reason.removeprefix("frame ").removesuffix(": left out")
    more = f" (and {len(skipped) - 1} more)" if len(skipped) > 1 else ""
    return f"{used} of {total} used: {first}{more}"


def notes_of(used: Sequence[FrameInfo]) -> tuple[str, ...]:
    """What is odd about the frames of a series but does no harm to the numbers."""
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
