"""The frames of a session in numbers as a table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from darkviewer.core.foreign_text import shown
from darkviewer.core.health.table import RANKS
from darkviewer.storage.exports.tables.columns import (
    Column,
    ExportTable,
    file_names,
    numbers,
    texts,
)

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.measures import FrameMeasures
    from darkviewer.core.health.table import SessionChecks

__all__ = [
    "COLUMNS",
    "FrameColumn",
    "frame_columns",
    "measured_frames",
    "sentences_of",
    "status_of",
]


@dataclass(frozen=True, slots=True)
class FrameColumn:
    """One measure of every frame; `unit` as astropy spells it."""

    name: str
    unit: str
    sentence: str
    form: str = ".4g"
    ucd: str = ""

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
    FrameColumn("time", "", "best known time, UTC", ucd="time.epoch"),
    FrameColumn("exposure_s", "s", "exposure", "g", "time.duration;obs.exposure"),
    FrameColumn(
        "temperature_c", "deg_C", "temperature of the sensor", ".1f", "phys.temperature"
    ),
    FrameColumn("set_temperature_c", "deg_C", "set point", ".1f"),
    FrameColumn(
        "level_adu",
        "adu",
        "mean, without hot pixels and particles",
        ".1f",
        "instr.background",
    ),
    FrameColumn(
        "noise_adu", "adu", "temporal noise of a pixel", ".2f", "instr.det.noise"
    ),
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


def frame_columns(session: Session, checks: SessionChecks) -> ExportTable:
    """A row for each frame that was measured, those left out by hand too."""
    frames = measured_frames(checks)
    reasons = {item.info.name: item.reason for item in session.excluded}
    names = [frame.name for frame in frames]
    columns = [Column("frame", file_names(names), "", "file name", "meta.id;meta.file")]
    columns += [_measure(column, frames) for column in COLUMNS]
    said = (
        ("status", "worst of what the checks say of it", status_of),
        ("left_out", "why somebody left it out", lambda _, n: reasons.get(n, "")),
        (
            "sentences",
            "what the checks say",
            lambda c, n: "; ".join(sentences_of(c, n)),
        ),
    )
    columns += [
        Column(name, texts([say(checks, one) for one in names]), "", sentence)
        for name, sentence, say in said
    ]
    return ExportTable("Frames", "frames of the session", tuple(columns))


def _measure(column: FrameColumn, frames: list[FrameMeasures]) -> Column:
    values = [column.value(frame) for frame in frames]
    known = [
        None
        if value is None or (isinstance(value, float) and math.isnan(value))
        else value
        for value in values
    ]
    if column.name == "time":
        made = texts([value or "" for value in known])
    else:
        made = numbers(known, int if column.form == "d" else float)
    return Column(column.name, made, column.unit, column.sentence, column.ucd)


def measured_frames(checks: SessionChecks) -> list[FrameMeasures]:
    """In file order; those left out with what was measured beside all others."""
    used = () if checks.measures is None else checks.measures.frames
    whole = checks.whole.measures if checks.whole else None
    if whole is None:
        return list(used)
    known = {frame.name: frame for frame in used}
    return [known.get(frame.name, frame) for frame in whole.frames]


def sentences_of(checks: SessionChecks, name: str) -> list[str]:
    """What the checks say of a frame."""
    return [shown(finding.sentence) for _, finding in checks.of_frame(name)]


def status_of(checks: SessionChecks, name: str) -> str:
    """The worst of it: ``"pass"``, ``"warn"`` or ``"fail"``."""
    spoken = (finding.status for _, finding in checks.of_frame(name))
    return max(spoken, key=RANKS.__getitem__, default="pass")
