"""A document of ours and the page that is made of it, as items to be compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.evidence.comparison import flat
from darkviewer.core.provenance.record import seal_of
from darkviewer.core.strict_json import strict_json
from darkviewer.runs.report_plan import ReportPlan

if TYPE_CHECKING:
    from darkviewer.core.evidence.comparison import Item

__all__ = [
    "BY_REVIEWERS",
    "document_in",
    "document_items",
    "embedded_in",
    "is_of",
    "plan_of",
    "record_items",
]

_EMBEDDED = re.compile(
    r'<script type="application/json"[^>]*>(.*?)</script>', re.DOTALL
)
_OF_PEOPLE = re.compile(r"verdicts|reviewers")
BY_REVIEWERS = "by reviewers:"
"""How the name of an item begins that no frame can show."""


def embedded_in(page: str) -> str:
    """The document inside a page; empty where there is none."""
    found = _EMBEDDED.search(page)
    return "" if found is None else found[1]


def document_in(text: str, name: str) -> dict[str, Any]:
    """A document of ours.

    Raises
    ------
    DarkviewerError
        If it cannot be read, or has no provenance.
    """
    try:
        document = strict_json(text)
        document["provenance"]
    except (ValueError, KeyError, TypeError) as error:
        raise DarkviewerError(
            f"{name} holds no document of ours that can be read: {error}"
        ) from error
    return dict(document)


def document_items(document: Mapping[str, Any], kind: str) -> dict[str, Item]:
    """All of it but the provenance, and whether its own seal is right."""
    others = {key: value for key, value in document.items() if key != "provenance"}
    sealed = document.get("seal") == seal_of(document)
    items: dict[str, Item] = {"the document as a whole": sealed}
    for key, item in flat({**others, "seal": None}, kind).items():
        items[f"{BY_REVIEWERS} {key}" if _OF_PEOPLE.search(key) else key] = item
    return items


def record_items(document: Mapping[str, Any], name: str) -> dict[str, Item]:
    """The records of the sessions that it is made of.

    Raises
    ------
    DarkviewerError
        If it names none.
    """
    records = document["provenance"]
    if not isinstance(records, list):
        raise DarkviewerError(f"{name} was altered: it names no session")
    items: dict[str, Item] = {}
    for number, record in enumerate(records, start=1):
        which = f" of session {number}" if len(records) > 1 else ""
        items |= {f"{key}{which}": x for key, x in flat(record, "provenance").items()}
    return items


def is_of(
    content: str,
    document: dict[str, Any],
    written: Callable[[dict[str, Any]], str],
) -> bool:
    """Whether a file is the one that its document makes; altered, it may make none."""
    from jinja2 import TemplateError

    try:
        return written(document) == content
    except (TemplateError, LookupError, TypeError, ValueError, AttributeError):
        return False


def plan_of(said: Any) -> ReportPlan:
    """The plan of a record.

    Raises
    ------
    DarkviewerError
        If it is none.
    """
    try:
        return ReportPlan(**{**said, "fluxes_e": tuple(said["fluxes_e"])})
    except (KeyError, TypeError) as error:
        raise DarkviewerError("it does not say how much was done for it") from error
