"""Opinions as a table that astronomers' tools read, and back, with nothing lost."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from darkviewer.core.foreign_text import escaped, unescaped
from darkviewer.core.review.verdict import read_verdict
from darkviewer.storage.opinions.lines import opinion_of, read_lines

if TYPE_CHECKING:
    from darkviewer.core.opinions.events import Opinion
    from darkviewer.core.review.verdict import Verdict

__all__ = ["as_ecsv", "read_opinions"]

_MARK = b"# %ECSV"

_LONGEST_CELL = 2**26
"""Characters; `csv` would take 128 Ki only."""

_LARGEST_PLACE = 2**62
"""Of a column of whole numbers."""

_EVENT = {
    "id": "UUID of the opinion, which is never changed",
    "at": "when, UTC",
    "who": "account of the person who said it",
    "topic": "exclusion, kind, gain, limits, expectation or verdict",
    "subject": "what it is about",
    "supersedes": "id of the opinions it takes the place of",
    "value": "what is said, as JSON; empty: in the columns that follow, or taken back",
}
_WORDS = {
    "reviewer": "whose verdict it is",
    "scope": "event: in this frame; pixel: in all frames",
    "place": "content hash of the frame, or the camera",
    "class": "of the verdict; empty in rows that are none",
    "note": "in words",
    "tags": "as JSON",
    "shown": "what was on show, as JSON",
}
_AS_JSON = frozenset({"tags", "shown"})
_NUMBERS = {
    "x": ("pix", "column on the whole sensor, 0-based, unbinned"),
    "y": ("pix", "row on the whole sensor, 0-based, unbinned"),
    "certainty": ("", "0 to 1, where given"),
    "spent_s": ("s", "time that the reviewer looked at it"),
}
_FLAGS = {
    "blind": "the program's label and evidence were hidden",
    "salted": "the program had put the source there",
}


def as_ecsv(opinions: Iterable[Opinion]) -> bytes:
    """An astropy table with a row for each opinion.

    Texts are escaped as in JSON strings: a line break is ``\\n``.
    """
    import astropy.table
    import numpy as np

    tables: Any = astropy.table  # untyped
    said = [(opinion, _plain_verdict(opinion)) for opinion in opinions]
    missing = np.array([verdict is None for _, verdict in said], np.bool_)
    values = [{} if verdict is None else verdict.as_value() for _, verdict in said]
    columns = [
        tables.Column(
            np.array([_of_event(*one, name) for one in said], np.str_),
            name=name,
            description=sentence,
        )
        for name, sentence in _EVENT.items()
    ]
    columns += [
        tables.Column(
            np.array([_of_verdict(value, name) for value in values], np.str_),
            name=name,
            description=sentence,
        )
        for name, sentence in _WORDS.items()
    ]
    for name, (unit, sentence) in _NUMBERS.items():
        kind = np.int64 if name in ("x", "y") else np.float64
        numbers = [value.get(name) for value in values]
        columns.append(
            tables.MaskedColumn(
                np.array([number or 0 for number in numbers], kind),
                name=name,
                mask=[number is None for number in numbers],
                unit=unit or None,
                description=sentence,
            )
        )
    for name, sentence in _FLAGS.items():
        flags = np.array([value.get(name, False) for value in values], np.bool_)
        columns.append(
            tables.MaskedColumn(flags, name=name, mask=missing, description=sentence)
        )
    text = io.StringIO()
    meta = {"content": "Darkviewer opinions"}
    tables.Table(columns, meta=meta).write(text, format="ascii.ecsv", delimiter=",")
    return text.getvalue().encode()


def _plain_verdict(opinion: Opinion) -> Verdict | None:
    """The verdict, if its columns hold all that is said."""
    verdict = read_verdict(opinion)
    if verdict is None or max(abs(verdict.x), abs(verdict.y)) > _LARGEST_PLACE:
        return None
    return verdict if _json(verdict.as_value()) == _json(opinion.value) else None


def _of_event(opinion: Opinion, verdict: Verdict | None, name: str) -> str:
    if name != "value":
        return escaped(str(getattr(opinion, name)))
    return "" if verdict or opinion.value is None else _json(opinion.value)


def _of_verdict(value: Mapping[str, Any], name: str) -> str:
    part = value.get(name, "")
    return escaped(part) if isinstance(part, str) else _json(part)


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def read_opinions(content: bytes) -> tuple[list[Opinion], int]:
    """Those of a table or of lines of JSON, and how many rows or lines are none."""
    if content.startswith(_MARK):
        read = list(_read_rows(content))
        found = [opinion for opinion in read if opinion is not None]
        return found, len(read) - len(found)
    found = list(read_lines(content))
    return found, sum(bool(line.strip()) for line in content.splitlines()) - len(found)


def _read_rows(content: bytes) -> Iterator[Opinion | None]:
    """None for each row that is no opinion; after a row that ends nowhere no more."""
    text = content.decode("utf-8", "replace")
    body = io.StringIO(text, newline="")
    # The comments of the head alone: a row may begin with the sign as well.
    head = list(takewhile(lambda line: line.startswith("#"), body))
    body.seek(sum(map(len, head)))
    comma = any("delimiter: ','" in line for line in head)
    rows = csv.reader(body, delimiter="," if comma else " ")
    usual = csv.field_size_limit(_LONGEST_CELL)  # of the whole program
    try:
        names = next(rows, [])
        for cells in rows:
            if cells:
                yield _read_row(dict(zip(names, cells, strict=False)))
    except csv.Error:
        yield None
    finally:
        csv.field_size_limit(usual)


def _read_row(row: Mapping[str, str]) -> Opinion | None:
    with suppress(ValueError, KeyError, RecursionError):
        parts = {name: unescaped(row[name]) for name in _EVENT if name != "value"}
        return opinion_of({**parts, "value": _read_value(row)})
    return None


def _read_value(row: Mapping[str, str]) -> Any:
    if row["class"]:
        return {
            **{name: unescaped(row[name]) for name in _WORDS.keys() - _AS_JSON},
            "x": int(row["x"]),
            "y": int(row["y"]),
            "certainty": float(row["certainty"]) if row["certainty"] else None,
            "spent_s": float(row["spent_s"]),
            **{name: json.loads(row[name]) for name in _AS_JSON},
            **{name: row[name] == "True" for name in _FLAGS},
        }
    return json.loads(row["value"]) if row["value"] else None
