"""A part of a frame."""

from __future__ import annotations

__all__ = ["Region"]

Region = tuple[int, int, int, int]
"""(x0, x1, y0, y1), 0-based, both ends included."""
