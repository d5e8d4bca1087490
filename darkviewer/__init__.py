"""Darkviewer: what a sensor does in the dark, and what could pass for a star."""

from __future__ import annotations

__version__ = "0.1.0"
