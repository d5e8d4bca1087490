"""Certificates can be verified: each of their sessions is made again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.plain_values import plain, printable
from darkviewer.core.provenance.record import provenance, seal_of
from darkviewer.reports.certificate import (
    SCHEMA,
    TITLE,
    certificate_document,
    certificate_lines,
)
from darkviewer.reports.page_items import (
    BY_REVIEWERS,
    document_in,
    document_items,
    embedded_in,
    is_of,
    plan_of,
    record_items,
)
from darkviewer.runs.certificate import certificate_of
from darkviewer.runs.exclusion import Contents
from darkviewer.runs.reported import part_of
from darkviewer.runs.verifying.kinds import Kind, UncheckableError, rules_of_record

if TYPE_CHECKING:
    from darkviewer.core.evidence.comparison import Item
    from darkviewer.core.progress import Job
    from darkviewer.runs.certificate import Certificate
    from darkviewer.runs.verifying.rebuilt import Rebuilt

__all__ = ["CERTIFICATE_FORMS", "certificate_kind", "certified_document"]


def certified_document(found: Certificate, moment: datetime) -> dict[str, Any]:
    """The document of ``certify --json``, with how each of its sessions was made.

    Parameters
    ----------
    found : Certificate
        What is certified.
    moment : datetime
        UTC, when.
    """
    records = [
        provenance(
            part.findings, moment=moment, also={"certificate": asdict(part.plan)}
        )
        for part in found.parts
    ]
    document = {**certificate_document(found, moment), "provenance": records}
    known = dict(printable(plain(document)))
    return {**known, "seal": seal_of(known)}


def _as_page(document: dict[str, Any]) -> str:
    from darkviewer.reports.page.certificate_page import render_certificate

    return render_certificate(document)


def _as_json(document: dict[str, Any]) -> str:
    from darkviewer.reports.documents import as_json

    return as_json(document) + "\n"


def _as_text(document: dict[str, Any]) -> str:
    return "\n".join(certificate_lines(document)) + "\n"


CERTIFICATE_FORMS = {".html": _as_page, ".json": _as_json, ".txt": _as_text}
"""How each form is written."""


def certificate_kind(content: bytes, path: Path) -> Kind | None:
    """That of a certificate in any form; None for another file."""
    form = path.suffix.lower()
    marks = {
        ".html": f'id="{SCHEMA}"'.encode() in content,
        ".json": f'"schema": "{SCHEMA}"'.encode() in content,
        ".txt": content.startswith(TITLE.encode()),
    }
    return _KINDS[form] if marks.get(form) else None


def _read(form: str, content: bytes, path: Path) -> tuple[dict[str, Item], Any]:
    if form == ".txt":
        raise UncheckableError(
            f"{path.name} is text alone and does not say how it was made: certify as "
            ".html or .json, and verify that"
        )
    text = content.decode("utf-8", "surrogateescape")
    document = document_in(embedded_in(text) if form == ".html" else text, path.name)
    of_records = record_items(document, path.name)
    items: dict[str, Item] = {
        "page": is_of(text, document, CERTIFICATE_FORMS[form]),
        **document_items(document, "certificate"),
        **of_records,
    }
    return items, document["provenance"]


def _content(
    form: str, results: Sequence[Rebuilt], _said: Mapping[str, Item]
) -> Job[bytes]:
    parts = []
    for again in results:
        if again.outcome is None:
            raise DarkviewerError("it does not say what was searched for")
        part, _ = yield from part_of(
            again.outcome,
            contents=Contents(),
            plan=plan_of(again.origin.record.get("certificate")),
            psf=again.psf,
        )
        parts.append(part)
    document = certified_document(certificate_of(parts), results[0].origin.moment)
    return CERTIFICATE_FORMS[form](document).encode()


_KINDS = {
    form: Kind(
        "certificate",
        partial(_read, form),
        partial(_content, form),
        rules_of_record(
            "provenance.",
            said={
                "certificate.software": "by which program and libraries",
                BY_REVIEWERS: "by reviewers",
            },
            measured=("certificate.",),
        ),
    )
    for form in CERTIFICATE_FORMS
}
