"""Frames left out by people, found again by their pixels wherever the files went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import FrameError
from darkviewer.core.frames.copies import sample
from darkviewer.core.frames.exclusion import all_frames, without
from darkviewer.runs.session import calibrated

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration, CalibrationRequest
    from darkviewer.core.frames.frame import FrameInfo, FrameSource, Place
    from darkviewer.core.frames.session import Session
    from darkviewer.core.opinions.events import Opinion
    from darkviewer.core.progress import Job
    from darkviewer.storage.opinions.measurements import Measurements

__all__ = [
    "Contents",
    "Effect",
    "content_of",
    "judged",
    "recalculated",
    "said_of",
]


class Contents:
    """Content hashes of frames; a file of known size and time is not read again.

    Parameters
    ----------
    kept : Measurements or None
        Where they are kept beyond this run.
    """

    def __init__(self, kept: Measurements | None = None) -> None:
        self._kept = kept
        self._known: dict[tuple[Place, int, int], str] = {}
        self._rows: dict[tuple[Place, int, int], str] = {}

    def at_hand(self, info: FrameInfo) -> str | None:
        """The hash of a frame, where it need not be read for it."""
        found = self._known.get(info.version)
        if found is None and self._kept is not None:
            found = self._kept.content_of(info)
        if found is not None:
            self._known[info.version] = found
        return found

    def of(self, info: FrameInfo) -> str:
        """The hash of a frame.

        Raises
        ------
        FrameError
            If it cannot be read.
        """
        found = self.at_hand(info)
        if found is None:
            found = self._known[info.version] = _hash(info)
            if self._kept is not None:
                self._kept.note_content(info, found)
        return found

    def rows_of(self, info: FrameInfo) -> str:
        """Hash of a few rows; frames that differ here differ. Empty: unreadable."""
        found = self._rows.get(info.version)
        if found is None:
            rows = sample(_frame(info))
            found = "" if rows is None else sha256(rows).hexdigest()
            self._rows[info.version] = found
        return found


def _frame(info: FrameInfo) -> FrameSource:
    from darkviewer.storage.fits.frame import FitsFrame

    return FitsFrame(info)


def _hash(info: FrameInfo) -> str:
    from darkviewer.core.frames.content_hash import content_hash

    return content_hash(_frame(info))


def said_of(info: FrameInfo, reason: str) -> dict[str, Any]:
    """What is kept of an exclusion: enough to know which frames to compare with."""
    ny, nx = info.shape
    return {"reason": reason, "name": info.name, "shape": [ny, nx], "dtype": info.dtype}


def judged(session: Session, held: Iterable[Opinion], contents: Contents) -> Session:
    """The session without the frames that opinions leave out.

    Frames are read only where some opinion is about a frame of their shape and type,
    and in full only where a few rows are those of such a frame.
    """
    reasons: dict[str, str] = {}
    rows: dict[tuple[Any, Any], set[str]] = {}
    for said in held:
        value = said.value or {}
        reasons[said.subject] = str(value.get("reason", ""))
        kind = tuple(value.get("shape", ())), value.get("dtype")
        rows.setdefault(kind, set()).add(str(value.get("rows", "")))
    found: dict[Place, str] = {}
    for info in all_frames(session):
        known = rows.get((info.shape, info.dtype))
        content = None if known is None else contents.at_hand(info)
        if known is not None and content is None and _may_be_of(info, known, contents):
            content = content_of(info, contents)
        if content in reasons:
            found[info.place] = reasons[content]
    return without(session, found) if found or session.excluded else session


def _may_be_of(info: FrameInfo, known: set[str], contents: Contents) -> bool:
    """Of some frames that people left out the rows were not kept."""
    return "" in known or contents.rows_of(info) in known


def content_of(info: FrameInfo, contents: Contents) -> str:
    """The hash of a frame; empty where it cannot be read."""
    try:
        return contents.of(info)
    except FrameError:  # the calibration says why
        return ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What leaving out or taking back frames did.

    Attributes
    ----------
    method : str
        Of the master.
    n : int
        Frames in it now.
    level_adu : float
        Its median, minus that of the master before.
    leaders : int
        Leaders now, minus those before.
    """

    method: str
    n: int
    level_adu: float
    leaders: int

    @property
    def words(self) -> str:
        """``median of 9; level -0.3 ADU; 12 leaders fewer``."""
        level = f"level {self.level_adu:+.1f} ADU".replace("-", "−")
        if not round(self.level_adu, 1):
            level = "same level"
        return f"{self.method} of {self.n}; {level}; {self._leaders_words}"

    @property
    def _leaders_words(self) -> str:
        if not self.leaders:
            return "as many leaders"
        more = "fewer" if self.leaders < 0 else "more"
        plural = "leader" if abs(self.leaders) == 1 else "leaders"
        return f"{abs(self.leaders):,} {plural} {more}"


def recalculated(
    request: CalibrationRequest, before: Calibration
) -> Job[tuple[Calibration, Effect]]:
    """Calibrate again, and compare with the result before."""
    found = yield from calibrated(request)
    return found, _effect(before, found)


def _effect(before: Calibration, now: Calibration) -> Effect:
    parameters = now.request.parameters
    level_e = now.master.median_e(parameters) - before.master.median_e(parameters)
    leaders = [c.selection.table(parameters).leaders.sum() for c in (now, before)]
    return Effect(
        now.master.method,
        now.master.n,
        level_e / parameters.scale,
        int(leaders[0] - leaders[1]),
    )
