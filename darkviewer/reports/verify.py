"""What was found of a file that was verified, as lines and as a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from darkviewer.core.foreign_text import shown

if TYPE_CHECKING:
    from darkviewer.core.evidence.comparison import Finding, Status
    from darkviewer.runs.verifying.verify import Verification

__all__ = ["verify_document", "verify_lines"]

_WORDS: dict[Status, tuple[str, str]] = {
    "equal": ("is equal", "are equal"),
    "differs": ("differs", "differ"),
    "unchecked": ("cannot be checked", "cannot be checked"),
    "said": (
        "is said, and no frame can show it",
        "are said, and no frame can show them",
    ),
}
"""Of one item, and of several."""

_MOST = 20


def verify_document(found: Verification) -> dict[str, Any]:
    """The document of ``verify --json``."""
    return {
        "file": str(found.path),
        "kind": found.kind,
        "version": found.version,
        "status": found.status,
        "counts": dict(found.counts),
        "frames": [str(path) for path in found.frames],
        "items": [asdict(finding) for finding in found.findings],
    }


def verify_lines(found: Verification) -> Iterator[str]:
    """The same for people: what is equal is only counted."""
    by = f", by Darkviewer {shown(found.version)}" if found.version else ""
    yield f"{shown(found.path.name)}: {found.kind}{by}"
    again = f"calculated again from {_counted(len(found.frames), 'file')}"
    yield again if found.frames else "not calculated again"
    for status, count in found.counts.items():
        if count:
            yield f"{_counted(count, 'item')} {_WORDS[status][count > 1]}"
    for status in ("differs", "unchecked"):
        named = [finding for finding in found.findings if finding.status == status]
        yield from map(_line, named[:_MOST])
        if len(named) > _MOST:
            yield f"  and {len(named) - _MOST} more: --json lists all"
    yield f"verdict: {_VERDICTS[found.status]}"


_VERDICTS: dict[Status, str] = {
    "equal": "every number follows from the frames",
    "differs": "NOT as the frames show",
    "unchecked": "not everything could be checked",
}


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _line(finding: Finding) -> str:
    return f"  {shown(finding.item)} {finding.status}: {shown(finding.words)}"
