"""Frames left out by people, found again by their pixels wherever the files went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import FrameError
from darkviewer.core.frames.exclusion import all_frames, without
from darkviewer.runs.session import calibrated

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration, CalibrationRequest
    from darkviewer.core.frames.frame import FrameInfo, Place
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

    def of(self, info: FrameInfo) -> str:
        """The hash of a frame.

        Raises
        ------
        FrameError
            If it cannot be read.
        """
        key = info.version
        found = self._known.get(key)
        if found is None and self._kept is not None:
            found = self._kept.content_of(info)
        if found is None:
            found = _hash(info)
            if self._kept is not None:
                self._kept.note_content(info, found)
        self._known[key] = found
        return found


def _hash(info: FrameInfo) -> str:
    from darkviewer.core.frames.content_hash import content_hash
    from darkviewer.storage.fits.frame import FitsFrame

    return content_hash(FitsFrame(info))


def said_of(info: FrameInfo, reason: str) -> dict[str, Any]:
    """What is kept of an exclusion: enough to know which frames to compare with."""
    ny, nx = info.shape
    return {"reason": reason, "name": info.name, "shape": [ny, nx], "dtype": info.dtype}


def judged(session: Session, held: Iterable[Opinion], contents: Contents) -> Session:
    """The session without the frames that opinions leave out.

    Frames are read only where some opinion is about a frame of their shape and type.
    """
    reasons, kinds = {}, set()
    for said in held:
        value = said.value or {}
        reasons[said.subject] = str(value.get("reason", ""))
        kinds.add((tuple(value.get("shape", ())), value.get("dtype")))
    found: dict[Place, str] = {}
    for info in all_frames(session):
        if (info.shape, info.dtype) in kinds:
            content = content_of(info, contents)
            if content in reasons:
                found[info.place] = reasons[content]
    return without(session, found) if found or session.excluded else session


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
