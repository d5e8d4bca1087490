"""Tooltips of foreign text."""

from __future__ import annotations

from html import escape

from darkviewer.core.foreign_text import shown

__all__ = ["plain_tip"]


def plain_tip(text: str) -> str:
    """A tooltip that shows foreign text (headers, file names) as text.

    Qt would take ``<b>`` in it for a tag.
    """
    lines = (escape(shown(line)) for line in text.split("\n"))
    return f"<qt>{'<br>'.join(lines)}</qt>" if text else ""
