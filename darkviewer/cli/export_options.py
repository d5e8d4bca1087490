"""What ``darkviewer process --out`` writes, and in which formats."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from darkviewer.storage.exports.plan import ExportPlan

__all__ = ["add_export_options", "add_overwrite", "export_plan"]


def add_export_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--out`` and what belongs to it."""
    from darkviewer.storage.exports.plan import FORMAT_WORDS, PARTS

    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="write an export into this folder, with the hashes of its files",
    )
    parser.add_argument(
        "--parts",
        type=_among(PARTS),
        metavar="PART,...",
        help=f"what to export: {_listed(PARTS)} (default: all)",
    )
    parser.add_argument(
        "--formats",
        type=_among(FORMAT_WORDS),
        metavar="FORMAT,...",
        help=f"of the tables: {_listed(FORMAT_WORDS)} (default: ecsv,csv)",
    )
    add_overwrite(parser)


def add_overwrite(parser: argparse.ArgumentParser) -> None:
    """Add ``--overwrite``."""
    parser.add_argument(
        "--overwrite",
        action="store_true",
        help="replace the export that is in the folder; without it that is refused",
    )


def _listed(known: Collection[str]) -> str:
    return ", ".join(known)


def _among(known: Collection[str]) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        names = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
        odd = next((name for name in names if name not in known), None)
        if odd is not None:
            words = f"there is no {odd}: choose from" if odd else "name one of"
            raise argparse.ArgumentTypeError(f"{words} {_listed(known)}")
        return names

    return read


def export_plan(arguments: argparse.Namespace) -> ExportPlan:
    """What the options ask for.

    Raises
    ------
    DarkviewerError
        If it could not be written after all the work.
    """
    from darkviewer.storage.exports.folder import check_free
    from darkviewer.storage.exports.plan import ExportPlan, check_formats

    usual = ExportPlan()
    parts, formats = arguments.parts, arguments.formats
    plan = ExportPlan(
        parts=usual.parts if parts is None else frozenset(parts),
        formats=usual.formats if formats is None else formats,
        all_leaders=arguments.all_leaders,
        overwrite=arguments.overwrite,
    )
    if arguments.out is not None:
        check_free(arguments.out, overwrite=plan.overwrite)
        check_formats(plan.formats)
    return plan
