"""``python -m benchmarks.archive``: whole archives, every figure beside what is asked.

Throughput: the same series by single runs in one process and in two side by side, by
a batch with one worker and with two; their results are compared, too. Scan: an archive
of many small files, found for the first time and again, in a process of its own, whose
memory is measured.
Rerun: the whole command with nothing to do. Kills: see `benchmarks.batch_kills`. Ends
with status 1 where a figure is not reached.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
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

SINGLE = 60
"""Series that single runs do; enough for a mean."""
POOL = 40
"""Different frames on disk; series are different choices of them, as hard links."""


def nothing(_unit: Unit, _folder: Path) -> Job[dict[str, Any]]:
    """The work of a series, without the work."""
    yield Progress("Doing nothing", 0, 1)
    return {}


NOTHING = Work("nothing", nothing)


@dataclass(frozen=True)
class Figure:
    """One measured number, and what was asked."""

    what: str
    value: float
    unit: str
    asked: str
    reached: bool

    @property
    def row(self) -> list[str]:
        reached = "yes" if self.reached else "NO"
        return [self.what, f"{self.value:.2f} {self.unit}", self.asked, reached]


def at_most(what: str, value: float, limit: float, unit: str = "s") -> Figure:
    return Figure(what, value, unit, f"<= {limit:g} {unit}", value <= limit)


def at_least(what: str, value: float, limit: float) -> Figure:
    return Figure(what, value, "x", f">= {limit:g} x", value >= limit)


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


def single_runs(root: Path, out: Path) -> float:
    """Seconds for each of some series, one after the other in this process."""
    asked = asked_of(root, out, PROCESS)
    todo = drive(make_plan(asked)).todo[: SINGLE + 1]
    units = [unit_of(asked, item) for item in todo]
    run_unit(units[0])  # imports
    return timed(lambda: [run_unit(unit) for unit in units[1:]]) / (len(units) - 1)


def throughput(root: Path, series: int) -> Iterator[Figure]:
    single = single_runs(root, root / "alone")
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        places = root / "beside1", root / "beside2"
        beside = sum(pool.map(single_runs, (root, root), places)) / 2
    expected = found(root / "alone")
    rows = [
        ["single runs in one process", f"{single:.3f}"],
        ["the same in each of two processes side by side", f"{beside:.3f}"],
    ]
    took = {}
    for workers in (1, 2):
        asked = asked_of(root, root / f"workers{workers}", PROCESS)
        took[workers] = timed(partial(drive, run_batch(asked, local(workers)))) / series
        assert expected.items() <= found(asked.out).items()
        name = f"batch, {workers} worker{'s' * (workers > 1)}"
        rows.append([name, f"{took[workers]:.3f}"])
    print_table("Throughput", [("how", "s per series"), *rows])
    yield at_least("one worker, against single runs", single / took[1], 0.9)
    yield at_least("two workers, against one", took[1] / took[2], 1.6)
    yield at_least(
        "each of two workers, against single runs in each of two processes",
        beside / took[2] / 2,
        0.9,
    )


def scan_here(root: Path) -> None:
    """First scan, a run without work, scan again: seconds and the peak of memory."""
    asked = asked_of(root, root / "out-scan", NOTHING)
    first = timed(lambda: drive(make_plan(asked)))
    drive(run_batch(asked, Here))
    again = timed(lambda: drive(make_plan(asked)))
    assert not drive(make_plan(asked)).todo
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([first, again, peak]))


def scanned(root: Path) -> tuple[float, float, float]:
    """The same in a process of its own."""
    call = f"from benchmarks.archive import *; scan_here(Path({str(root)!r}))"
    first, again, peak = json.loads(
        subprocess.check_output([sys.executable, "-c", call])
    )
    return first, again, peak


def scanning(
    few: Path, many: Path, counts: tuple[int, int], files: int
) -> Iterator[Figure]:
    small, (first, again, peak) = scanned(few), scanned(many)
    per_series = (peak - small[2]) / (counts[1] - counts[0]) * 1024
    rows = [[str(counts[0]), f"{small[2]:.0f}"], [str(counts[1]), f"{peak:.0f}"]]
    print_table(
        "Memory of the process that gives the work", [("series", "peak, MiB"), *rows]
    )
    yield at_most(f"first scan of {files} files, headers read", first, 60 * files / 1e5)
    yield at_most(f"scan of {files} files, nothing changed", again, 3 * files / 1e5)
    yield at_most("memory for each further series", per_series, 12, "KiB")


def nothing_to_do(root: Path, series: int) -> Iterator[Figure]:
    command = [sys.executable, "-m", "darkviewer", "batch", str(root / "archive")]
    command += ["--out", str(root / "out"), "--what", "check", "--json-lines"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    begun = time.perf_counter()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    took = time.perf_counter() - begun
    plan = json.loads(done.stdout.splitlines()[0])
    assert (plan["todo"], plan["done"]) == (0, series)
    name = f"the whole command, {series} series, nothing to do"
    yield at_most(name, took, 5 * series / 2000)


def kills() -> Iterator[Figure]:
    command = [sys.executable, "-m", "benchmarks.batch_kills"]
    failed = subprocess.run(command).returncode
    yield at_most("100 kills: runs that lost, doubled or damaged", failed, 0, "")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.archive")
    parser.add_argument("--series", type=int, default=200)
    parser.add_argument("--size", type=int, default=1024)
    parser.add_argument("--frames", type=int, default=10)
    parser.add_argument("--captures", type=int, default=10_000)
    parser.add_argument("--rerun", type=int, default=2000)
    parser.add_argument("--only", choices=("throughput", "scan", "rerun", "kills"))
    asked = parser.parse_args()
    print(environment(), flush=True)
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as place:
        figures = list(measured(asked, Path(place)))
    print_table(
        "Figures", [("what", "measured", "asked", "reached"), *(f.row for f in figures)]
    )
    sys.exit(not all(figure.reached for figure in figures))


def measured(asked: argparse.Namespace, place: Path) -> Iterator[Figure]:
    wanted = {asked.only} if asked.only else {"throughput", "scan", "rerun", "kills"}
    large, many, few = (place / name for name in ("large", "many", "few"))
    if "throughput" in wanted:
        write_archive(large, asked.series, asked.frames, asked.size)
        yield from throughput(large, asked.series)
    if wanted & {"scan", "rerun"}:
        write_archive(few, asked.rerun, asked.frames, 32)
    if "scan" in wanted:
        write_archive(many, asked.captures, asked.frames, 32)
        counts = (asked.rerun, asked.captures)
        yield from scanning(few, many, counts, asked.captures * asked.frames)
    if "rerun" in wanted:
        yield from nothing_to_do(few, asked.rerun)
    if "kills" in wanted:
        yield from kills()


if __name__ == "__main__":
    main()
