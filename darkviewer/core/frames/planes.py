"""Planes along the third axis of an image: frames of a series, or something else.

A camera that saves a series as one file, a colour picture and a spectral cube all have
three axes. The cards decide:

- an axis that its CTYPE3 calls a colour, a wavelength, a velocity or the like holds no
  frames, however many planes there are;
- up to four planes with a card that speaks of colour are a colour picture;
- three planes are one unless a card says that they are a series, because most programs
  that save a colour picture say nothing;
- everything else is a series of frames.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from darkviewer.core.frames.card_values import CardValue, instant, number

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo

__all__ = ["FrameFile", "PlaneTimes", "are_frames", "plane_times"]

PlaneTimes = tuple[datetime, float, str]

_MOST_COLOURS = 4
_USUAL_COLOURS = 3
_COLOUR_CARDS = ("COLORSPC", "COLORTYP", "COLORTYPE", "COLOURTYP", "CSPACE")
_COLOUR_WORDS = ("RGB", "COLOR", "COLOUR", "CMYK", "XYZ", "LAB")
_OTHER_AXES = (
    *("RGB", "COLOR", "COLOUR", "BAND", "CHANNEL", "FILTER", "STOKES"),
    *("FREQ", "ENER", "WAVN", "WAVE", "AWAV", "VRAD", "VOPT", "ZOPT", "VELO", "VEL"),
    *("BETA", "FELO", "LAMBDA", "SPEC", "LINEAR"),
)
"""Beginnings of CTYPE3 that are not time: colours, polarisation, the spectral axes of
the standard (FITS 4.0, table 25) and what spectrographs write."""
_TIME_AXES = ("TIME", "UTC", "TAI", "TT", "FRAME", "EXPOS", "SEQ", "INDEX", "PLANE")
_COUNTS = ("NUMKIN", "NFRAMES", "NUMFRAME", "NUMEXP", "NIMAGES", "NDIT", "SERIES")
"""Cards in which drivers say how many frames the file has."""
_CADENCES = ("KCT", "CYCLETIM", "CYCLETIME", "CYCTIME")
"""Seconds from one frame to the next: Andor's kinetic cycle time and its like."""
_STARTS = ("DATE-BEG", "DATE-OBS")
_LONGEST_S = 1e6


def are_frames(cards: Mapping[str, CardValue], planes: int) -> bool:
    """Whether the planes of an image are frames of a series.

    Parameters
    ----------
    cards : mapping
        Keyword in capitals -> value, of the image and of the primary HDU.
    planes : int
        Along the third axis; one is a frame.
    """
    axis = _word(cards, "CTYPE3")
    if axis.startswith(_TIME_AXES):
        return True
    if axis.startswith(_OTHER_AXES):
        return False
    if planes > _MOST_COLOURS:
        return True
    said = " ".join(_word(cards, key) for key in _COLOUR_CARDS)
    if any(word in said for word in _COLOUR_WORDS):
        return False
    if planes != _USUAL_COLOURS:
        return True
    return any(type(cards.get(key)) is int and cards[key] == planes for key in _COUNTS)


def plane_times(cards: Mapping[str, CardValue]) -> PlaneTimes | None:
    """When a series began, its cadence in seconds, and the cards that say so.

    None where the header does not say both: the times of planes are not guessed.
    """
    cadence = next((key for key in _CADENCES if key in cards), "")
    start = next((key for key in _STARTS if key in cards), "")
    try:
        seconds = number(cards[cadence])
        began = instant(cards[start])
    except (KeyError, ValueError, OverflowError):
        return None
    if not 0 < seconds < _LONGEST_S:
        return None
    return began, seconds, f"{start} and {cadence}"


@dataclass(frozen=True, slots=True)
class FrameFile:
    """The frames of one file, kept small however many they are.

    Attributes
    ----------
    images : tuple of FrameInfo
        One, or one for each amplifier or chip, as the header describes it.
    planes : int
        Frames of a series in each image; 1 when it is no cube.
    times : tuple or None
        From `plane_times`.
    others : int
        Images that are no frames: masks, uncertainties, thumbnails.
    """

    images: tuple[FrameInfo, ...]
    planes: int = 1
    times: PlaneTimes | None = None
    others: int = 0

    @property
    def count(self) -> int:
        """Frames in all images."""
        return len(self.images) * self.planes

    def frames(self) -> Iterator[FrameInfo]:
        """All frames, image after image, each in the order of its planes."""
        for info in self.images:
            if self.planes == 1:
                yield info
            else:
                for plane in range(1, self.planes + 1):
                    yield self._plane(info, plane)

    def _plane(self, info: FrameInfo, plane: int) -> FrameInfo:
        sources = {name: card for name, card in info.sources.items() if name != "time"}
        moment = None
        if self.times is not None:
            began, cadence_s, cards = self.times
            with suppress(OverflowError):  # beyond the year 9999
                moment = began + timedelta(seconds=(plane - 1) * cadence_s)
                sources["time"] = cards
        return replace(info, plane=plane, time=moment, sources=sources)


def _word(cards: Mapping[str, CardValue], key: str) -> str:
    return str(cards.get(key, "")).strip().upper()
