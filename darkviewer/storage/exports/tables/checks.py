"""What the checks say of a session as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from darkviewer.core.foreign_text import shown
from darkviewer.storage.exports.tables.columns import (
    Column,
    ExportTable,
    numbers,
    texts,
)

if TYPE_CHECKING:
    from darkviewer.core.health.table import SessionChecks

__all__ = ["check_columns"]


def check_columns(checks: SessionChecks) -> ExportTable:
    """A row for each check, those that pass too."""
    rows = checks.findings
    words = (
        ("check", "name of the check", "meta.id", [c.name for c, _ in rows]),
        ("measure", "what is compared", "", [c.measure for c, _ in rows]),
        ("status", "pass, warn or fail", "meta.code", [f.status for _, f in rows]),
    )
    figures = (
        ("value", "what was measured, in `unit`", [f.value for _, f in rows]),
        ("limit", "what it may be, in `unit`", [f.limit for _, f in rows]),
    )
    more = (
        ("unit", "of value and limit", "meta.unit", [c.unit for c, _ in rows]),
        ("origin", "where the limit comes from", "", [c.origin for c, _ in rows]),
        ("sentence", "what is so", "meta.note", [f.sentence for _, f in rows]),
        (
            "frames",
            "names of the frames it speaks of, separated by line breaks (\\n)",
            "",
            ["\n".join(map(shown, f.frames)) for _, f in rows],
        ),
    )
    columns = [Column(n, texts(v), "", s, ucd) for n, s, ucd, v in words]
    columns += [Column(n, numbers(v, float), "", s) for n, s, v in figures]
    columns += [Column(n, texts(v), "", s, ucd) for n, s, ucd, v in more]
    return ExportTable("Checks", "checks of the session", tuple(columns))
