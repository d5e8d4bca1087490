"""All series of an archive as a table: one row for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from darkviewer.storage.exports.tables.columns import (
    Column,
    ExportTable,
    file_names,
    numbers,
)

__all__ = ["COLUMNS", "archive_columns"]

COLUMNS: dict[str, tuple[str, str]] = {
    "state": ("", "done, skipped or failed"),
    "where": ("", "path of the capture from the root of the archive"),
    "series": ("", "id of the series in its capture"),
    "begun": ("", "time of the first frame, UTC"),
    "reason": ("", "why it was skipped or failed"),
    "date": ("", "night, from the folder"),
    "time": ("", "time, from the folder"),
    "object": ("", "name of the capture, from the folder"),
    "kind": ("", "what the frames are"),
    "frames": ("", "usable frames"),
    "frames_used": ("", "frames in the master"),
    "excluded": ("", "frames that somebody left out"),
    "exposure_s": ("s", "exposure"),
    "temperature_c": ("deg_C", "mean temperature of the sensor"),
    "gain": ("", "gain setting of the camera"),
    "gain_e_per_adu": ("electron / adu", "e-/ADU that was used"),
    "level_e": ("electron", "median of the master"),
    "leaders": ("", "hot pixels that exceed all their neighbours, in all frames"),
    "candidates": ("", "leaders that were accepted, in all frames"),
    "sources_per_hour": ("1 / h", "false sources per hour of open shutter"),
    "sources_per_hour_low": ("1 / h", "lower end of its 95 % interval"),
    "sources_per_hour_high": ("1 / h", "upper end of its 95 % interval"),
    "checks": ("", "worst of all checks: pass, warn or fail"),
    "remarks": ("", "sentences of the checks that did not pass"),
    "seconds": ("s", "time that it took"),
    "results": ("", "folder of the results, below that of the batch"),
    "report": ("", "name of the report in it"),
}
"""Name -> unit, meaning."""

_TEXT = (
    "state",
    "where",
    "series",
    "begun",
    "reason",
    "date",
    "time",
    "object",
    "kind",
    "checks",
    "remarks",
    "results",
    "report",
)
_WHOLE = ("frames", "frames_used", "excluded", "leaders", "candidates")


def archive_columns(rows: Sequence[Mapping[str, Any]]) -> ExportTable:
    """A table of these rows; what is not known is missing.

    Parameters
    ----------
    rows : sequence of mapping
        Values by the names of `COLUMNS`.
    """
    columns = (_column(name, [row.get(name) for row in rows]) for name in COLUMNS)
    return ExportTable("Archive", "a series of the archive", tuple(columns))


def _column(name: str, values: Sequence[Any]) -> Column:
    unit, words = COLUMNS[name]
    if name in _TEXT:
        return Column(name, file_names(str(value or "") for value in values), "", words)
    kind = int if name in _WHOLE else float
    return Column(name, numbers(values, kind), unit, words)
