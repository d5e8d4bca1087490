"""The master as a FITS file: what is in it and where each part came from."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from textwrap import wrap
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from darkviewer import __version__
from darkviewer.core.frames.exclusion import sentences
from darkviewer.core.frames.kind_said import kinds_said
from darkviewer.core.gain.session import decision_of
from darkviewer.core.vetting.photon_transfer import median_variance
from darkviewer.storage.exports.inputs import Input, input_table
from darkviewer.storage.exports.master_cards import (
    Card,
    ascii_text,
    cards_of_frames,
    frames_used,
    master_kind,
)
from darkviewer.storage.exports.provenance_table import provenance_table

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.session import Session
    from darkviewer.core.masters.scatter import Scatter

__all__ = [
    "DQ_BITS",
    "write_master",
]

DQ_BITS = {
    1: ("NO_VALUE", "no frame has a value here"),
    2: ("SATURATED", "saturated in at least one frame"),
    4: ("CONSTANT", "the same value in every frame"),
}
"""Bits of the DQ extension: name and meaning."""

LONGEST_REMARK = 700
"""Ten cards: sentences of checks are shorter, unless file names are long."""

_VERDICTS = {"ok": "accepted", "unknown": "unknown", "doubtful": "doubtful"}
_METHODS = {"median": "median", "average": "average", "clipped": "clipped mean"}


def write_master(
    file: BinaryIO,
    calibration: Calibration,
    session: Session,
    scatter: Scatter,
    rows: Sequence[Input],
    remarks: Sequence[str],
    moment: datetime,
    record: Mapping[str, Any],
) -> None:
    """Write primary image, SIGMA, NUSED, DQ, INPUTS and PROVENANCE with checksums."""
    import astropy.io.fits

    fits: Any = astropy.io.fits  # untyped
    master = calibration.master.electrons(calibration.request.parameters)
    used = _used(calibration, scatter)
    primary = fits.PrimaryHDU(master.astype(np.float32))
    primary.header.extend(_cards(calibration, session, moment))
    for line in _history(calibration, session):
        primary.header.add_history(ascii_text(line, 70))
    for remark in remarks:
        words = ascii_text(f"Check: {remark.replace('°C', 'C')}", LONGEST_REMARK)
        for line in wrap(words, 70):
            primary.header.add_history(line)
    sigma = fits.ImageHDU(_standard_error(calibration, scatter, used), name="SIGMA")
    sigma.header["BUNIT"] = "electron"
    for line in _sigma_words(calibration):
        sigma.header.add_comment(line)
    small = np.int16 if calibration.master.n < 2**15 else np.int32
    count = fits.ImageHDU(used.astype(small), name="NUSED")
    quality = fits.ImageHDU(_quality(scatter, used), name="DQ")
    for bit, (name, meaning) in DQ_BITS.items():
        quality.header[f"DQBIT{bit.bit_length() - 1}"] = (name, meaning)
    tables = input_table(fits, rows), provenance_table(fits, record)
    hdus = fits.HDUList([primary, sigma, count, quality, *tables])
    hdus.writeto(file, checksum=True)


def _cards(calibration: Calibration, session: Session, moment: datetime) -> list[Card]:
    master, parameters = calibration.master, calibration.request.parameters
    frames, decision = frames_used(calibration, session), decision_of(calibration)
    cards: list[Card] = [
        ("IMAGETYP", master_kind(frames), "kind of frame"),
        ("BUNIT", "electron", "unit of the pixels"),
        ("NCOMBINE", master.n, "frames combined"),
        ("COMBINE", _METHODS[master.method], "how they were combined"),
        *cards_of_frames(frames),
        ("EGAIN", parameters.gain_e_per_adu, "[e-/ADU] used, at the ADC's depth"),
        ("EGAINSRC", ascii_text(decision.source), "where EGAIN comes from"),
        ("EGAINOK", _VERDICTS[decision.level], "whether anything speaks against it"),
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


def _history(calibration: Calibration, session: Session) -> Iterator[str]:
    parameters = calibration.request.parameters
    skipped = len(session.skipped) + len(calibration.skipped) + len(session.excluded)
    series = f", series {session.series}" if session.others else ""
    yield f"Session {session.title}{series}"
    yield (
        f"{len(calibration.used)} of {len(calibration.used) + skipped} frames used; "
        "see INPUTS"
    )
    yield from sentences(session)
    yield from kinds_said(session.frames)
    yield (
        f"Raw ADU scaled by {parameters.gain_e_per_adu} / 2**{parameters.padding_bits} "
        "to electrons"
    )
    yield f"Combined by {_METHODS[calibration.master.method]}, then cast to float32"
    decision = decision_of(calibration)
    if decision.level == "doubtful":
        yield from textwrap.wrap(decision.sentence, 68)


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
