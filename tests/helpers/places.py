"""Where the repository is, and real frames where there are any."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _real_data() -> Path | None:
    """The folder that DARKVIEWER_REAL_DATA names, or ``data`` in a neighbour of ours.

    Real frames are too large for the repository; it has ``captures`` in it.
    """
    named = os.environ.get("DARKVIEWER_REAL_DATA")
    if named:
        return Path(named)
    return next((path.parent for path in ROOT.parent.glob("*/data/captures")), None)


REAL_DATA = _real_data() or ROOT / "no-real-data"
needs_real_data = pytest.mark.skipif(
    not REAL_DATA.is_dir(), reason="no real frames here: set DARKVIEWER_REAL_DATA"
)


def environment(**more: str) -> dict[str, str]:
    """What a process of its own needs to find the package under test."""
    return os.environ | {"PYTHONPATH": str(ROOT)} | more
