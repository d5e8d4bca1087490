"""JSON of which every reader makes the same: no key twice in one object."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["strict_json"]


def strict_json(text: str) -> Any:
    """What a text says.

    Raises
    ------
    ValueError
        If it is no JSON, or has a key twice: some readers take the first, others the
        last.
    """
    return json.loads(text, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"it says {key} twice")
        found[key] = value
    return found
