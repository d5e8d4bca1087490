"""Reports can be verified: their numbers, and that the page is that of the numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.evidence.comparison import flat
from darkviewer.runs.exclusion import Contents
from darkviewer.runs.report_plan import ReportPlan
from darkviewer.runs.reported import reported
from darkviewer.runs.verifying.kinds import Kind, rules_of_record

if TYPE_CHECKING:
    from darkviewer.core.evidence.comparison import Item
    from darkviewer.core.progress import Job
    from darkviewer.runs.verifying.rebuilt import Rebuilt

__all__ = ["report_kind"]

_EMBEDDED = re.compile(
    r'<script type="application/json"[^>]*>(.*?)</script>', re.DOTALL
)
_ID = b'id="darkviewer-report"'
_OF_PEOPLE = re.compile(r"verdicts|reviewers")
_MARKED = "by reviewers: "


def report_kind(content: bytes, path: Path) -> Kind | None:
    """That of a report; None for another file, a certificate too."""
    is_page = path.suffix.lower() == ".html"
    return REPORT if is_page and _ID in content else None


def _read(content: bytes, path: Path) -> tuple[dict[str, Item], Any]:
    """The document inside; of the page, whether that document makes it."""
    page = content.decode("utf-8", "surrogateescape")
    found = _EMBEDDED.search(page)
    try:
        document = json.loads("" if found is None else found[1])
        record, others = document["provenance"], {**document, "provenance": None}
    except (ValueError, KeyError, TypeError) as error:
        raise DarkviewerError(
            f"{path.name} holds no document of a report that can be read: {error}"
        ) from error
    items: dict[str, Item] = {"page": _is_page_of(page, document)}
    for key, item in (flat(others, "report") | flat(record, "provenance")).items():
        items[f"{_MARKED}{key}" if _OF_PEOPLE.search(key) else key] = item
    return items, record


def _is_page_of(page: str, document: Mapping[str, Any]) -> bool:
    """An altered document may make no page at all."""
    from jinja2 import TemplateError

    from darkviewer.reports.page.report_page import render

    try:
        return render(document) == page
    except (TemplateError, LookupError, TypeError, ValueError, AttributeError):
        return False


def _content(again: Rebuilt, _said: Mapping[str, Item]) -> Job[bytes]:
    from darkviewer.reports.page.report_page import render
    from darkviewer.reports.report_document import report_document

    if again.outcome is None:
        raise DarkviewerError("it does not say what was searched for")
    try:
        asked = again.origin.record["report"]
        plan = ReportPlan(**{**asked, "fluxes_e": tuple(asked["fluxes_e"])})
    except (KeyError, TypeError) as error:
        raise DarkviewerError("it does not say how much was done for it") from error
    found = yield from reported(
        again.outcome, contents=Contents(), plan=plan, psf=again.psf
    )
    return render(report_document(found, again.origin.moment)).encode()


REPORT = Kind(
    "report",
    _read,
    _content,
    rules_of_record(
        "provenance.",
        said={
            "report.certificate.software": "by which program and libraries",
            _MARKED.rstrip(): "by reviewers",
        },
        measured=("report.",),
    ),
)
