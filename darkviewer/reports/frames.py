"""The frames of a session in numbers: JSON, ECSV, CSV, or lines for people."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from darkviewer import __version__
from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.identity import identity
from darkviewer.core.gain.session import scale_of_session
from darkviewer.core.health.check_entries import check_entries
from darkviewer.core.health.table import RANKS
from darkviewer.core.plain_values import plain
from darkviewer.reports.documents import columns_of_text

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.gain.said import ChosenGain
    from darkviewer.core.health.measures import FrameMeasures
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.core.parameters import Parameters

__all__ = [
    "COLUMNS",
    "FrameColumn",
    "frames_csv",
    "frames_document",
    "frames_lines",
    "frames_table",
]


@dataclass(frozen=True, slots=True)
class FrameColumn:
    """One measure of every frame; `unit` as astropy spells it."""

    name: str
    unit: str
    sentence: str
    form: str = ".4g"

    def value(self, frame: FrameMeasures) -> Any:
        """What is written in files; None where nothing is known."""
        found = getattr(frame, self.name)
        return found.isoformat() if isinstance(found, datetime) else found

    def text(self, frame: FrameMeasures) -> str:
        """The same for people."""
        found = self.value(frame)
        if found is None or (isinstance(found, float) and math.isnan(found)):
            return "-"
        return found if isinstance(found, str) else format(found, self.form)


COLUMNS: tuple[FrameColumn, ...] = (
    FrameColumn("time", "", "best known time, UTC"),
    FrameColumn("exposure_s", "s", "exposure", "g"),
    FrameColumn("temperature_c", "deg_C", "temperature of the sensor", ".1f"),
    FrameColumn("set_temperature_c", "deg_C", "set point", ".1f"),
    FrameColumn("level_adu", "adu", "mean, without hot pixels and particles", ".1f"),
    FrameColumn("noise_adu", "adu", "temporal noise of a pixel", ".2f"),
    FrameColumn("row_noise_adu", "adu", "common to the pixels of a row", ".2f"),
    FrameColumn("column_noise_adu", "adu", "common to those of a column", ".2f"),
    FrameColumn("spatial_adu", "adu", "robust sigma of the pixels of the frame", ".2f"),
    FrameColumn("corner_adu", "adu", "corners minus centre", ".1f"),
    FrameColumn("surface_adu", "adu", "height of the surface only it has", ".1f"),
    FrameColumn("hot_share", "", "pixels 10 spatial sigma above the level"),
    FrameColumn("rail_share", "", "pixels at the highest value"),
    FrameColumn("zero_share", "", "pixels at 0"),
    FrameColumn("nan_share", "", "pixels without a value"),
    FrameColumn("step_adu", "", "greatest common divisor of the differences", "d"),
    FrameColumn("events_per_mpx", "", "pixels far above the frames beside it"),
    FrameColumn("since_s", "s", "seconds since the frame before", "g"),
)
"""In the order of the files; each is a field of `FrameMeasures`."""

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
                "status": _status(checks, frame.name),
                "left_out": reasons.get(frame.name),
                "sentences": _sentences(checks, frame.name),
            }
            for frame in _measured(checks)
        ],
        "checks": check_entries(checks),
        "excluded": [
            {"name": name, "reason": reason} for name, reason in reasons.items()
        ],
        "skipped": [
            {"name": item.name, "reason": item.reason} for item in session.skipped
        ],
    }


def _measured(checks: SessionChecks) -> list[FrameMeasures]:
    """In file order; those left out with what was measured beside all others."""
    used = () if checks.measures is None else checks.measures.frames
    whole = checks.whole.measures if checks.whole else None
    if whole is None:
        return list(used)
    known = {frame.name: frame for frame in used}
    return [known.get(frame.name, frame) for frame in whole.frames]


def frames_table(
    session: Session,
    checks: SessionChecks,
    gain: ChosenGain,
    parameters: Parameters | None = None,
) -> str:
    """The same as an ECSV table."""
    from astropy.table import Table

    document = plain(frames_document(session, checks, gain, parameters))
    rows = document.pop("frames")
    table: Any = Table()  # type: ignore[no-untyped-call]
    table.meta.update(document)
    table["frame"] = [row["frame"] for row in rows]
    for column in COLUMNS:
        values = [row[column.name] for row in rows]
        known = next((value for value in values if value is not None), 0.0)
        table[column.name] = np.ma.array(
            [type(known)() if value is None else value for value in values],
            mask=[value is None for value in values],
        )
        table[column.name].unit = column.unit or None
        table[column.name].description = column.sentence
    table["status"] = [row["status"] for row in rows]
    table["left_out"] = [row["left_out"] or "" for row in rows]
    table["sentences"] = ["; ".join(row["sentences"]) for row in rows]
    text = io.StringIO()
    table.write(text, format="ascii.ecsv")
    return text.getvalue()


def frames_csv(
    session: Session,
    checks: SessionChecks,
    gain: ChosenGain,
    parameters: Parameters | None = None,
) -> str:
    """The rows alone, for programs that read no ECSV; all else in lines with ``#``."""
    document = plain(frames_document(session, checks, gain, parameters))
    rows = document.pop("frames")
    text = io.StringIO()
    for name, value in document.items():
        text.write(f"# {name}: {json.dumps(value)}\n")
    writer = csv.writer(text, lineterminator="\n")
    names = ["frame", *(c.name for c in COLUMNS), "status", "left_out", "sentences"]
    writer.writerow(names)
    for row in rows:
        cells = {**row, "sentences": "; ".join(row["sentences"])}
        writer.writerow([cells[name] for name in names])
    return text.getvalue()


def frames_lines(
    session: Session, checks: SessionChecks, gain: ChosenGain
) -> Iterator[str]:
    """A line for each frame, and what the checks say of it."""
    frames = _measured(checks)
    yield f"{session.title}: {checks.status}, {len(frames)} frames"
    chosen = [column for column in COLUMNS if column.name in _SPOKEN]
    head = ("frame", *(column.name for column in chosen), "")
    rows = [
        (
            frame.name,
            *(column.text(frame) for column in chosen),
            "; ".join(_sentences(checks, frame.name)),
        )
        for frame in frames
    ]
    yield from columns_of_text([head, *rows], right=range(2, len(chosen) + 1))
    yield f"electrons: {scale_of_session(session, gain)['sentence']}"


def _sentences(checks: SessionChecks, name: str) -> list[str]:
    return [shown(finding.sentence) for _, finding in checks.of_frame(name)]


def _status(checks: SessionChecks, name: str) -> str:
    spoken = (finding.status for _, finding in checks.of_frame(name))
    return max(spoken, key=RANKS.__getitem__, default="pass")
