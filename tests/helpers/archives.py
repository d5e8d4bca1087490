"""Archives of small captures on disk, and an engine that works in this process."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.runs.batch.batch import Batch, run_batch
from darkviewer.runs.batch.plan import Asked
from darkviewer.runs.batch.unit import Unit, Work, run_unit
from darkviewer.runs.batch.work import CHECK
from darkviewer.storage.batches.records import Record
from darkviewer.storage.exports.folder import MANIFEST
from tests.helpers.captures import write_frame

FRAMES = 3
SIZE = 24


def write_archive(root: Path, captures: int) -> list[Path]:
    """Captures of three frames, one a night; the last is the newest."""
    return [write_night(root, day) for day in range(1, captures + 1)]


def write_night(root: Path, day: int) -> Path:
    """A capture that differs from those of other days."""
    noise = np.random.default_rng(day).normal(1000, 30, (FRAMES, SIZE, SIZE))
    folder = root / f"2024-05-{day:02}" / "03_38_48" / "Dark30s"
    folder.mkdir(parents=True)
    for number, frame in enumerate(np.rint(noise).astype(np.uint16), start=1):
        write_frame(folder / f"{number:05}.fits", frame)
    return folder


def asked_of(root: Path, out: Path, work: Work = CHECK, **changes: Any) -> Asked:
    """To do the cheapest work."""
    return Asked(root, out, work, Parameters(), version="1", **changes)


class Here:
    """Does the work when it is asked for what has ended."""

    def __init__(self, run: Callable[[Unit], Record] = run_unit) -> None:
        self.run, self.waiting = run, deque[Unit]()

    @property
    def room(self) -> int:
        return 2 - len(self.waiting)

    @property
    def busy(self) -> int:
        return len(self.waiting)

    @property
    def running(self) -> tuple[str, ...]:
        return ()

    def submit(self, unit: Unit) -> None:
        self.waiting.append(unit)

    def finished(self, _timeout_s: float) -> Iterator[tuple[Unit, Record]]:
        unit = self.waiting.popleft()
        yield unit, self.run(unit)

    def close(self) -> None:
        self.waiting.clear()


def done_here(asked: Asked, **options: Any) -> Batch:
    """A batch in this process."""
    return drive(run_batch(asked, Here, **options))


def results_of(record: Record) -> dict[str, str]:
    """Hashes of its results by name, without the manifest, which says when it was."""
    return {name: found for name, found in record.files.items() if name != MANIFEST}
