"""Opinions as lines of JSON: to be carried to another computer, or kept for a while."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import fields
from typing import Any

from darkviewer.core.opinions.events import Opinion

__all__ = ["as_lines", "opinion_of", "read_lines"]

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
            yield opinion_of(json.loads(line))


def opinion_of(parts: Any) -> Opinion:
    """The opinion that was taken apart so; the parts come from anywhere.

    Raises
    ------
    ValueError
        If they are none.
    """
    if not isinstance(parts, dict) or parts.keys() != _NAMES:
        raise ValueError("other names than those of an opinion")
    if not isinstance(parts["value"], dict | None):
        raise ValueError("the value is neither a mapping nor nothing")
    for name in _NAMES - {"value"}:
        if not isinstance(parts[name], str):
            raise ValueError(f"{name} is no text")
        parts[name].encode()  # half of a surrogate pair cannot be kept
    return Opinion(**parts)
