"""What of a session is exported, and how; light enough for a command line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec

from darkviewer.core.errors import DarkviewerError

__all__ = ["FORMAT_WORDS", "PARTS", "ExportPlan", "check_formats"]

PARTS: dict[str, str] = {
    "master": "the master with its errors (FITS)",
    "candidates": "all leaders, and what was measured of them",
    "regions": "candidates as regions for DS9",
    "verdicts": "what reviewers said",
    "frames": "the frames in numbers",
    "checks": "whether the frames are sound",
}
"""What can be written, and what it is."""

FORMAT_WORDS: dict[str, str] = {
    "ecsv": "for astropy: units, sentences and provenance in one text file",
    "csv": "for pandas, R and spreadsheets; provenance in comments above the names",
    "votable": "for TOPCAT and STILTS: units, UCDs and provenance",
    "parquet": "for pandas, polars and DuckDB; needs pyarrow",
}
"""Formats of tables, and what each is for."""


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What is asked for.

    Attributes
    ----------
    parts : frozenset of str
        Of `PARTS`; what is not known of the session is left out.
    formats : tuple of str
        Of tables, see `FORMAT_WORDS`.
    all_leaders : bool
        Regions of the leaders that are no candidates, too; the tables always hold all.
    overwrite : bool
        An export that is in the folder may be replaced.
    """

    parts: frozenset[str] = frozenset(PARTS)
    formats: tuple[str, ...] = ("ecsv", "csv")
    all_leaders: bool = False
    overwrite: bool = False


def check_formats(names: Iterable[str]) -> None:
    """Refuse at once what could not be written after all the work.

    Raises
    ------
    DarkviewerError
        If a library that a format needs is not installed.
    """
    if "parquet" in names and find_spec("pyarrow") is None:
        raise DarkviewerError(
            "Parquet files need pyarrow, which is not installed: run `pip install "
            "'darkviewer[parquet]'`, or choose another format"
        )
