"""The sources of a master as one document or as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from darkviewer.core.frames.identity import identity
from darkviewer.core.vetting.master_sources import LABELS, MasterSource
from darkviewer.reports.documents import columns_of_text

if TYPE_CHECKING:
    from darkviewer.runs.master_sources import MasterRun

__all__ = ["master_document", "master_lines"]

_MOST_IN_TEXT = 10
"""Of each label, the brightest."""

_CELLS = (
    ("excess_e", ".0f"),
    ("sigmas", ".1f"),
    ("pixels", "d"),
    ("flux_e", ".0f"),
    ("fwhm_px", ".2f"),
    ("p", ".2g"),
    ("dbic", ".1f"),
)


def master_document(run: MasterRun) -> dict[str, Any]:
    """The document of ``master --json``; x and y count from 0."""
    found = run.sources
    return {
        "session": identity(run.session),
        "library": None if run.earlier is None else identity(run.earlier),
        "master": {
            "method": run.calibration.master.method,
            "n": run.calibration.master.n,
            "structure_e": found.structure_e,
            "fwhm_px": found.fwhm_px,
        },
        "counts": dict(found.counts),
        "sentence": found.sentence,
        "sources": [asdict(row) for row in found.rows],
    }


def master_lines(run: MasterRun) -> Iterator[str]:
    """The same for people, the brightest of each label."""
    found, master = run.sources, run.calibration.master
    yield (
        f"{run.session.title}: {master.method} of {master.n}, scatter about the "
        f"surroundings {found.structure_e:.3g} e-, FWHM {found.fwhm_px:g} px"
    )
    for label, words in LABELS.items():
        count = found.counts.get(label, 0)
        if count:
            yield f"{count} {label}: {words}"
    if found.sentence:
        yield found.sentence
    rows: list[tuple[str, ...]] = []
    for label in LABELS:
        some = [row for row in found.rows if row.label == label]
        rows += [_cells(row) for row in some[:_MOST_IN_TEXT]]
    if rows:
        yield ""
        head = (
            *("label", "x", "y", "excess e-", "sigma", "pixels"),
            *("flux e-", "FWHM", "p", "dBIC", "earlier"),
        )
        yield from columns_of_text([head, *rows], right=range(1, 10))
        yield f"x and y are 0-based; at most {_MOST_IN_TEXT} of each label"


def _cells(row: MasterSource) -> tuple[str, ...]:
    numbers = (format(getattr(row, name), form) for name, form in _CELLS)
    known = {None: "", True: "yes", False: "no"}[row.known]
    cells = ("" if number == "nan" else number for number in numbers)
    return (row.label, str(row.x), str(row.y), *cells, known)
