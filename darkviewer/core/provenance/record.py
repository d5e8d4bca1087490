"""Where numbers came from, as one record of plain values for every file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from darkviewer.core.candidates.criterion import RULE_VERSION
from darkviewer.core.candidates.false_positives import false_positives_of
from darkviewer.core.candidates.measured_noise import noise_document
from darkviewer.core.candidates.rates import rates_document
from darkviewer.core.frames.identity import identity
from darkviewer.core.frames.optics import known_scale, scale_document
from darkviewer.core.gain.session import gain_document
from darkviewer.core.health.check_entries import check_entries
from darkviewer.core.parameters import spec
from darkviewer.core.plain_values import plain, printable
from darkviewer.core.review.shown import master_hash
from darkviewer.core.versions import software

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.candidates.false_positives import FalsePositives
    from darkviewer.core.candidates.measured_noise import MeasuredNoise
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.core.parameters import Parameters

__all__ = [
    "CRITERIA",
    "SCHEMA",
    "Findings",
    "false_positives_found",
    "provenance",
    "seal_of",
]

SCHEMA = 1
"""Raise it when a key of the record goes or means something else."""

CRITERIA = {
    "ratio": "neighbour ratio",
    "psf": "PSF test",
    "both": "neighbour ratio and PSF test",
}


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """What is known of a session; any part but the session may be missing.

    Attributes
    ----------
    session : Session
        The frames, used or not.
    calibration : Calibration or None
        Master and residuals.
    table : CandidateTable or None
        What was found with it.
    checks : SessionChecks or None
        Whether the frames are sound.
    noise : MeasuredNoise or None
        What the noise was measured to be.
    inputs : sequence of mappings
        The frames with their hashes.
    asked : Parameters or None
        Those that hold where nothing was calibrated.
    """

    session: Session
    calibration: Calibration | None = None
    table: CandidateTable | None = None
    checks: SessionChecks | None = None
    noise: MeasuredNoise | None = None
    inputs: Sequence[Mapping[str, Any]] = ()
    asked: Parameters | None = None

    @property
    def parameters(self) -> Parameters | None:
        """Those that the numbers were made with."""
        if self.table is not None:
            return self.table.parameters
        calibration = self.calibration
        return self.asked if calibration is None else calibration.request.parameters


def provenance(
    found: Findings,
    *,
    moment: datetime,
    master_file: str = "",
    also: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The record: everything that a reader needs to rebuild the numbers.

    Parameters
    ----------
    found : Findings
        What is known.
    moment : datetime
        UTC, when the files are written.
    master_file : str
        Name of the master that is written beside them.
    also : mapping, optional
        Further keys, of a file that is made by more than its session.

    Returns
    -------
    dict
        JSON can hold it: no NaN, and every text prints. What is not known is null.
    """
    session, parameters = found.session, found.parameters
    record = {
        "schema": {"name": "Darkviewer provenance", "version": SCHEMA},
        "created": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "software": software(),
        "session": {**identity(session), "title": session.title},
        "parameters": None if parameters is None else parameters.as_dict(),
        "criterion": _criterion(found),
        "gain": _gain(found.calibration),
        "master": _master(found, master_file),
        "checks": _checks(found.checks),
        "noise": None if found.noise is None else noise_document(found.noise),
        "false_positives": _false_positives(found),
        "sky": None if parameters is None else scale_document(parameters, session),
        **_frames(found),
        "inputs": [dict(row) for row in found.inputs],
        "pixel_origin": {
            "x, y": "0-based, integer at the pixel's centre",
            "x_fits, y_fits": "1-based",
        },
        "frame_origin": {"frame_number": "1-based, in the order of frames"},
        **(also or {}),
    }
    known = dict(printable(plain(record)))
    return {**known, "seal": seal_of(known)}


def seal_of(record: Mapping[str, Any]) -> str:
    """SHA-256 over all other keys as JSON: what nobody can calculate again is in it."""
    others = {key: value for key, value in record.items() if key != "seal"}
    text = json.dumps(others, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _criterion(found: Findings) -> dict[str, Any] | None:
    parameters = found.parameters
    if parameters is None:
        return None
    families = spec("family").choices or {}
    table = found.table
    measured, sha256 = (
        ("", "") if table is None else (table.profile, table.profile_sha256)
    )
    return {
        "name": CRITERIA[parameters.criterion],
        "version": RULE_VERSION,
        "profile": measured or families[parameters.family],
        **({"profile_sha256": sha256} if sha256 else {}),
    }


def _gain(calibration: Calibration | None) -> dict[str, Any] | None:
    if calibration is None:
        return None
    return {**gain_document(calibration), "said": calibration.request.said}


def _master(found: Findings, file: str) -> dict[str, Any] | None:
    calibration = found.calibration
    if calibration is None:
        return None
    ny, nx = calibration.master.shape
    parameters = found.parameters or calibration.request.parameters
    return {
        "file": file,
        "method": calibration.master.method,
        "n": calibration.master.n,
        "shape": [ny, nx],
        "in_sample": not parameters.left_out,
        "sha256": master_hash(calibration.master),
    }


def _checks(checks: SessionChecks | None) -> dict[str, Any] | None:
    if checks is None:
        return None
    return {
        "status": checks.status,
        "sentences": list(checks.remarks),
        "limits": dict(checks.limits),
        "entries": check_entries(checks),
    }


def _false_positives(found: Findings) -> dict[str, Any] | None:
    calibration, table = found.calibration, found.table
    if calibration is None or table is None:
        return None
    rates = false_positives_found(found.session, calibration, table, found.noise)
    return rates_document(rates)


def false_positives_found(
    session: Session,
    calibration: Calibration,
    table: CandidateTable,
    noise: MeasuredNoise | None,
) -> FalsePositives:
    """Accepted candidates as false sources, for the frames are dark."""
    expected = None if noise is None else noise.expected
    return false_positives_of(
        table,
        n_frames=len(calibration.used),
        shape=calibration.master.shape,
        exposure_s=session.exposure_s,
        arcsec_per_px=known_scale(table.parameters),
        noise_alone=None if expected is None else expected.value,
    )


def _frames(found: Findings) -> dict[str, Any]:
    """Frames in their order, and those that were not used, with the reason."""
    session, calibration = found.session, found.calibration
    if calibration is None:
        names, skipped = [frame.name for frame in session.frames], session.skipped
    else:
        names = [source.name for source in calibration.used]
        skipped = (*session.skipped, *calibration.skipped)
    return {
        "frames": names,
        "skipped": [{"name": item.name, "reason": item.reason} for item in skipped],
        "excluded": [
            {"name": item.info.name, "reason": item.reason} for item in session.excluded
        ],
    }
