"""The summary of a batch: one row for each series, for any tool that reads tables."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from darkviewer.core.foreign_text import shown
from darkviewer.storage.atomic import replace_file

__all__ = ["COLUMNS", "write_summary"]

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


def write_summary(
    out: Path, rows: Sequence[Mapping[str, Any]], meta: Mapping[str, Any]
) -> list[Path]:
    """Write ``summary.ecsv`` and ``summary.csv``, and Parquet where pyarrow is there.

    They take the place of those of an earlier run: the records say the same.

    Parameters
    ----------
    out : Path
        Folder of the batch.
    rows : sequence of mapping
        Values by the names of `COLUMNS`; those that are not known are missing.
    meta : mapping
        Plain values, for the header of the ECSV file.

    Raises
    ------
    DarkviewerError
        If a file cannot be written.
    """
    table = _table(rows)
    plain = io.StringIO()
    table.write(plain, format="ascii.csv")
    table.meta.update(meta)
    full = io.StringIO()
    table.write(full, format="ascii.ecsv")
    contents = {
        "summary.ecsv": full.getvalue().encode(),
        "summary.csv": plain.getvalue().encode(),
    }
    for name, content in contents.items():
        replace_file(out / name, content)
    return [out / name for name in contents]


def _table(rows: Sequence[Mapping[str, Any]]) -> Any:
    import astropy.table  # slow to import

    tables: Any = astropy.table  # untyped
    columns = []
    for name, (unit, words) in COLUMNS.items():
        values = [row.get(name) for row in rows]
        missing = [value is None for value in values]
        if name in _TEXT:
            column: list[Any] = [shown(str(value or "")) for value in values]
            columns.append(
                tables.MaskedColumn(column, name, dtype=str, description=words)
            )
            continue
        numbers = [0 if value is None else value for value in values]
        whole = all(isinstance(value, int) for value in numbers)
        columns.append(
            tables.MaskedColumn(
                numbers,
                name,
                dtype=int if whole else float,
                mask=missing,
                unit=unit or None,
                description=words,
            )
        )
    return tables.Table(columns)
