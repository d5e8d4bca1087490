"""The frames of a session in numbers: JSON, ECSV, CSV, or lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from darkviewer import __version__
from darkviewer.core.frames.identity import identity
from darkviewer.core.gain.session import scale_of_session
from darkviewer.core.health.check_entries import check_entries
from darkviewer.core.provenance.record import Findings, provenance
from darkviewer.reports.documents import columns_of_text
from darkviewer.storage.exports.inputs import input_document, inputs
from darkviewer.storage.exports.tables.formats import FORMATS
from darkviewer.storage.exports.tables.frames import (
    COLUMNS,
    frame_columns,
    measured_frames,
    sentences_of,
    status_of,
)

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.gain.said import ChosenGain
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.progress import Job

__all__ = [
    "frames_document",
    "frames_lines",
    "frames_table",
]


_SPOKEN = (
    "time",
    "temperature_c",
    "level_adu",
    "noise_adu",
    "corner_adu",
    "zero_share",
)
"""Those that the lines for people show."""


def frames_document(
    session: Session,
    checks: SessionChecks,
    gain: ChosenGain,
    parameters: Parameters | None = None,
) -> dict[str, Any]:
    """The document of ``frames --json``.

    Parameters
    ----------
    session : Session
        What was measured.
    checks : SessionChecks
        What they say, and the measures that they judged.
    gain : ChosenGain
        e-/ADU that is said for the session.
    parameters : Parameters, optional
        Those of the window; the measures here depend on none of them.
    """
    reasons = {item.info.name: item.reason for item in session.excluded}
    return {
        "version": __version__,
        "session": identity(session),
        "e_per_adu": scale_of_session(session, gain),
        "parameters": None if parameters is None else parameters.as_dict(),
        "frames": [
            {
                "frame": frame.name,
                **{column.name: column.value(frame) for column in COLUMNS},
                "status": status_of(checks, frame.name),
                "left_out": reasons.get(frame.name),
                "sentences": sentences_of(checks, frame.name),
            }
            for frame in measured_frames(checks)
        ],
        "checks": check_entries(checks),
        "excluded": [
            {"name": name, "reason": reason} for name, reason in reasons.items()
        ],
        "skipped": [
            {"name": item.name, "reason": item.reason} for item in session.skipped
        ],
    }


def frames_table(
    kind: str, session: Session, checks: SessionChecks, parameters: Parameters
) -> Job[bytes]:
    """The rows as a table with its provenance, which needs no master.

    Parameters
    ----------
    kind : str
        Of `FORMATS`.
    session, checks : Session, SessionChecks
        What was measured.
    parameters : Parameters
        Those that hold; the measures depend on none of them.
    """
    rows = yield from inputs(None, session)
    found = Findings(
        session, checks=checks, inputs=input_document(rows), asked=parameters
    )
    record = provenance(found, moment=datetime.now(UTC))
    return FORMATS[kind].write(frame_columns(session, checks), record)


def frames_lines(
    session: Session, checks: SessionChecks, gain: ChosenGain
) -> Iterator[str]:
    """A line for each frame, and what the checks say of it."""
    frames = measured_frames(checks)
    yield f"{session.title}: {checks.status}, {len(frames)} frames"
    chosen = [column for column in COLUMNS if column.name in _SPOKEN]
    head = ("frame", *(column.name for column in chosen), "")
    rows = [
        (
            frame.name,
            *(column.text(frame) for column in chosen),
            "; ".join(sentences_of(checks, frame.name)),
        )
        for frame in frames
    ]
    yield from columns_of_text([head, *rows], right=range(2, len(chosen) + 1))
    yield f"electrons: {scale_of_session(session, gain)['sentence']}"
