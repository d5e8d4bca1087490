"""Tables, regions, lists of bad pixels and records that can be verified."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.runs.verifying.fits_kinds import masked_again
from darkviewer.runs.verifying.kinds import (
    Kind,
    UncheckableError,
    of_one,
    rules_of_record,
)

if TYPE_CHECKING:
    from darkviewer.core.evidence.comparison import Item
    from darkviewer.core.progress import Job
    from darkviewer.runs.verifying.rebuilt import Rebuilt
    from darkviewer.storage.exports.tables.columns import ExportTable

__all__ = ["table_kind"]


def table_kind(path: Path) -> Kind | None:
    """What a file is, by the first part of its name; None for what is none of ours."""
    name = path.name.partition("_")[0].split(".")[0].casefold()
    return _BY_NAME.get((name, path.suffix.lower()))


_Reader = Callable[[bytes, str], tuple[dict[str, "Item"], dict[str, Any]]]


def _candidates(again: Rebuilt) -> ExportTable:
    from darkviewer.storage.exports.tables.candidates import candidate_columns

    names = [source.name for source in again.calibration.used]
    return candidate_columns(again.selected, names)


def _frames(again: Rebuilt) -> ExportTable:
    from darkviewer.storage.exports.tables.frames import frame_columns

    return frame_columns(again.session, again.judged)


def _checks(again: Rebuilt) -> ExportTable:
    from darkviewer.storage.exports.tables.checks import check_columns

    return check_columns(again.judged)


def _verdicts(again: Rebuilt) -> ExportTable:
    """Without rows: no frame shows what reviewers said."""
    from darkviewer.storage.exports.tables.verdicts import verdict_columns

    return verdict_columns((), again.found.inputs, again.session.frames[0])


_TABLES: Mapping[str, tuple[str, Callable[[Rebuilt], ExportTable]]] = {
    "Candidates": ("table of candidates", _candidates),
    "Frames": ("table of frames", _frames),
    "Checks": ("table of checks", _checks),
    "Verdicts": ("table of verdicts", _verdicts),
}


def _read(suffix: str, content: bytes, path: Path) -> tuple[dict[str, Item], Any]:
    """Items and provenance; calculated again, a table is no file and has no name."""
    from darkviewer.storage.exports import text_items

    readers: dict[str, _Reader] = {
        ".ecsv": text_items.ecsv_items,
        ".csv": text_items.csv_items,
        ".vot": text_items.votable_items,
        ".json": text_items.json_items,
        ".parquet": _read_parquet,
    }
    items, record = readers.get(suffix, text_items.line_items)(content, path.name)
    if not record:
        raise UncheckableError(
            f"{path.name} does not say how it was made (lists for PixInsight cannot, "
            "and a CSV of an earlier version has it in a file beside it): verify "
            "another file of the same export, or export again"
        )
    return items, record


def _read_parquet(content: bytes, name: str) -> tuple[dict[str, Item], Any]:
    from darkviewer.storage.exports.parquet_items import parquet_items
    from darkviewer.storage.exports.plan import check_formats

    try:
        check_formats(["parquet"])
    except DarkviewerError as error:
        raise UncheckableError(str(error)) from error
    return parquet_items(content, name)


def _written(
    kind: str,
    make: Callable[[Rebuilt], ExportTable],
    again: Rebuilt,
    _said: Mapping[str, Item],
) -> Job[bytes]:
    from darkviewer.storage.exports.tables.formats import FORMATS

    yield from ()
    return FORMATS[kind].write(make(again), again.record())


def _regions(again: Rebuilt, said: Mapping[str, Item]) -> Job[bytes]:
    """Of candidates, or of all leaders: as many as the file has."""
    from darkviewer.storage.exports.region_file import as_regions

    yield from ()
    record = again.record()
    of_all = as_regions(again.selected, record["frames"], all_leaders=True)
    lines = said["lines"]
    every = isinstance(lines, tuple) and len(lines) == of_all.count(b"\n") + 1
    return as_regions(
        again.selected, record["frames"], all_leaders=every, record=record
    )


def _bad_pixels(kind: str, again: Rebuilt, _said: Mapping[str, Item]) -> Job[bytes]:
    from darkviewer.storage.exports.mask_file import mask_record
    from darkviewer.storage.exports.mask_lists import LISTS

    mask, facts = yield from masked_again(again)
    return LISTS[kind][1](mask, mask_record(mask, facts))


def _record(again: Rebuilt, _said: Mapping[str, Item]) -> Job[bytes]:
    from darkviewer.storage.exports.record_files import provenance_json

    yield from ()
    return provenance_json(again.record())


def _rules(name: str, prefix: str) -> Any:
    if name != "Verdicts":
        return rules_of_record(
            prefix, measured=() if name == "Candidates" else ("column ",)
        )
    said = dict.fromkeys(("column", "rows"), "by reviewers")
    return rules_of_record(prefix, said=said)


_FORMATS = {
    "ecsv": (".ecsv", "meta."),
    "csv": (".csv", "record."),
    "votable": (".vot", "INFO."),
    "parquet": (".parquet", "meta."),
}
"""Ending, and what precedes the keys of the provenance."""

_KINDS: dict[tuple[str, str], Kind] = (
    {
        (name, ending): Kind(
            words,
            partial(_read, ending),
            of_one(partial(_written, kind, make)),
            _rules(name, prefix),
        )
        for name, (words, make) in _TABLES.items()
        for kind, (ending, prefix) in _FORMATS.items()
    }
    | {
        ("Candidates", ".reg"): Kind(
            "regions of candidates",
            partial(_read, ".reg"),
            of_one(_regions),
            rules_of_record("record."),
        ),
    }
    | {
        ("BadPixels", ending): Kind(
            "list of bad pixels",
            partial(_read, ending),
            of_one(partial(_bad_pixels, kind)),
            rules_of_record("record."),
        )
        for kind, ending in (
            *(("csv", ".csv"), ("ds9", ".reg"), ("siril", ".lst"), ("phd2", ".txt")),
        )
    }
    | {
        ("Provenance", ".json"): Kind(
            "record of an export",
            partial(_read, ".json"),
            of_one(_record),
            rules_of_record(""),
        ),
    }
)

_BY_NAME = {(name.casefold(), ending): kind for (name, ending), kind in _KINDS.items()}
