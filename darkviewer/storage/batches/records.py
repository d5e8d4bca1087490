"""Records of a batch: small JSON files that say what became of each series.

The record of a series that was processed lies in the folder of its results and is
written last: a folder without one is not finished. Records of series that were left out
or failed lie in a folder of their own. Nothing else is needed to resume.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from darkviewer.storage.atomic import replace_file

__all__ = [
    "DONE",
    "FAILED",
    "RECORD",
    "SKIPPED",
    "Record",
    "clear_unfinished",
    "digest_of",
    "forget_left",
    "hashes_of",
    "keep_done",
    "keep_left",
    "left_path",
    "read_record",
    "read_records",
    "results_path",
    "results_with",
    "unfinished_path",
]

DONE = "done"
SKIPPED = "skipped"
FAILED = "failed"
_STATES = (DONE, SKIPPED, FAILED)

RECORD = "series.json"
_RESULTS = "series"
_LEFT = "left"
_PART = re.compile(r"\..+\.part", re.DOTALL)
_SCHEMA = "darkviewer-batch-1"
_LONGEST = 100
"""Characters of a name that come from the archive."""
_DIGITS = 16
"""Of a digest in the name of a folder."""


@dataclass(frozen=True, slots=True)
class Record:
    """What became of one series.

    Attributes
    ----------
    state : str
        ``done``, ``skipped`` or ``failed``.
    where : str
        Path of the capture from the root of the archive, with slashes.
    series : str
        Its id in the capture.
    all_series : tuple of str
        Ids of all series of the capture.
    found : str
        Digest of names, sizes and times of the capture's files.
    heard : str
        Digest of what was asked and of all that people said when headers were read.
    asked : str
        Digest of what was asked of this series, with what people said of it.
    key : str
        Digest of `asked` and of the contents of the frames; empty where not done.
    reason : str
        Why it was skipped or failed, one sentence.
    begun : str
        Time of the first frame, UTC; empty where no header tells.
    n_frames, n_bytes : int
        Of the series.
    seconds : float
        That it took.
    row : mapping
        What the summary shows of it.
    files : mapping
        Name of each file of the results -> SHA-256.
    """

    state: str
    where: str
    series: str
    all_series: tuple[str, ...] = ()
    found: str = ""
    heard: str = ""
    asked: str = ""
    key: str = ""
    reason: str = ""
    begun: str = ""
    n_frames: int = 0
    n_bytes: int = 0
    seconds: float = 0.0
    row: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Fit for a file: the capture and the series."""
        return _in_name(f"{self.where}-{self.series}".strip("-"))


_FIELDS = {item.name for item in fields(Record)}


def digest_of(value: Any) -> str:
    """SHA-256 of plain data."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def results_path(out: Path, record: Record) -> Path:
    """Folder for the results of a series with this key."""
    return out / _RESULTS / f"{record.name}-{record.key[:_DIGITS]}"


def results_with(out: Path, key: str) -> tuple[Path, Record] | None:
    """Folder and record with this key, whatever the capture was called; None: none."""
    folder, ending = out / _RESULTS, f"-{key[:_DIGITS]}"
    for name in _names(folder):  # there may be 100 000
        if name.endswith(ending):
            record = read_record(folder / name / RECORD)
            if record is not None:
                return folder / name, record
    return None


def unfinished_path(out: Path, record: Record, token: str) -> Path:
    """Where these are written, until they are whole."""
    final = results_path(out, record)
    return final.with_name(f".{final.name}.{token}.part")


def left_path(out: Path, record: Record) -> Path:
    """Record of a series that has no results."""
    place = digest_of([record.where, record.series])[:_DIGITS]
    return out / _LEFT / f"{record.name}-{place}.json"


def keep_done(folder: Path, record: Record) -> None:
    """Write the record of a series into the folder of its results."""
    _write(folder / RECORD, record)


def keep_left(out: Path, record: Record) -> None:
    """Write the record of a series that was skipped or failed."""
    _write(left_path(out, record), record)


def forget_left(out: Path, record: Record) -> None:
    """It is done: nothing is left of an earlier failure."""
    left_path(out, record).unlink(missing_ok=True)


def read_records(out: Path) -> Iterator[tuple[Path, Record]]:
    """All records below the folder of a batch; files that are none are passed over."""
    for folder, inside in ((out / _RESULTS, f"/{RECORD}"), (out / _LEFT, "")):
        for name in sorted(_names(folder)):
            if _PART.fullmatch(name) is None:
                record = read_record(f"{folder}/{name}{inside}")
                if record is not None:
                    yield folder / name, record


def read_record(path: str | Path) -> Record | None:
    """One record; None where there is none that this version can read."""
    try:
        with open(path, "rb") as file:
            value = json.loads(file.read())
        if value.pop("schema") != _SCHEMA or value["state"] not in _STATES:
            return None
        value["all_series"] = tuple(value["all_series"])
        return Record(**{name: value[name] for name in _FIELDS})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def clear_unfinished(out: Path) -> int:
    """Remove what a batch that was killed had not finished; how many folders."""
    folder = out / _RESULTS
    parts = [folder / name for name in _names(folder) if _PART.fullmatch(name)]
    left = [path for path in parts if path.is_dir()]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return len(left)


def hashes_of(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a folder, by name."""
    found = {}
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            found[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def _write(path: Path, record: Record) -> None:
    document = {"schema": _SCHEMA} | asdict(record)
    replace_file(path, json.dumps(document, indent=1).encode("ascii"))


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _in_name(words: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9.+-]+", "_", words)
    return plain[-_LONGEST:].strip("_.-") or "series"
