"""What the checks say of one session, as a part of documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from darkviewer.core.health.table import SessionChecks

__all__ = ["check_entries", "nothing_to_judge"]


def check_entries(checks: SessionChecks | None) -> list[dict[str, Any]]:
    """One entry per check, passed ones too."""
    return [
        {
            "name": check.name,
            "status": finding.status,
            "value": finding.value,
            "unit": check.unit,
            "limit": finding.limit,
            "sentence": finding.sentence,
            "frames": list(finding.frames),
        }
        for check, finding in (checks.findings if checks else ())
    ]


def nothing_to_judge(entry: Mapping[str, Any]) -> bool:
    """Whether a check had nothing to compare: it passes, but says nothing."""
    return bool(
        entry["status"] == "pass" and entry["value"] is None and entry["limit"] is None
    )
