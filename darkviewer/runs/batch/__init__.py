"""Whole archives; for scripts: ``from darkviewer.runs import batch``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from darkviewer.core.lazy_names import lazy_names

if TYPE_CHECKING:
    from darkviewer.runs.batch.batch import Batch, local, run_batch
    from darkviewer.runs.batch.plan import Asked
    from darkviewer.runs.batch.work import CHECK, PROCESS

__all__ = ["CHECK", "PROCESS", "Asked", "Batch", "local", "run_batch"]

_HOMES = {
    "batch": ("Batch", "local", "run_batch"),
    "plan": ("Asked",),
    "work": ("CHECK", "PROCESS"),
}

__getattr__, __dir__ = lazy_names(__name__, _HOMES)
