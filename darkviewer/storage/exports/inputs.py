"""The frames behind a file: which were used, which not and why, and their hashes.

One record for every file that leaves the program: a table of FITS files, a list of
plain values in all others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from darkviewer.core.calibration.band_pool import over_bands
from darkviewer.core.calibration.pipeline import processors
from darkviewer.core.errors import FrameError
from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.exposure_span import span
from darkviewer.storage.exports.master_cards import ascii_text
from darkviewer.storage.fits.file_hashes import file_hashes

if TYPE_CHECKING:
    from pathlib import Path

    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.frame import FrameInfo, Place
    from darkviewer.core.frames.session import Session, Skipped
    from darkviewer.core.progress import Job

__all__ = ["BY_HAND", "Input", "input_document", "input_table", "inputs"]

BY_HAND = "left out by hand: "
"""How the reason of a frame begins that somebody left out."""

_LONGEST = 200
"""Characters of a name or a reason in FITS."""


@dataclass(frozen=True, slots=True)
class Input:
    """One frame of the session.

    Attributes
    ----------
    name : str
        Of the frame: its file, and its place in it where that holds several.
    size_bytes : int
        Of the file.
    sha256 : str
        Of the file; empty where it could not be read, or changed since.
    pixels_sha256 : str
        Of the decoded pixels, see `ContentHash`: by this opinions know a frame.
    started, ended : str
        UTC as ISO 8601, from the time and the exposure of the header; empty unknown.
    used : bool
        Whether it is in the master.
    reason : str
        Why it is not.
    """

    name: str
    size_bytes: int = 0
    sha256: str = ""
    pixels_sha256: str = ""
    started: str = ""
    ended: str = ""
    used: bool = False
    reason: str = ""


def inputs(calibration: Calibration | None, session: Session) -> Job[tuple[Input, ...]]:
    """List the session's frames with the hashes of those that can be read.

    Used ones first, in the order of the master; where there is none, all that nobody
    left out. Every file is read once more, once for all hashes.
    """
    known = {frame.name: frame for frame in session.frames}
    skipped: Sequence[Skipped] = session.skipped
    used = list(known)
    if calibration is not None:
        skipped = (*skipped, *calibration.skipped)
        used = [source.name for source in calibration.used]
    rows: list[tuple[Input, FrameInfo | None]] = [
        (Input(name, used=True), known.get(name)) for name in used
    ]
    rows += [(Input(s.name, reason=s.reason), known.get(s.name)) for s in skipped]
    rows += [
        (Input(item.info.name, reason=f"{BY_HAND}{item.reason}"), item.info)
        for item in session.excluded
    ]
    hashes = yield from _hashes([info for _, info in rows if info is not None])
    return tuple(_complete(row, info, hashes) for row, info in rows)


def _hashes(infos: Sequence[FrameInfo]) -> Job[dict[Place, tuple[str, str]]]:
    files: dict[Path, list[FrameInfo]] = {}
    for info in infos:
        files.setdefault(info.path, []).append(info)
    stop = Event()
    found = yield from over_bands(
        partial(_of_file, stopped=stop.is_set),
        list(files.values()),
        stage="Hashing the frames",
        threads=processors(),
        stop=stop,
    )
    return {
        info.place: hashes
        for frames, of_frames in zip(files.values(), found, strict=True)
        for info, hashes in zip(frames, of_frames, strict=True)
    }


def _of_file(
    frames: Sequence[FrameInfo], *, stopped: Callable[[], bool]
) -> list[tuple[str, str]]:
    try:
        found = file_hashes(frames, stopped=stopped)
    except FrameError:  # it vanished after the calibration: the master is still good
        return [("", "")] * len(frames)
    return [(found.file, pixels) for pixels in found.pixels]


def _complete(
    row: Input, info: FrameInfo | None, hashes: dict[Place, tuple[str, str]]
) -> Input:
    if info is None:
        return row
    started, ended = (moment.isoformat() if moment else "" for moment in span(info))
    file, pixels = hashes[info.place]
    return Input(
        row.name, info.size_bytes, file, pixels, started, ended, row.used, row.reason
    )


def input_document(rows: Sequence[Input]) -> list[dict[str, Any]]:
    """The frames as plain values, for JSON and the metadata of tables."""
    return [
        asdict(row) | {"name": shown(row.name), "reason": shown(row.reason)}
        for row in rows
    ]


def input_table(fits: Any, rows: Sequence[Input]) -> Any:
    """The frames as a FITS table; `fits` is that module of astropy."""

    def texts(values: Sequence[str]) -> Any:
        array = np.array([ascii_text(value, _LONGEST) for value in values])
        return {"format": f"{max(1, array.dtype.itemsize // 4)}A", "array": array}

    columns = [
        fits.Column("NAME", **texts([row.name for row in rows])),
        fits.Column("SIZE", "K", unit="byte", array=[row.size_bytes for row in rows]),
        fits.Column("SHA256", **texts([row.sha256 for row in rows])),
        fits.Column("PIXELS", **texts([row.pixels_sha256 for row in rows])),
        fits.Column("DATE_BEG", **texts([row.started for row in rows])),
        fits.Column("DATE_END", **texts([row.ended for row in rows])),
        fits.Column("USED", "L", array=[row.used for row in rows]),
        fits.Column("REASON", **texts([row.reason for row in rows])),
    ]
    table = fits.BinTableHDU.from_columns(columns, name="INPUTS")
    for line in _TABLE_WORDS:
        table.header.add_comment(line)
    return table


_TABLE_WORDS = (
    "Frames of the session, used ones first, in the order of the master.",
    "SHA256: of the file. PIXELS: SHA-256 over '<ny>x<nx> <type>', a line feed",
    "and the decoded pixels, row by row, little-endian. Empty: not readable.",
    "DATE_BEG, DATE_END: UTC, from time and exposure of the header.",
)
