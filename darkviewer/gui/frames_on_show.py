"""Frames that can be looked at: those of the master first, then those left out.

Numbers of frames count the master's alone, as tables and files do; a frame that was
left out keeps its place in the strip, and has a cross in place of a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.exclusion import all_frames

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.frames.session import Session

__all__ = ["EXCLUDED_VIEWS", "FramesOnShow", "frames_on_show"]

EXCLUDED_VIEWS = ("show", "step over", "hide")
"""What stepping and strip do with frames that were left out."""


@dataclass(frozen=True, slots=True)
class FramesOnShow:
    """Frames by the index that all parts of the window use.

    Attributes
    ----------
    names : tuple of str
        Of all frames; those left out come last.
    infos : tuple of FrameInfo or None
        What is known of each.
    used : int
        How many are in the master, or will be.
    reasons : tuple of str
        Why each of the others was left out.
    by_hand : int
        How many of the others somebody left out; they come before copies.
    order : tuple of int
        All of them in file order.
    """

    names: tuple[str, ...] = ()
    infos: tuple[FrameInfo | None, ...] = ()
    used: int = 0
    reasons: tuple[str, ...] = ()
    by_hand: int = 0
    order: tuple[int, ...] = ()

    def excluded(self, frame: int) -> bool:
        """Whether it is not in the master."""
        return self.used <= frame < len(self.names)

    def copied(self, frame: int) -> bool:
        """Whether it is left out because another one has the same pixels."""
        return self.excluded(frame) and frame >= self.used + self.by_hand

    def reason(self, frame: int) -> str:
        """Why it was left out; empty for a frame of the master."""
        return self.reasons[frame - self.used] if self.excluded(frame) else ""

    def words(self, frame: int) -> str:
        """``frame 6``, or the name of one that has no number."""
        return (
            shown(self.names[frame]) if self.excluded(frame) else f"frame {frame + 1}"
        )

    def in_view(self, view: str) -> tuple[int, ...]:
        """Those the strip shows, in file order."""
        if view != "hide":
            return self.order
        return tuple(frame for frame in self.order if frame < self.used)

    def beside(self, frame: int, by: int, *, view: str, around: bool = False) -> int:
        """The frame some steps on or back, in file order.

        Parameters
        ----------
        frame : int
            From where.
        by : int
            How many steps; beyond an end means the end.
        view : str
            One of `EXCLUDED_VIEWS`.
        around : bool
            Beyond an end comes the other one.
        """
        allowed = self.order if view == "show" else self.in_view("hide")
        if not allowed or not by:
            return frame
        place = {index: place for place, index in enumerate(self.order)}
        here = place.get(frame, 0)
        before = sum(place[index] < here for index in allowed)
        start = before if by < 0 or frame in allowed else before - 1
        wanted = start + by
        if around:
            return allowed[wanted % len(allowed)]
        return allowed[max(0, min(wanted, len(allowed) - 1))]

    def index_of(self, wanted: FrameInfo | None) -> int:
        """The frame that lies where another one does; the first where none does."""
        place = None if wanted is None else wanted.place
        found = (i for i, info in enumerate(self.infos) if info and info.place == place)
        return next(found, 0)


def frames_on_show(
    session: Session | None, calibration: Calibration | None
) -> FramesOnShow:
    """Of a session, and of its calibration once there is one."""
    known = () if session is None else session.frames
    by_hand = () if session is None else session.excluded
    left_out = [(item.info, item.reason) for item in by_hand]
    if calibration is None:
        used: tuple[FrameInfo | None, ...] = known
        names = tuple(info.name for info in known)
    else:
        by_name: Mapping[str, FrameInfo] = {info.name: info for info in known}
        names = tuple(source.name for source in calibration.used)
        used = tuple(by_name.get(name) for name in names)
        left_out += [
            (by_name[item.name], f"the same as {shown(item.copy_of)}")
            for item in calibration.skipped
            if item.copy_of and item.name in by_name
        ]
    infos = (*used, *(info for info, _ in left_out))
    order = tuple(range(len(infos)))
    if session is not None and left_out:
        files = {info.place: n for n, info in enumerate(all_frames(session))}
        where = [n if i is None else files[i.place] for n, i in enumerate(infos)]
        order = tuple(sorted(order, key=where.__getitem__))
    return FramesOnShow(
        names=(*names, *(info.name for info, _ in left_out)),
        infos=infos,
        used=len(used),
        reasons=tuple(reason for _, reason in left_out),
        by_hand=len(by_hand),
        order=order,
    )
