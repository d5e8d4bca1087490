"""What the header and the file name of a master say about the frames behind it.

A quantity on which the frames disagree is not written: no frame had their mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.exposure_span import first_start, last_end

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.frames.session import Session

__all__ = [
    "Card",
    "ascii_text",
    "cards_of_frames",
    "file_name",
    "frames_used",
    "is_master_name",
    "mask_name",
    "master_kind",
    "master_name",
    "origin_of",
    "sensor_name",
]

Card = tuple[str, Any, str]

_MASTER_NAME = re.compile(r"(Master[A-Z][A-Za-z]*|SensorMap|BadPixels)_")

WIDEST_TEMPERATURES_C = 1.0
"""Frames that differ by more were not taken at one temperature."""

_LONGEST_CAMERA = 40
"""Characters in the file name: a name has at most 255 bytes."""


def frames_used(calibration: Calibration, session: Session) -> tuple[FrameInfo, ...]:
    """The frames of the session that went into the master."""
    used = {source.name for source in calibration.used}
    return tuple(frame for frame in session.frames if frame.name in used)


def origin_of(frames: Sequence[FrameInfo]) -> tuple[int, int]:
    """Column and row of their region on the sensor; 0 and 0 where no header says it."""
    return next((f.region for f in frames if f.region is not None), (0, 0))


def master_kind(frames: Sequence[FrameInfo]) -> str:
    """``"Master Dark"``, ``"Master Bias"`` and so on, by what went in.

    ``"Master Frame"`` where nothing tells the kind or several kinds went in.
    """
    kind = _common(frames, "kind") or "frame"
    return f"Master {kind.removeprefix('master ').title()}"


def master_name(calibration: Calibration, session: Session, moment: datetime) -> str:
    """``MasterDark_<camera>_<image>_<exp>s_g<gain>_<temp>C_N<n>_<method>_<UTC>.fits``.

    Of other kinds ``MasterBias_`` and so on. What is not known is left out, and a long
    name of a camera is cut. The image is that of files that hold several. The
    temperature is the middle one of those measured.
    """
    frames = frames_used(calibration, session)
    parts = [master_kind(frames).replace(" ", "")]
    parts += [_in_name(_common(frames, field)) for field in ("camera", "extension")]
    exposure, gain = _common(frames, "exposure_s"), _common(frames, "gain")
    if exposure is not None:
        parts.append(f"{exposure:g}s")
    if gain is not None:
        parts.append(f"g{gain:g}")
    measured = _one_temperature(frames)
    if measured:
        parts.append(f"{round(measured[(len(measured) - 1) // 2], 1):g}C")
    master = calibration.master
    parts += [f"N{master.n}", master.method, f"{moment:%Y%m%dT%H%M%SZ}"]
    return "_".join(part for part in parts if part) + ".fits"


def file_name(name: str, session: Session, moment: datetime) -> str:
    """``Candidates_<date>_<time>_<object>_<series>_<UTC>.ecsv`` of ``Candidates.ecsv``.

    The series where the folder holds several; what is not known is left out. Where
    nothing is, the folder has its name there.
    """
    stem, _, ending = name.partition(".")
    series = session.series if session.others else ""
    known = session.date, session.time, session.object
    words = (*(known if any(known) else (session.path.name,)), series)
    plain = (re.sub(r"[^\w.-]+", "-", w, flags=re.ASCII).strip("-") for w in words)
    parts = [stem, *(w[:_LONGEST_CAMERA] for w in plain), f"{moment:%Y%m%dT%H%M%SZ}"]
    return f"{'_'.join(part for part in parts if part)}.{ending}"


def sensor_name(calibration: Calibration, session: Session, moment: datetime) -> str:
    """The same for the map of a sensor: ``SensorMap_<camera>_..._<UTC>.fits``."""
    _, rest = master_name(calibration, session, moment).split("_", 1)
    return f"SensorMap_{rest}"


def mask_name(calibration: Calibration, session: Session, moment: datetime) -> str:
    """The same for its bad pixels: ``BadPixels_<camera>_..._<UTC>.fits``."""
    _, rest = master_name(calibration, session, moment).split("_", 1)
    return f"BadPixels_{rest}"


def _in_name(words: str | None) -> str:
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", words or "")
    return plain[:_LONGEST_CAMERA].strip("-")


def is_master_name(name: str) -> bool:
    """Whether a file is called as `master_name` calls them, or as maps of sensors."""
    return _MASTER_NAME.match(name) is not None


def cards_of_frames(frames: Sequence[FrameInfo]) -> Iterator[Card]:
    """Cards that all frames agree on; the value is None or empty where none is told."""
    yield "EXPTIME", _common(frames, "exposure_s"), "[s] of one frame"
    measured = _one_temperature(frames)
    if measured:
        mean = round(sum(measured) / len(measured), 3)
        yield "CCD-TEMP", mean, "[C] mean of the frames"
    for key, field, words in _COMMON:
        value = _common(frames, field)
        yield key, ascii_text(value) if isinstance(value, str) else value, words
    for axis, place in zip("XY", _common(frames, "binning") or (), strict=False):
        yield f"{axis}BINNING", place, "binning factor"
    for axis, place in zip("XY", _common(frames, "region") or (), strict=False):
        yield f"{axis}ORGSUBF", place, "[px] origin of the region on the sensor"
    for key, moment, words in (
        ("DATE-OBS", first_start(frames), "[UTC] start of the first frame"),
        ("DATE-END", last_end(frames), "[UTC] end of the last frame"),
    ):
        yield key, moment.isoformat() if moment else None, words


_COMMON = (
    ("SET-TEMP", "set_temperature_c", "[C] set point"),
    ("GAIN", "gain", "driver's setting"),
    ("OFFSET", "offset", "driver's setting"),
    ("INSTRUME", "camera", "camera"),
    ("CAMID", "camera_id", "serial number of the camera"),
    ("TELESCOP", "telescope", "telescope"),
    ("ISOSPEED", "iso", "driver's setting"),
    ("FILTER", "filter", "filter"),
    ("READOUTM", "readout_mode", "read-out mode"),
    ("READMODE", "readout_mode", "read-out mode"),
    ("ROWORDER", "row_order", "order of the rows"),
)
"""Card, field of the frames, comment."""


def ascii_text(text: str, limit: int = 48) -> str:
    """FITS holds printable ASCII only; anything else is spelt as its code point."""
    plain = shown(text).encode("ascii", "backslashreplace").decode("ascii")
    return plain[:limit].strip()


def _common(frames: Sequence[FrameInfo], field: str) -> Any:
    """What all frames say; None where they disagree or there are none."""
    values = [getattr(frame, field) for frame in frames]
    return values[0] if values and all(v == values[0] for v in values) else None


def _one_temperature(frames: Sequence[FrameInfo]) -> list[float]:
    """Measured temperatures, ascending; none where they are not about the same."""
    known = sorted(f.temperature_c for f in frames if f.temperature_c is not None)
    narrow = bool(known) and known[-1] - known[0] <= WIDEST_TEMPERATURES_C
    return known if narrow else []
