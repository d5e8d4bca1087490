"""Reports can be verified: their numbers, and that the page is that of the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.evidence.comparison import flat
from darkviewer.reports.page_items import (
    BY_REVIEWERS,
    document_in,
    document_items,
    embedded_in,
    is_of,
    plan_of,
)
from darkviewer.runs.exclusion import Contents
from darkviewer.runs.reported import reported
from darkviewer.runs.verifying.kinds import Kind, of_one, rules_of_record

if TYPE_CHECKING:
    from darkviewer.core.evidence.comparison import Item
    from darkviewer.core.progress import Job
    from darkviewer.runs.verifying.rebuilt import Rebuilt

__all__ = ["report_kind"]

_ID = b'id="darkviewer-report"'


def report_kind(content: bytes, path: Path) -> Kind | None:
    """That of a report; None for another file, a certificate too."""
    is_page = path.suffix.lower() == ".html"
    return REPORT if is_page and _ID in content else None


def _read(content: bytes, path: Path) -> tuple[dict[str, Item], Any]:
    """The document inside; of the page, whether that document makes it."""
    from darkviewer.reports.page.report_page import render

    page = content.decode("utf-8", "surrogateescape")
    document = document_in(embedded_in(page), path.name)
    record = document["provenance"]
    items: dict[str, Item] = {"page": is_of(page, document, render)}
    items |= document_items(document, "report")
    return items | flat(record, "provenance"), record


def _content(again: Rebuilt, _said: Mapping[str, Item]) -> Job[bytes]:
    from darkviewer.reports.page.report_page import render
    from darkviewer.reports.report_document import report_document

    if again.outcome is None:
        raise DarkviewerError("it does not say what was searched for")
    plan = plan_of(again.origin.record.get("report"))
    found = yield from reported(
        again.outcome, contents=Contents(), plan=plan, psf=again.psf
    )
    return render(report_document(found, again.origin.moment)).encode()


REPORT = Kind(
    "report",
    _read,
    of_one(_content),
    rules_of_record(
        "provenance.",
        said={
            "report.certificate.software": "by which program and libraries",
            BY_REVIEWERS: "by reviewers",
        },
        measured=("report.",),
    ),
)
