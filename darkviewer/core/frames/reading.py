"""How frames become sessions: what people said of them is taken into account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from darkviewer.core.frames.grouping import Expected

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.frames.session import Session

__all__ = ["AS_FOUND", "Reading"]


def _same_frames(frames: Sequence[FrameInfo]) -> Sequence[FrameInfo]:
    return frames


def _nothing(_folder: Path) -> Expected:
    return Expected()


def _same_session(session: Session) -> Session:
    return session


@dataclass(frozen=True, slots=True)
class Reading:
    """What is done to the frames of each folder, in this order.

    Attributes
    ----------
    kinds : callable
        Gives all frames of a folder the kinds that somebody said they have.
    expected : callable
        What the frames of a folder must be.
    judge : callable
        Gives a series without the frames that somebody left out.
    """

    kinds: Callable[[Sequence[FrameInfo]], Sequence[FrameInfo]] = _same_frames
    expected: Callable[[Path], Expected] = _nothing
    judge: Callable[[Session], Session] = _same_session


AS_FOUND = Reading()
"""Where nobody has said anything."""
