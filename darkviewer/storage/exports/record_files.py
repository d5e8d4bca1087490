"""The record of provenance in files of every kind but FITS, and read from them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.foreign_text import shown
from darkviewer.core.strict_json import strict_json
from darkviewer.storage.exports.tables.formats import RECORD_KEY

__all__ = [
    "REGION_MARK",
    "provenance_json",
    "read_provenance",
    "region_comments",
    "region_record",
]

Record = Mapping[str, Any]

REGION_MARK = "# darkviewer "
"""How a line of the record begins in a region file."""
_MOST_BYTES = 2**28


def provenance_json(record: Record) -> bytes:
    """The record as a file beside formats that cannot hold it."""
    return (json.dumps(record, indent=1) + "\n").encode()


def region_comments(record: Record) -> Iterator[str]:
    """The record as comments of a DS9 region file, a line for each part.

    Lists get a line for each of their items.
    """
    for name, value in record.items():
        if isinstance(value, list):
            yield f"{REGION_MARK}{name} = []"
            yield from (f"{REGION_MARK}{name} + {_in_comment(item)}" for item in value)
        else:
            yield f"{REGION_MARK}{name} = {_in_comment(value)}"


def _in_comment(value: Any) -> str:
    """JSON without a semicolon, which ends a comment in the eyes of readers."""
    return json.dumps(value).replace(";", "\\u003b")


def read_provenance(path: Path) -> dict[str, Any]:
    """The record that a file carries; of a CSV, that of the file beside it.

    Raises
    ------
    DarkviewerError
        If it carries none, or cannot be read.
    """
    readers = {
        ".ecsv": _from_ecsv,
        ".csv": _from_beside,
        ".vot": _from_votable,
        ".parquet": _from_parquet,
        ".reg": _from_regions,
        ".json": _from_json,
    }
    reader = readers.get(path.suffix.lower())
    found = None
    if reader is not None:
        try:
            found = reader(path)
        except (
            *(OSError, ValueError, KeyError, TypeError, AttributeError),
            *(ImportError, SyntaxError),
        ) as error:
            raise DarkviewerError(
                f"{shown(path.name)} cannot be read ({shown(str(error))}): export again"
            ) from error
    if not isinstance(found, dict) or "schema" not in found:
        raise DarkviewerError(
            f"{shown(path.name)} says nothing of where its numbers came from: choose a "
            "file that Darkviewer exported"
        )
    return found


def _from_json(path: Path) -> Any:
    return strict_json(_text(path))


def _from_beside(path: Path) -> Any:
    _, _, rest = path.stem.partition("_")
    return _from_json(path.with_name(f"Provenance_{rest}.json"))


def _from_ecsv(path: Path) -> Any:
    import astropy.table

    tables: Any = astropy.table  # untyped
    return dict(tables.Table.read(_text(path), format="ascii.ecsv").meta)


def _from_votable(path: Path) -> Any:
    import astropy.io.votable

    votable: Any = astropy.io.votable
    table = votable.parse(str(path)).get_first_table()
    return {info.name: strict_json(info.value) for info in table.infos}


def _from_parquet(path: Path) -> Any:
    parquet: Any = import_module("pyarrow.parquet")  # an extra, in no bundle
    metadata = parquet.read_schema(path).metadata or {}
    return strict_json(metadata[RECORD_KEY.encode()])


def _from_regions(path: Path) -> Any:
    return region_record(_text(path).splitlines())


def region_record(lines: Iterable[str]) -> dict[str, Any]:
    """The record among the comments of a region file.

    Raises
    ------
    ValueError, KeyError, AttributeError
        If one of them was altered.
    """
    record: dict[str, Any] = {}
    for line in lines:
        if line.startswith(REGION_MARK):
            name, sign, value = line.removeprefix(REGION_MARK).split(" ", 2)
            if sign == "+":
                record[name].append(strict_json(value))
            elif name in record:
                raise ValueError(f"it says {name} twice")
            else:
                record[name] = strict_json(value)
    return record


def _text(path: Path) -> str:
    with open(path, "rb") as file:
        return file.read(_MOST_BYTES).decode()
