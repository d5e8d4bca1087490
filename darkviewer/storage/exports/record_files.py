"""The record of provenance as comments of a text, and as a file of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from darkviewer.core.strict_json import strict_json

__all__ = ["RECORD_MARK", "provenance_json", "record_comments", "record_in"]

Record = Mapping[str, Any]

RECORD_MARK = "# darkviewer "
"""How a line of the record begins."""

_BETWEEN = "\x1f"
"""Two values, for a while: JSON spells this sign out in texts."""
_SPELT = str.maketrans(
    {_BETWEEN: "|"} | {sign: f"\\u{ord(sign):04x}" for sign in ",;|"}
)


def provenance_json(record: Record) -> bytes:
    """The record as a file of an export, for programs that read JSON alone."""
    return (json.dumps(record, indent=1) + "\n").encode()


def record_comments(record: Record) -> Iterator[str]:
    """The record as comments of a CSV, a region file or a list: a line for each part.

    Lists get a line for each of their items.
    """
    for name, value in record.items():
        if isinstance(value, list):
            yield f"{RECORD_MARK}{name} = []"
            yield from (f"{RECORD_MARK}{name} + {_in_comment(item)}" for item in value)
        else:
            yield f"{RECORD_MARK}{name} = {_in_comment(value)}"


def _in_comment(value: Any) -> str:
    """JSON with ``|`` in the place of commas between values; texts spell both out.

    A semicolon ends a comment in region files. Spreadsheets divide lines at commas and
    semicolons, could take what follows for a formula, and let a quote there swallow
    the lines below: so each line is one cell.
    """
    text = json.dumps(value, separators=(f" {_BETWEEN} ", ": "))
    return text.translate(_SPELT)


def _of_comment(text: str) -> Any:
    return strict_json(text.replace("|", ","))


def record_in(comments: Iterable[str]) -> dict[str, Any]:
    """The record that these lines hold; each begins with `RECORD_MARK`.

    Raises
    ------
    ValueError, KeyError, AttributeError
        If one of them was altered.
    """
    record: dict[str, Any] = {}
    for line in comments:
        name, sign, value = line.removeprefix(RECORD_MARK).split(" ", 2)
        if sign == "+":
            record[name].append(_of_comment(value))
        elif sign != "=" or name in record:
            raise ValueError(
                f"it says {name} twice" if sign == "=" else f"{name} {sign}"
            )
        else:
            record[name] = _of_comment(value)
    return record
