"""``darkviewer opinions``: keep, check and exchange what people said."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.cli.arguments import add_json
from darkviewer.cli.commands import print_lines
from darkviewer.core.errors import DarkviewerError
from darkviewer.core.foreign_text import shown

if TYPE_CHECKING:
    from darkviewer.core.opinions.events import Opinion

__all__ = ["add_opinions_command"]

_MOST_BYTES = 2**30
_UNSOUND = 3


def add_opinions_command(subparsers: Any) -> None:
    """Add the command and what it can do to the parser."""
    parser = subparsers.add_parser(
        "opinions",
        help="back up, check, export, import and compare what people said",
        description="What people said of frames, candidates, cameras and folders "
        "(frames left out, verdicts, kinds, e-/ADU, limits, expectations) is kept in "
        "one file, which is only ever added to.",
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
    _add_export(parts)
    _add_import(parts)
    _add_agreement(parts)


def _add_export(parts: Any) -> None:
    export = parts.add_parser(
        "export", help="write all of them into a file, for another computer"
    )
    export.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="to write; an existing one is never overwritten",
    )
    export.add_argument(
        "--format",
        choices=("jsonl", "ecsv"),
        help="lines of JSON, or a table that astropy and TOPCAT read, with each field "
        "of a verdict in a column; default: ecsv if FILE ends so, else jsonl",
    )
    export.set_defaults(run=_export)


def _add_import(parts: Any) -> None:
    taken = parts.add_parser(
        "import",
        help="add those of other files: in any order, twice too, the outcome is the "
        "same",
    )
    taken.add_argument(
        "files",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="from export, in either format",
    )
    taken.add_argument(
        "--check", action="store_true", help="only say what would be added"
    )
    taken.set_defaults(run=_import)


def _add_agreement(parts: Any) -> None:
    agreement = parts.add_parser(
        "agreement",
        help="how the verdicts of several reviewers agree",
        description="Compare what reviewers said of the same events: who said what "
        "where the other said what, kappa with its interval, and what they judged "
        "differently.",
    )
    agreement.add_argument(
        "files",
        type=Path,
        nargs="*",
        metavar="FILE",
        help="from export, counted beside what is kept here; nothing is added",
    )
    add_json(agreement)
    agreement.set_defaults(run=_agreement)


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
    from darkviewer.storage.opinions.exchange import as_ecsv
    from darkviewer.storage.opinions.lines import as_lines
    from darkviewer.storage.opinions.store import kept_opinions

    kept = kept_opinions()
    by_name = "ecsv" if arguments.file.suffix.lower() == ".ecsv" else "jsonl"
    written = as_ecsv if (arguments.format or by_name) == "ecsv" else as_lines
    content = written(kept)
    path = write_new_file(arguments.file, content)
    print(f"{_count(len(kept))} in {shown(str(path))}")


def _import(arguments: argparse.Namespace) -> None:
    from darkviewer.core.review.merging import merged, unknown
    from darkviewer.storage.opinions.store import add_opinions, kept_opinions

    read = [(path, *_read(path)) for path in arguments.files]
    kept = kept_opinions()
    for path, found, odd in read:
        new, contradicting = unknown(merged(found), kept)
        print(f"{shown(str(path))}: {_count(len(found))}, {len(new)} of them new")
        if odd:
            print(f"  {_rows(odd)} no opinion: left out")
        if contradicting:
            print(f"  {_count(len(contradicting))} kept otherwise: left out")
    together, _ = unknown(merged(*(found for _, found, _ in read)), kept)
    if arguments.check:
        print(f"{_count(len(together))} would be added; nothing was changed")
        return
    print(f"{_count(add_opinions(together))} added")


def _read(path: Path) -> tuple[list[Opinion], int]:
    """What a file holds, and how many of its rows hold nothing."""
    from darkviewer.storage.opinions.exchange import read_opinions

    found, odd = read_opinions(_content(path))
    if odd and not found:
        raise DarkviewerError(
            f"{path} holds no opinions: choose a file that `darkviewer opinions "
            "export` wrote"
        )
    return found, odd


def _agreement(arguments: argparse.Namespace) -> None:
    from darkviewer.core.review.comparison import compared
    from darkviewer.core.review.merging import merged
    from darkviewer.reports.agreement import agreement_document, agreement_lines
    from darkviewer.reports.documents import as_json, named
    from darkviewer.storage.opinions.store import kept_opinions

    parts = [_read(path)[0] for path in arguments.files]
    found = compared(merged(kept_opinions(), *parts))
    if arguments.json:
        print(as_json(named("agreement", agreement_document(found))))
        return
    if not found.verdicts:
        raise DarkviewerError(
            "nobody has given a verdict yet: review candidates in the window, or name "
            "files that `darkviewer opinions export` wrote"
        )
    print_lines(agreement_lines(found))


def _content(path: Path) -> bytes:
    if path.stat().st_size > _MOST_BYTES:
        raise DarkviewerError(
            f"{path} is larger than a gigabyte: choose a file that `darkviewer "
            "opinions export` wrote"
        )
    return path.read_bytes()


def _count(number: int) -> str:
    return f"{number} {'opinion' if number == 1 else 'opinions'}"


def _rows(number: int) -> str:
    return "1 row is" if number == 1 else f"{number} rows are"
