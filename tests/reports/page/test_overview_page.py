"""The overview: failures first, nothing that a name can break, no end of rows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from darkviewer.reports.page.overview_page import MOST_ROWS, render_overview

META: dict[str, Any] = {
    "program": "Darkviewer 1",
    "root": "/archive/<b>",
    "work": "process",
    "parameters": {"method": "median"},
    "stopped": "",
}
MOMENT = datetime(2026, 11, 29, 6, 0, tzinfo=UTC)


def row(**changes: Any) -> dict[str, Any]:
    plain = {
        "state": "done",
        "where": "2024/Dark",
        "series": "dark-30s",
        "reason": "",
        "frames": 8,
        "results": "series/a",
        "remarks": "",
    }
    return plain | changes


def test_failures_come_first_with_their_reason() -> None:
    failed = row(state="failed", where="broken", reason="cut off", results="")
    page = render_overview([row(checks="pass"), failed], META, MOMENT)
    assert page.index("broken") < page.index("2024/Dark")
    assert "failed: cut off" in page
    assert "2026-11-29 06:00 UTC" in page


def test_names_stay_text_and_links_survive_them() -> None:
    page = render_overview(
        [row(where="<script>alert(1)</script>", results='series/a"b#?')], META, MOMENT
    )
    assert "<script>alert" not in page
    assert "/archive/&lt;b&gt;" in page
    assert 'href="series/a%22b%23%3F"' in page


def test_rows_without_end_are_cut_with_a_word() -> None:
    page = render_overview([row()] * (MOST_ROWS + 7), META, MOMENT)
    assert page.count("2024/Dark") == MOST_ROWS
    assert "7 more series are in summary.csv" in page


def test_an_empty_archive_and_an_early_end() -> None:
    page = render_overview([], META | {"stopped": "the disk is full"}, MOMENT)
    assert "No series was found" in page
    assert "the disk is full" in page
