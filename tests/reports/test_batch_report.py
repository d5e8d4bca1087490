"""A report for each series, and the overview that leads to it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from darkviewer.reports.batch import write_overview
from darkviewer.reports.batch_report import REPORT
from tests.helpers.archives import asked_of, done_here
from tests.helpers.captures import cube, write_capture


class Links(HTMLParser):
    """Where a page leads to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [v or "" for n, v in attrs if (tag, n) == ("a", "href")]


def test_the_overview_leads_to_reports_that_are_there(tmp_path: Path) -> None:
    write_capture(tmp_path / "archive", cube())
    out = tmp_path / "out 100%"
    batch = done_here(asked_of(tmp_path / "archive", out, REPORT))
    write_overview(batch)
    (link,) = Links((out / "index.html").read_text(encoding="utf-8")).found
    page = (out / unquote(link)).read_text(encoding="utf-8")
    embedded = re.search(
        r'<script type="application/json"[^>]*>(.*?)</script>', page, re.S
    )
    assert embedded is not None
    assert json.loads(embedded[1])
    (record,) = batch.ended
    assert record.row["report"] == Path(unquote(link)).name
