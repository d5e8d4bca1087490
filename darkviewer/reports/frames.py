"""The frames of a session in numbers: a JSON document, an ECSV table, or lines."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from darkviewer import __version__
from darkviewer.core.foreign_text import shown
from darkviewer.core.gain.session import scale_of_session
from darkviewer.core.health.table import RANKS
from darkviewer.reports.check_entries import check_entries
from darkviewer.reports.documents import columns_of_text, identity, plain

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.gain.said import ChosenGain
    from darkviewer.core.health.measures import FrameMeasures, SessionMeasures
    from darkviewer.core.health.table import SessionChecks

__all__ = ["COLUMNS", "FrameColumn", "frames_document", "frames_lines", "frames_table"]


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
    measures: SessionMeasures,
    checks: SessionChecks,
    gain: ChosenGain,
) -> dict[str, Any]:
    """The document of ``frames --json``."""
    return {
        "version": __version__,
        "session": identity(session),
        "e_per_adu": scale_of_session(session, gain),
        "frames": [
            {
                "frame": frame.name,
                **{column.name: column.value(frame) for column in COLUMNS},
                "status": _status(checks, frame.name),
                "sentences": _sentences(checks, frame.name),
            }
            for frame in measures.frames
        ],
        "checks": check_entries(checks),
        "skipped": [
            {"name": item.name, "reason": item.reason} for item in session.skipped
        ],
    }


def frames_table(
    session: Session,
    measures: SessionMeasures,
    checks: SessionChecks,
    gain: ChosenGain,
) -> str:
    """The same as an ECSV table."""
    from astropy.table import Table

    document = plain(frames_document(session, measures, checks, gain))
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
    table["sentences"] = ["; ".join(row["sentences"]) for row in rows]
    text = io.StringIO()
    table.write(text, format="ascii.ecsv")
    return text.getvalue()


def frames_lines(
    session: Session,
    measures: SessionMeasures,
    checks: SessionChecks,
    gain: ChosenGain,
) -> Iterator[str]:
    """A line for each frame, and what the checks say of it."""
    yield f"{session.title}: {checks.status}, {len(measures.frames)} frames"
    chosen = [column for column in COLUMNS if column.name in _SPOKEN]
    head = ("frame", *(column.name for column in chosen), "")
    rows = [
        (
            frame.name,
            *(column.text(frame) for column in chosen),
            "; ".join(_sentences(checks, frame.name)),
        )
        for frame in measures.frames
    ]
    yield from columns_of_text([head, *rows], right=range(2, len(chosen) + 1))
    yield f"electrons: {scale_of_session(session, gain)['sentence']}"


def _sentences(checks: SessionChecks, name: str) -> list[str]:
    spoken = (finding for _, finding in checks.spoken if name in finding.frames)
    return [shown(finding.sentence) for finding in spoken]


def _status(checks: SessionChecks, name: str) -> str:
    spoken = (f.status for _, f in checks.spoken if name in f.frames)
    return max(spoken, key=RANKS.__getitem__, default="pass")
