"""The summary of a batch can be verified: each of its series is processed again.

The records of the series lie beside it. Those of series that were skipped or failed
hold no numbers, and are compared as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.evidence.comparison import Finding, Rules, compare
from darkviewer.core.evidence.origin import origin_of
from darkviewer.core.progress import Progress
from darkviewer.core.provenance.record import seal_of
from darkviewer.core.strict_json import strict_json
from darkviewer.reports.batch import row_of
from darkviewer.reports.page_items import embedded_in
from darkviewer.runs.batch.work import outcome_row
from darkviewer.runs.verifying.kinds import FIT_TOLERANCE
from darkviewer.runs.verifying.rebuilt import found_frames, rebuilt
from darkviewer.runs.verifying.verify import Verification, not_again
from darkviewer.storage.batches.records import DONE, Record, read_records

if TYPE_CHECKING:
    from darkviewer.core.evidence.comparison import Item
    from darkviewer.core.progress import Job

__all__ = ["is_summary", "verified_summary"]

_STEM = "summary"
_KIND = "summary of a batch"
_FORMATS = {".ecsv": "ecsv", ".csv": "csv", ".parquet": "parquet"}
_BESIDE = "series", "left"
_ADAPTED = ("gain_e_per_adu", "padding_bits", "pixel_scale_arcsec", "fwhm_px")
"""Parameters that follow the headers of each series."""
_OF_ALTERED = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
_SAID = {
    "column seconds": "how long it took",
    **dict.fromkeys(("program", "root", "work", "stopped"), "of how it was run"),
}


def is_summary(path: Path) -> bool:
    """By its name: it says itself nothing else of what it is."""
    return path.stem == _STEM and path.suffix.lower() in _FORMATS


@dataclass(frozen=True, slots=True)
class _Series:
    """One row, made again as far as that can be."""

    row: Mapping[str, Any]
    parameters: Mapping[str, Any] | None = None
    why: str = ""
    frames: tuple[Path, ...] = ()


def verified_summary(path: Path, session: Path | None = None) -> Job[Verification]:
    """Process every series of a summary again, one after the other, and compare.

    Parameters
    ----------
    path : Path
        In the folder of its batch.
    session : Path, optional
        Where the frames are now.

    Raises
    ------
    DarkviewerError
        If it cannot be read.
    """
    from darkviewer.storage.fits.files import read_from

    content = read_from(path, lambda file: file.read())
    try:
        said, meta = _reader(path)(content, path.name)
        rows = _said_rows(said)
    except DarkviewerError as error:
        return Verification(
            path, _KIND, "", (Finding("the file", "differs", str(error)),)
        )
    if not any((path.parent / name).is_dir() for name in _BESIDE):
        words = f"the records of its batch are not beside {path.name}: put it there"
        return Verification(path, _KIND, "", (Finding("the file", "unchecked", words),))
    records = {(r.where, r.series): (p, r) for p, r in read_records(path.parent)}
    series = []
    for number, key in enumerate(rows):
        yield Progress("Processing the series again", number, len(rows))
        series.append((yield from _again(records.get(key), session)))
    version = str(meta.get("program", "")).removeprefix("Darkviewer ")
    findings = (_sealed(meta), *_apart(rows, records, series))
    if all(one.row for one in series):
        made = _plain(_made(path, series, meta))
        findings = (*findings, *compare(_plain(said), made, _RULES))
    frames = tuple(dict.fromkeys(chain.from_iterable(one.frames for one in series)))
    return Verification(path, _KIND, version, findings, frames)


def _reader(
    path: Path,
) -> Callable[[bytes, str], tuple[dict[str, Item], dict[str, Any]]]:
    from darkviewer.storage.exports.parquet_items import parquet_items
    from darkviewer.storage.exports.text_items import csv_items, ecsv_items

    readers = {".ecsv": ecsv_items, ".csv": csv_items, ".parquet": parquet_items}
    return readers[path.suffix.lower()]


def _said_rows(said: Mapping[str, Item]) -> list[tuple[str, str]]:
    """Capture and series of each row."""
    where, series = said.get("column where"), said.get("column series")
    if not isinstance(where, tuple) or not isinstance(series, tuple):
        raise DarkviewerError("it names no series: write it again")
    return list(zip(map(str, where), map(str, series), strict=True))


def _again(known: tuple[Path, Record] | None, session: Path | None) -> Job[_Series]:
    yield from ()
    if known is None:
        return _Series({}, why="its record is missing or cannot be read")
    folder, record = known
    row = row_of(folder.parent.parent, record)
    if record.state != DONE:
        return _Series(row)
    try:
        origin = origin_of(_provenance(folder), folder.name)
        why = not_again(origin, {})
        if origin.record.get("seal") != seal_of(origin.record):
            why = ["the record of its results was altered: its seal is another"]
        found = yield from found_frames(origin, folder, session)
        why = [*why, *found.missing.values()]
        if why:
            return _Series(row, why=why[0])
        again = yield from rebuilt(origin, found)
        if again.outcome is None:
            return _Series(row, why="its record does not say what was searched for")
        own = outcome_row(again.outcome)
        report = {k: v for k, v in record.row.items() if k == "report"}
        whole = replace(record, row=own | report, n_frames=own["frames"])
        made = row_of(folder.parent.parent, whole)
    except DarkviewerError as error:
        return _Series(row, why=str(error))
    except _OF_ALTERED as error:
        return _Series(row, why=f"nothing can be made of its record: {error!r}")
    frames = tuple(found.paths.values())
    return _Series(made, origin.parameters.as_dict(), frames=frames)


def _provenance(folder: Path) -> Any:
    """How the results of a series were made, by what lies in their folder."""
    for path in sorted(folder.glob("Provenance_*.json")):
        return strict_json(path.read_text("utf-8"))
    for path in sorted(folder.glob("Report_*.html")):
        return strict_json(embedded_in(path.read_text("utf-8")))["provenance"]
    raise DarkviewerError(
        "checks look at a few rows of each frame, and hash none: a batch of `process` "
        "or of reports can be verified"
    )


def _made(
    path: Path, series: Sequence[_Series], meta: Mapping[str, Any]
) -> dict[str, Item]:
    """Items of the summary of these rows."""
    from darkviewer.storage.exports.tables.archive import archive_columns
    from darkviewer.storage.exports.tables.formats import FORMATS

    known = next((one.parameters for one in series if one.parameters), None)
    said = meta.get("parameters")
    if known is not None and isinstance(said, dict):
        kept = {name: said[name] for name in _ADAPTED if name in said}
        meta = {**meta, "parameters": {**known, **kept}}
    rows = sorted((one.row for one in series), key=_place, reverse=True)
    table = archive_columns(rows)
    content = FORMATS[_FORMATS[path.suffix.lower()]].write(table, meta)
    items, _ = _reader(path)(content, path.name)
    return items


def _place(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The newest first, see `Batch.records`."""
    return row["begun"], row["where"], row["series"]


def _plain(items: Mapping[str, Item]) -> dict[str, Item]:
    """Keys of the record without what precedes them in one format or another."""
    return {
        key.removeprefix("meta.").removeprefix("record."): item
        for key, item in items.items()
        if key.rpartition(".")[2] != "seal"
    }


def _sealed(meta: Mapping[str, Any]) -> Finding:
    what = "the record as a whole"
    if "seal" not in meta:
        words = "it has no seal, as those of earlier versions: run the batch again"
        return Finding(what, "unchecked", words)
    if meta["seal"] == seal_of(meta):
        return Finding(what, "equal")
    return Finding(what, "differs", "its seal is another: something in it was changed")


def _apart(
    rows: Sequence[tuple[str, str]],
    records: Mapping[tuple[str, str], tuple[Path, Record]],
    series: Sequence[_Series],
) -> Iterator[Finding]:
    """Series that could not be processed again, and records that have no row."""
    for (where, name), one in zip(rows, series, strict=True):
        if one.why:
            yield Finding(f"{where} {name}", "unchecked", one.why)
    for where, name in records:
        if (where, name) not in rows:
            words = "it has a record and no row: its capture is gone, or the row is"
            yield Finding(f"{where} {name}", "unchecked", words)


def _said(item: str) -> str:
    return next((why for key, why in _SAID.items() if item == key), "")


_RULES = Rules(lambda item: FIT_TOLERANCE if item.startswith("column ") else 0.0, _said)
