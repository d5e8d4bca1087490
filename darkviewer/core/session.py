"""Frames grouped into a capture, and what disagrees among them, in words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from darkviewer.core.frame import FrameInfo

__all__ = ["Health", "Session", "Skipped"]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A frame left out, and why: one sentence with file, found and expected."""

    name: str
    reason: str


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

    @property
    def shape(self) -> tuple[int, int] | None:
        """(ny, nx) of the usable frames."""
        return self.frames[0].shape if self.frames else None

    @property
    def title(self) -> str:
        """What stands in the window's title: ``2024-05-08 / 03_38_48 / Dark30s``."""
        parts = [part for part in (self.date, self.time, self.object) if part]
        return " / ".join(parts) or self.path.name
