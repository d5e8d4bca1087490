"""Workers are real processes: they work, and one that dies is replaced."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from darkviewer.core.progress import Job, Progress, drive
from darkviewer.runs.batch.plan import make_plan, unit_of
from darkviewer.runs.batch.processes import Processes
from darkviewer.runs.batch.unit import Unit, Work, run_unit
from darkviewer.storage.batches.records import Record
from tests.helpers.archives import asked_of, write_archive
from tests.helpers.programs import Program, wait_for


def dies_on_the_second_night(unit: Unit, folder: Path) -> Job[dict[str, Any]]:
    yield Progress("Working", 0, 1)
    (folder / "threads.txt").write_text(os.environ["OMP_NUM_THREADS"])
    if unit.record.where.startswith("2024-05-02"):
        os.kill(os.getpid(), signal.SIGKILL)
    return {}


WORK = Work("die", dies_on_the_second_night)


@pytest.fixture
def units(tmp_path: Path) -> list[Unit]:
    write_archive(tmp_path / "archive", 4)
    asked = asked_of(tmp_path / "archive", tmp_path / "results", WORK)
    return [unit_of(asked, todo) for todo in drive(make_plan(asked)).todo]


def workers() -> list[psutil.Process]:
    """Processes of pools that are alive."""
    found = []
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            if "spawn_main" in " ".join(child.cmdline()):
                found.append(child)
    return found


def ended(engine: Processes) -> Iterator[tuple[str, Record]]:
    while engine.busy:
        for unit, record in engine.finished(0.2):
            yield unit.record.where[:10], record


def test_a_worker_that_dies_costs_one_unit(units: list[Unit]) -> None:
    with closing(Processes(2, run_unit)) as engine:
        found: dict[str, Record] = {}
        waiting = list(units)
        while waiting or engine.busy:
            while waiting and engine.room > 0:
                engine.submit(waiting.pop(0))
            found |= dict(ended(engine)) if not waiting else {}
            for unit, record in engine.finished(0.2) if waiting else ():
                found[unit.record.where[:10]] = record
    states = {night: record.state for night, record in sorted(found.items())}
    assert states == {
        "2024-05-01": "done",
        "2024-05-02": "failed",
        "2024-05-03": "done",
        "2024-05-04": "done",
    }
    assert found["2024-05-02"].reason.startswith("the process that worked on it ended")
    threads = list((units[0].out / "series").rglob("threads.txt"))
    assert {path.read_text() for path in threads} == {"1"}


def test_a_worker_that_dies_while_it_waits(units: list[Unit]) -> None:
    with closing(Processes(1, run_unit)) as engine:
        engine.submit(units[0])
        (_,) = ended(engine)
        for worker in workers():
            worker.kill()
        engine.submit(units[1])
        ((night, record),) = ended(engine)
    assert (night, record.state) == ("2024-05-03", "done")


def test_what_is_closed_leaves_no_process(units: list[Unit]) -> None:
    engine = Processes(2, run_unit)
    engine.submit(units[0])
    engine.close()
    assert engine.busy == 0
    assert workers() == []


_ORPHANS = """
import sys, time
from darkviewer.runs.batch.processes import Processes
if __name__ == "__main__":
    engine = Processes(1, time.sleep)
    engine.submit(60)
    print("begun", flush=True)
    time.sleep(60)
"""


def test_workers_end_with_the_process_that_gave_the_work(tmp_path: Path) -> None:
    script = tmp_path / "orphans.py"
    script.write_text(_ORPHANS)
    process = Program().run([str(script)])
    assert process.stdout is not None
    process.stdout.readline()
    parent = psutil.Process(process.pid)
    wait_for(lambda: len(parent.children(recursive=True)) >= 2)
    children = parent.children(recursive=True)
    process.kill()
    process.communicate()
    gone, alive = psutil.wait_procs(children, timeout=20)
    assert alive == []
    assert len(gone) >= 2
