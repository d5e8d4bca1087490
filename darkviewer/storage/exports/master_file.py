"""The master dark as a FITS file: what is in it and where each part came from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from darkviewer import __version__
from darkviewer.core.errors import FrameError
from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.exclusion import sentences
from darkviewer.core.progress import Job, Progress
from darkviewer.core.vetting.photon_transfer import median_variance
from darkviewer.storage.fits.files import opened

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.frames.session import Session, Skipped
    from darkviewer.core.masters.scatter import Scatter

__all__ = [
    "DQ_BITS",
    "MASTER_PREFIX",
    "Input",
    "inputs",
    "master_name",
    "write_master",
]

MASTER_PREFIX = "MasterDark"
_LONGEST_CAMERA = 40
"""Characters in the file name: a name has at most 255 bytes."""

DQ_BITS = {
    1: ("NO_VALUE", "no frame has a value here"),
    2: ("SATURATED", "saturated in at least one frame"),
    4: ("CONSTANT", "the same value in every frame"),
}
"""Bits of the DQ extension: name and meaning."""

_METHODS = {"median": "median", "average": "average", "clipped": "clipped mean"}
_Card = tuple[str, Any, str]


@dataclass(frozen=True, slots=True)
class Input:
    """One frame of the session: used, or left out and why."""

    name: str
    size_bytes: int
    sha256: str
    date_end: str
    used: bool
    reason: str = ""


def inputs(calibration: Calibration, session: Session) -> Job[tuple[Input, ...]]:
    """List the session's frames with the digests of those that were used.

    A frame that can no longer be read keeps an empty digest.
    """
    known = {frame.name: frame for frame in session.frames}
    rows = []
    for done, source in enumerate(calibration.used):
        yield Progress("Hashing the frames", done, len(calibration.used))
        frame = known.get(source.name)
        digest = "" if frame is None else _digest(frame)
        size = 0 if frame is None else frame.size_bytes
        ended = frame.time.isoformat() if frame is not None and frame.time else ""
        rows.append(Input(source.name, size, digest, ended, used=True))
    skipped: Sequence[Skipped] = (*session.skipped, *calibration.skipped)
    rows += [Input(item.name, 0, "", "", False, item.reason) for item in skipped]
    rows += [
        Input(
            item.info.name,
            item.info.size_bytes,
            _digest(item.info),
            item.info.time.isoformat() if item.info.time else "",
            used=False,
            reason=f"left out by hand: {item.reason}",
        )
        for item in session.excluded
    ]
    return tuple(rows)


def _digest(frame: FrameInfo) -> str:
    try:
        with opened(frame.path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FrameError:  # it vanished after the calibration: the master is still good
        return ""


def master_name(calibration: Calibration, session: Session, moment: datetime) -> str:
    """``MasterDark_<camera>_<exp>s_g<gain>_<temp>C_N<n>_<method>_<UTC>.fits``.

    What is not known is left out, and a long name of a camera is cut.
    """
    camera = session.frames[0].camera if session.frames else ""
    words = re.sub(r"[^A-Za-z0-9.-]+", "-", camera)[:_LONGEST_CAMERA].strip("-")
    parts = [MASTER_PREFIX, words]
    if session.exposure_s is not None:
        parts.append(f"{session.exposure_s:g}s")
    if session.gain is not None:
        parts.append(f"g{session.gain:g}")
    if session.temperature_c is not None:
        parts.append(f"{round(session.temperature_c, 1):g}C")
    master = calibration.master
    parts += [f"N{master.n}", master.method, f"{moment:%Y%m%dT%H%M%SZ}"]
    return "_".join(part for part in parts if part) + ".fits"


def write_master(
    file: BinaryIO,
    calibration: Calibration,
    session: Session,
    scatter: Scatter,
    rows: Sequence[Input],
    moment: datetime,
) -> None:
    """Write primary image, SIGMA, NUSED, DQ and INPUTS with checksums."""
    import astropy.io.fits

    fits: Any = astropy.io.fits  # untyped
    master = calibration.master.electrons(calibration.request.parameters)
    used = _used(calibration, scatter)
    primary = fits.PrimaryHDU(master.astype(np.float32))
    primary.header.extend(_cards(calibration, session, moment))
    for line in _history(calibration, session):
        primary.header.add_history(_ascii(line, 70))
    sigma = fits.ImageHDU(_standard_error(calibration, scatter, used), name="SIGMA")
    sigma.header["BUNIT"] = "electron"
    for line in _sigma_words(calibration):
        sigma.header.add_comment(line)
    small = np.int16 if calibration.master.n < 2**15 else np.int32
    count = fits.ImageHDU(used.astype(small), name="NUSED")
    quality = fits.ImageHDU(_quality(scatter, used), name="DQ")
    for bit, (name, meaning) in DQ_BITS.items():
        quality.header[f"DQBIT{bit.bit_length() - 1}"] = (name, meaning)
    table = _input_table(fits, rows)
    hdus = fits.HDUList([primary, sigma, count, quality, table])
    hdus.writeto(file, checksum=True)


def _cards(calibration: Calibration, session: Session, moment: datetime) -> list[_Card]:
    master, parameters = calibration.master, calibration.request.parameters
    cards: list[_Card] = [
        ("IMAGETYP", "Master Dark", "kind of frame"),
        ("BUNIT", "electron", "unit of the pixels"),
        ("NCOMBINE", master.n, "frames combined"),
        ("COMBINE", _METHODS[master.method], "how they were combined"),
        *_cards_of_frames(session),
        ("EGAIN", parameters.gain_e_per_adu, "[e-/ADU] used, at the ADC's depth"),
        ("PADBITS", parameters.padding_bits, "zero bits appended to each value"),
        ("ESCALE", parameters.scale, "[e-/ADU] used, per saved ADU"),
        ("ADUSTEP", calibration.adu_step, "[ADU] step found in the values, 0 unknown"),
        (
            "SATURATE",
            _finite(calibration.saturation_adu),
            "[ADU] saturated from here on",
        ),
        ("DATE", f"{moment:%Y-%m-%dT%H:%M:%S}", "[UTC] when this file was made"),
        ("SWCREATE", f"Darkviewer {__version__}", "program that made this file"),
    ]
    return [card for card in cards if card[1] is not None and card[1] != ""]


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _cards_of_frames(session: Session) -> Iterator[_Card]:
    yield "EXPTIME", session.exposure_s, "[s] of one frame"
    if session.temperature_c is not None:
        yield "CCD-TEMP", round(session.temperature_c, 3), "[C] mean of the frames"
    if not session.frames:
        return
    first, last = session.frames[0], session.frames[-1]
    yield "SET-TEMP", first.set_temperature_c, "[C] set point"
    yield "GAIN", first.gain, "driver's setting"
    yield "OFFSET", first.offset, "driver's setting"
    yield "INSTRUME", _ascii(first.camera), "camera"
    yield "FILTER", _ascii(first.filter), "filter"
    yield "READOUTM", _ascii(first.readout_mode), "read-out mode"
    yield "XBINNING", first.binning[0], "binning factor, columns"
    yield "YBINNING", first.binning[1], "binning factor, rows"
    yield "ROWORDER", _ascii(first.row_order), "order of the rows"
    if last.time is not None:
        yield "DATE-END", last.time.isoformat(), "[UTC] of the last frame"


def _history(calibration: Calibration, session: Session) -> Iterator[str]:
    parameters = calibration.request.parameters
    skipped = len(session.skipped) + len(calibration.skipped) + len(session.excluded)
    yield f"Session {session.title}"
    yield (
        f"{len(calibration.used)} of {len(calibration.used) + skipped} frames used; "
        "see INPUTS"
    )
    yield from sentences(session)
    yield (
        f"Raw ADU scaled by {parameters.gain_e_per_adu} / 2**{parameters.padding_bits} "
        "to electrons"
    )
    yield f"Combined by {_METHODS[calibration.master.method]}, then cast to float32"


def _used(calibration: Calibration, scatter: Scatter) -> NDArray[np.int32]:
    """Number of values behind each pixel of the master."""
    count = calibration.master.count
    return scatter.count if count is None else count


def _standard_error(
    calibration: Calibration, scatter: Scatter, used: NDArray[np.int32]
) -> NDArray[np.float32]:
    counts, index = np.unique(used, return_inverse=True)
    median = calibration.master.method == "median"
    factors = [median_variance(n) if median else 1 / n for n in np.maximum(counts, 1)]
    scale = np.sqrt(factors, dtype=np.float32) * calibration.request.parameters.scale
    error = scatter.deviation_adu * scale[index.reshape(used.shape)]
    return np.asarray(error, np.float32)


def _sigma_words(calibration: Calibration) -> tuple[str, ...]:
    median = calibration.master.method == "median"
    rule = "sqrt(Var(median of n)/Var), Gaussian" if median else "1/sqrt(NUSED)"
    return (
        "Standard error of the master, per pixel: sample standard deviation over",
        f"all frames (n - 1) times {rule}.",
        "An estimate from few frames: uncertain by 1/sqrt(2(n - 1)) itself.",
    )


def _quality(scatter: Scatter, used: NDArray[np.int32]) -> NDArray[np.uint8]:
    quality = np.where(used == 0, 1, 0).astype(np.uint8)
    quality[scatter.saturated] |= 2
    quality[scatter.constant] |= 4
    return quality


def _input_table(fits: Any, rows: Sequence[Input]) -> Any:
    def texts(values: Sequence[str]) -> Any:
        array = np.array([_ascii(value, 200) for value in values])
        return {"format": f"{max(1, array.dtype.itemsize // 4)}A", "array": array}

    columns = [
        fits.Column("NAME", **texts([row.name for row in rows])),
        fits.Column("SIZE", "K", unit="byte", array=[row.size_bytes for row in rows]),
        fits.Column("SHA256", **texts([row.sha256 for row in rows])),
        fits.Column("DATE-END", **texts([row.date_end for row in rows])),
        fits.Column("USED", "L", array=[row.used for row in rows]),
        fits.Column("REASON", **texts([row.reason for row in rows])),
    ]
    return fits.BinTableHDU.from_columns(columns, name="INPUTS")


def _ascii(text: str, limit: int = 48) -> str:
    """FITS holds printable ASCII only; anything else is spelt as its code point."""
    plain = shown(text).encode("ascii", "backslashreplace").decode("ascii")
    return plain[:limit].strip()
