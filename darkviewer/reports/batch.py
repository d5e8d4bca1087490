"""A batch in words and as plain data."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from darkviewer import __version__
from darkviewer.core.errors import DarkviewerError
from darkviewer.core.foreign_text import shown
from darkviewer.core.plain_values import plain, printable
from darkviewer.core.progress import duration
from darkviewer.core.provenance.record import seal_of
from darkviewer.storage.batches.records import (
    DONE,
    FAILED,
    SKIPPED,
    digest_of,
    results_path,
)
from darkviewer.storage.free_memory import in_words

if TYPE_CHECKING:
    from pathlib import Path

    from darkviewer.runs.batch.batch import Batch
    from darkviewer.storage.batches.records import Record

__all__ = [
    "batch_lines",
    "batch_meta",
    "batch_rows",
    "check_overview",
    "plan_lines",
    "row_of",
    "write_overview",
]

_MOST_NAMED = 20
"""Failed series that the words name; the summary has all."""
_SAID = ".batch.summary"
"""Digest of what summary and overview say."""


def plan_lines(event: Mapping[str, Any]) -> Iterator[str]:
    """What there is to do, before it is done; `event` as `run_batch` tells it."""
    yield f"{event['todo']} series to do, {in_words(event['bytes'])} to read"
    if event["stale"]:
        yield (
            f"{event['stale']} of them again: frames, parameters or versions have "
            "changed"
        )
    yield (
        f"{event['done']} done before, {event['skipped']} skipped, "
        f"{event['failed']} failed before"
    )
    if event["failed"]:
        yield "what failed before is tried again with --retry-failed"
    if event["passed_over"]:
        yield f"{event['passed_over']} captures are older and were passed over"
    if event["todo"]:
        need, free = in_words(event["out_bytes"]), in_words(event["free_bytes"])
        yield f"about {need} of disk needed, {free} are free"
        yield (
            "how long it takes is not known before the first series is done"
            if event["seconds"] is None
            else f"about {duration(event['seconds'])}, by what was done before"
        )


def batch_lines(batch: Batch) -> Iterator[str]:
    """What became of it."""
    ended = batch.ended
    done = sum(record.state == DONE for record in ended)
    yield f"{done} series done in {duration(batch.seconds)}"
    skipped = len(batch.plan.skipped) + sum(r.state == SKIPPED for r in ended)
    yield f"{len(batch.plan.done)} done before, {skipped} skipped"
    failed = batch.failed
    if failed:
        yield f"{len(failed)} series failed:"
    for record in failed[:_MOST_NAMED]:
        yield f"  {record.where} {record.series}: {record.reason}"
    if len(failed) > _MOST_NAMED:
        yield f"  and {len(failed) - _MOST_NAMED} more, see summary.csv"
    if batch.stopped:
        yield f"{batch.stopped}; {batch.left} series not tried"


def batch_rows(batch: Batch) -> list[dict[str, Any]]:
    """One for each series, the newest first; for `write_overview`."""
    return [row_of(batch.asked.out, record) for record in batch.records]


def batch_meta(batch: Batch) -> dict[str, Any]:
    """What the rows were made with."""
    asked = batch.asked
    known = {
        "program": f"Darkviewer {__version__}",
        "root": shown(str(asked.root)),
        "work": asked.work.name,
        "parameters": asked.parameters.as_dict(),
        "stopped": batch.stopped,
    }
    known = dict(printable(plain(known)))
    return {**known, "seal": seal_of(known)}


def write_overview(batch: Batch, *, moment: datetime | None = None) -> list[Path]:
    """Write the summary as tables and ``index.html``, for all its series.

    They take the place of those of an earlier run: the records say the same. Where they
    would say what those say nothing is written. Parquet is written where pyarrow is
    installed.

    Returns
    -------
    list of Path
        That were written.

    Raises
    ------
    DarkviewerError
        If a file cannot be written, or is of no batch.
    """
    from darkviewer.storage.atomic import replace_file

    check_overview(batch.asked.out)
    rows, meta = batch_rows(batch), batch_meta(batch)
    endings = ["ecsv", "csv"] + ["parquet"] * (find_spec("pyarrow") is not None)
    names = [*(f"summary.{ending}" for ending in endings), "index.html"]
    said, out = digest_of([rows, meta, names]).encode(), batch.asked.out
    if _content(out / _SAID) == said and all((out / name).is_file() for name in names):
        return []
    for name, content in _contents(rows, meta, endings, moment).items():
        replace_file(out / name, content)
    replace_file(out / _SAID, said)
    return [out / name for name in names]


def check_overview(out: Path) -> None:
    """Refuse to put the overview of a batch over files that are none of a batch.

    Raises
    ------
    DarkviewerError
        Before the work, and again before they are written.
    """
    if (out / _SAID).exists():
        return
    names = "summary.ecsv", "summary.csv", "summary.parquet", "index.html"
    name = next((name for name in names if os.path.lexists(out / name)), "")
    if name:
        raise DarkviewerError(
            f"{shown(str(out / name))} is of no batch and is never overwritten: choose "
            "another folder"
        )


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _contents(
    rows: Sequence[Mapping[str, Any]],
    meta: Mapping[str, Any],
    endings: Sequence[str],
    moment: datetime | None,
) -> dict[str, bytes]:
    from darkviewer.reports.page.overview_page import render_overview
    from darkviewer.storage.exports.tables.archive import archive_columns
    from darkviewer.storage.exports.tables.formats import FORMATS

    table = archive_columns(rows)
    contents = {
        f"summary.{ending}": FORMATS[ending].write(table, meta) for ending in endings
    }
    page = render_overview(rows, meta, moment or datetime.now(UTC))
    return contents | {"index.html": page.encode()}


def row_of(out: Path, record: Record) -> dict[str, Any]:
    """What the summary in a folder says of one series."""
    done = record.state == DONE
    return dict(record.row) | {
        "state": record.state,
        "where": record.where,
        "series": record.series,
        "begun": record.begun,
        "reason": record.reason,
        "frames": record.n_frames,
        "seconds": record.seconds if done or record.state == FAILED else None,
        "results": results_path(out, record).relative_to(out).as_posix()
        if done
        else "",
    }
