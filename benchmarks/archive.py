"""``python -m benchmarks.archive``: whole archives, as ratios and times per series.

Throughput: the same series by single runs in one process, by a batch with one worker
and with two; results are compared before anything is timed. Scan: an archive of many
small files, found for the first time, again, and by the whole command with nothing to
do. Memory: of the process that gives the work, for few and for many series.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.markdown import print_table
from benchmarks.setting import SCALE, SHOT, WARM_E, environment
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import Job, Progress, drive
from darkviewer.runs.batch.batch import local, run_batch
from darkviewer.runs.batch.plan import Asked, make_plan, unit_of
from darkviewer.runs.batch.unit import ONE_THREAD, Unit, Work, run_unit
from darkviewer.runs.batch.work import PROCESS
from darkviewer.storage.batches.records import Record, read_records
from darkviewer.storage.demo.sharpcap import fits_bytes

POOL = 40
"""Different frames on disk; series are different choices of them, as hard links."""


def nothing(_unit: Unit, _folder: Path) -> Job[dict[str, Any]]:
    """The work of a series, without the work."""
    yield Progress("Doing nothing", 0, 1)
    return {}


NOTHING = Work("nothing", nothing)


class Here:
    """Does the work in this process."""

    def __init__(self) -> None:
        self.units: list[Unit] = []

    @property
    def room(self) -> int:
        return 1 - len(self.units)

    @property
    def busy(self) -> int:
        return len(self.units)

    @property
    def running(self) -> tuple[str, ...]:
        return ()

    def submit(self, unit: Unit) -> None:
        self.units.append(unit)

    def finished(self, _timeout_s: float) -> Iterator[tuple[Unit, Record]]:
        unit = self.units.pop()
        yield unit, run_unit(unit)

    def close(self) -> None:
        self.units.clear()


def write_archive(root: Path, series: int, frames: int, size: int) -> None:
    """Series of warm darks; every one has another choice of frames."""
    rng = np.random.default_rng(1)
    pool = root / "pool"
    pool.mkdir(parents=True)
    dark = rng.gamma(4, WARM_E / 4, (size, size))
    for number in range(POOL):
        raw = rng.poisson(dark) / SCALE
        (pool / f"{number}.fits").write_bytes(fits_bytes(raw.astype("u2"), SHOT))
    for number in range(series):
        day, second = divmod(number, 2000)
        name = f"{second // 3600:02}_{second // 60 % 60:02}_{second % 60:02}"
        folder = root / "archive" / f"2024-05-{day + 1:02}" / name / "Dark30s"
        folder.mkdir(parents=True)
        for k, choice in enumerate(rng.choice(POOL, frames, replace=False), start=1):
            os.link(pool / f"{choice}.fits", folder / f"{k:05}.fits")


def asked_of(root: Path, out: Path, work: Work) -> Asked:
    parameters = Parameters()
    return Asked(root / "archive", out, work, parameters, "1", share=ONE_THREAD)


def timed(run: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def found(out: Path) -> dict[str, tuple[int, int]]:
    """Candidates and leaders of each series, by its key."""
    return {
        record.key: (record.row["leaders"], record.row["candidates"])
        for _, record in read_records(out)
    }


def throughput(root: Path, series: int) -> None:
    alone = asked_of(root, root / "alone", PROCESS)
    units = [unit_of(alone, todo) for todo in drive(make_plan(alone)).todo]
    run_unit(units[0])  # imports
    single = timed(lambda: [run_unit(unit) for unit in units[1:]]) / (series - 1)
    rows = [["single runs in one process", f"{single:.3f}", "1", ""]]
    for workers, least in ((1, 0.9), (2, 1.6)):
        asked = asked_of(root, root / f"workers{workers}", PROCESS)
        took = timed(partial(drive, run_batch(asked, local(workers)))) / series
        assert found(asked.out) == found(alone.out)
        name = f"batch, {workers} worker{'s' * (workers > 1)}"
        rows.append([name, f"{took:.3f}", f"{single / took:.2f}", f">= {least}"])
    print_table(
        "Throughput", [("how", "s per series", "x single runs", "asked"), *rows]
    )


def scanning(root: Path, series: int, frames: int) -> None:
    files = series * frames
    asked = asked_of(root, root / "out", NOTHING)
    first = timed(lambda: drive(make_plan(asked)))
    drive(run_batch(asked, Here))
    again = timed(lambda: drive(make_plan(asked)))
    assert not drive(make_plan(asked)).todo
    rows = [
        ["first scan, headers read", f"{first:.1f}", "60 for 10^5 files"],
        ["scan with nothing changed", f"{again:.2f}", "3 for 10^5 files"],
    ]
    print_table(f"{files} files in {series} captures", [("what", "s", "asked"), *rows])


def nothing_to_do(root: Path, series: int) -> None:
    command = [sys.executable, "-m", "darkviewer", "batch", str(root / "archive")]
    command += ["--out", str(root / "out"), "--what", "check", "--json-lines"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    begun = time.perf_counter()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    took = time.perf_counter() - begun
    plan = json.loads(done.stdout.splitlines()[0])
    assert (plan["todo"], plan["done"]) == (0, series)
    title = f"The whole command, {series} series, nothing to do"
    print_table(title, [("s", "asked"), (f"{took:.2f}", "5 for 2000 series")])


_PEAK = """
import resource, sys
from pathlib import Path
from benchmarks.archive import NOTHING, Here, asked_of, drive, run_batch
drive(run_batch(asked_of(Path(sys.argv[1]), Path(sys.argv[2]), NOTHING), Here))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def memory(few: Path, many: Path, counts: tuple[int, int]) -> None:
    rows = []
    for root, count in zip((few, many), counts, strict=True):
        command = [sys.executable, "-c", _PEAK, str(root), str(root / "peak")]
        peak = float(subprocess.check_output(command, text=True))
        rows.append([str(count), f"{peak:.0f}"])
    print_table(
        "Memory of the process that gives the work", [("series", "peak, MiB"), *rows]
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.archive")
    parser.add_argument("--series", type=int, default=200)
    parser.add_argument("--size", type=int, default=1024)
    parser.add_argument("--frames", type=int, default=10)
    parser.add_argument("--captures", type=int, default=10_000)
    parser.add_argument("--rerun", type=int, default=2000)
    parser.add_argument("--only", choices=("throughput", "scan", "rerun", "memory"))
    asked = parser.parse_args()
    print(environment())
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as place:
        roots = {name: Path(place, name) for name in ("large", "many", "rerun")}
        if asked.only in (None, "throughput"):
            write_archive(roots["large"], asked.series, asked.frames, asked.size)
            throughput(roots["large"], asked.series)
        if asked.only in (None, "rerun", "memory"):
            write_archive(roots["rerun"], asked.rerun, asked.frames, 32)
        if asked.only in (None, "scan", "memory"):
            write_archive(roots["many"], asked.captures, asked.frames, 32)
        if asked.only in (None, "scan"):
            scanning(roots["many"], asked.captures, asked.frames)
        if asked.only in (None, "rerun"):
            nothing_to_do(roots["rerun"], asked.rerun)
        if asked.only in (None, "memory"):
            counts = (asked.rerun, asked.captures)
            memory(roots["rerun"], roots["many"], counts)


if __name__ == "__main__":
    main()
