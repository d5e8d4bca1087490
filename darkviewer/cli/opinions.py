"""``darkviewer opinions``: keep, check and exchange what people said."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.foreign_text import shown

__all__ = ["add_opinions_command"]

_MOST_BYTES = 2**30
_UNSOUND = 3


def add_opinions_command(subparsers: Any) -> None:
    """Add the command and what it can do to the parser."""
    parser = subparsers.add_parser(
        "opinions",
        help="back up, check, export and import what people said",
        description="What people said of frames, cameras and folders (frames left out, "
        "kinds, e-/ADU, limits, expectations) is kept in one file, which is only ever "
        "added to.",
    )
    parser.set_defaults(run=lambda _: parser.error("name what to do with them"))
    parts = parser.add_subparsers(title="commands", metavar="COMMAND")
    parts.add_parser(
        "backup",
        help="copy them now, and print where; a copy is made daily in any case",
    ).set_defaults(run=_back_up)
    parts.add_parser(
        "check", help="look at every one; exit status 3 if something is wrong"
    ).set_defaults(run=_check)
    export = parts.add_parser(
        "export", help="write all of them as lines of JSON, for another computer"
    )
    export.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="to write; an existing one is never overwritten",
    )
    export.set_defaults(run=_export)
    taken = parts.add_parser(
        "import",
        help="add those of other files: in any order, twice too, the outcome is the "
        "same",
    )
    taken.add_argument(
        "files", type=Path, nargs="+", metavar="FILE", help="from export"
    )
    taken.set_defaults(run=_import)


def _back_up(_: argparse.Namespace) -> None:
    from darkviewer.storage.opinions.backups import back_up
    from darkviewer.storage.opinions.store import opinions_path

    print(shown(str(back_up(opinions_path()))))


def _check(_: argparse.Namespace) -> int:
    from darkviewer.storage.opinions.backups import soundness
    from darkviewer.storage.opinions.store import SCHEMA, opinions_path

    known = soundness(opinions_path(), SCHEMA)
    for sentence in known.problems:
        print(shown(sentence))
    print(f"{_count(known.opinions)} can be read")
    return _UNSOUND if known.problems else 0


def _export(arguments: argparse.Namespace) -> None:
    from darkviewer.storage.atomic import write_new_file
    from darkviewer.storage.opinions.lines import as_lines
    from darkviewer.storage.opinions.store import kept_opinions

    kept = kept_opinions()
    content = as_lines(kept)
    path = write_new_file(arguments.file, lambda file: file.write(content))
    print(f"{_count(len(kept))} in {shown(str(path))}")


def _import(arguments: argparse.Namespace) -> None:
    from darkviewer.storage.opinions.lines import read_lines
    from darkviewer.storage.opinions.store import add_opinions

    for path in arguments.files:
        content = _content(path)
        found = list(read_lines(content))
        odd = sum(bool(line.strip()) for line in content.splitlines()) - len(found)
        if odd and not found:
            raise DarkviewerError(
                f"{path} holds no opinions: choose a file that `darkviewer opinions "
                "export` wrote"
            )
        new = add_opinions(found)
        left = f"; {odd} lines are none and were left out" if odd else ""
        print(f"{shown(str(path))}: {_count(len(found))}, {new} of them new{left}")


def _content(path: Path) -> bytes:
    if path.stat().st_size > _MOST_BYTES:
        raise DarkviewerError(
            f"{path} is larger than a gigabyte: choose a file that `darkviewer "
            "opinions export` wrote"
        )
    return path.read_bytes()


def _count(number: int) -> str:
    return f"{number} {'opinion' if number == 1 else 'opinions'}"
