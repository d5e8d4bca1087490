"""The overview of a batch: all its series on one page, with links to their results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from darkviewer.reports.page.environment import environment

__all__ = ["MOST_ROWS", "render_overview"]

MOST_ROWS = 5000
"""A browser scrolls through them at ease; the tables have all."""


def render_overview(
    rows: Sequence[Mapping[str, Any]], meta: Mapping[str, Any], moment: datetime
) -> str:
    """The HTML of an overview.

    Parameters
    ----------
    rows : sequence of mapping
        From `darkviewer.reports.batch.batch_rows`, the newest first.
    meta : mapping
        From `darkviewer.reports.batch.batch_meta`.
    moment : datetime
        UTC, that the page names.
    """
    states = Counter(row["state"] for row in rows)
    checks = Counter(row["checks"] for row in rows if row.get("checks"))
    failed = [row for row in rows if row["state"] == "failed"]
    others = [row for row in rows if row["state"] != "failed"]
    listed = [*failed, *others][:MOST_ROWS]
    return (
        environment()
        .get_template("overview.html")
        .render(
            meta=meta,
            created=f"{moment:%Y-%m-%d %H:%M} UTC",
            tiles=[
                ("series done", f"{states['done']}"),
                ("failed", f"{states['failed']}"),
                ("skipped", f"{states['skipped']}"),
                ("done, a check failed", f"{checks['fail']}"),
            ],
            rows=[_row(row) for row in listed],
            left=len(rows) - len(listed),
        )
    )


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """With every value that the page asks for, and a link that any name survives."""
    names = ("kind", "exposure_s", "temperature_c", "level_e", "candidates", "checks")
    known = {name: row.get(name) for name in names}
    ends = [row.get(f"sources_per_hour{part}") for part in ("", "_low", "_high")]
    link = quote("/".join(filter(None, (row["results"], row.get("report")))))
    return dict(row) | known | {"sources": ends, "link": link}
