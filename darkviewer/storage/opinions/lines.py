"""Opinions as lines of JSON: to be carried to another computer, or kept for a while."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields
from typing import Any

from darkviewer.core.opinions.events import Opinion

__all__ = ["as_lines", "read_lines"]

_NAMES = frozenset(item.name for item in fields(Opinion))


def as_lines(opinions: Iterable[Opinion]) -> bytes:
    """One line for each, in ASCII."""
    lines = (json.dumps(_document(opinion)) + "\n" for opinion in opinions)
    return "".join(lines).encode("ascii")


def _document(opinion: Opinion) -> dict[str, Any]:
    parts = {name: getattr(opinion, name) for name in sorted(_NAMES)}
    value = parts["value"]
    return parts | {"value": None if value is None else dict(value)}


def read_lines(content: bytes) -> Iterator[Opinion]:
    """Those that `as_lines` wrote; lines that are no opinions are passed over."""
    for line in content.splitlines():
        with suppress(ValueError, RecursionError):
            parts = json.loads(line)
            if isinstance(parts, dict) and parts.keys() == _NAMES and _sound(parts):
                yield Opinion(**parts)


def _sound(parts: Mapping[str, Any]) -> bool:
    words = (text for name, text in parts.items() if name != "value")
    said = parts["value"] is None or isinstance(parts["value"], dict)
    return said and all(isinstance(text, str) for text in words)
