"""CSV files as a reader has them that knows of comments, by Python's own module."""

from __future__ import annotations

import csv
import io
from pathlib import Path


def rows_of(text: str) -> list[dict[str, str]]:
    """Below the comments; a comment among the rows is one of them."""
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="").readlines()
    first = next(n for n, line in enumerate(lines) if not line.startswith("#"))
    return list(csv.DictReader(lines[first:]))


def rows_in(path: Path) -> list[dict[str, str]]:
    """The same of a file."""
    return rows_of(path.read_bytes().decode())
