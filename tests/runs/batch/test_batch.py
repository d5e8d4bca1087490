"""A whole archive: what is told, what failed, what a kill leaves."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from darkviewer.core.errors import Cancelled, DarkviewerError
from darkviewer.core.progress import Progress, drive
from darkviewer.runs.batch.batch import local, run_batch
from darkviewer.runs.batch.unit import DiskFullError, Unit
from darkviewer.storage.batches.records import RECORD, Record, read_records
from tests.helpers.archives import (
    Here,
    asked_of,
    done_here,
    results_of,
    write_archive,
)
from tests.helpers.programs import Program, wait_for


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    write_archive(tmp_path / "archive", 3)
    return tmp_path / "archive", tmp_path / "results"


def test_every_event_is_told_and_the_newest_comes_first(
    places: tuple[Path, Path],
) -> None:
    told: list[dict[str, Any]] = []
    batch = done_here(asked_of(*places), tell=told.append)
    assert [event["event"] for event in told] == ["plan", "done", "done", "done"]
    assert (told[0]["todo"], told[0]["seconds"]) == (3, None)
    assert [event["where"][:10] for event in told[1:]] == [
        "2024-05-03",
        "2024-05-02",
        "2024-05-01",
    ]
    assert batch.records[0].where.startswith("2024-05-03")
    assert (batch.failed, batch.stopped, batch.left) == ([], "", 0)


def test_time_is_estimated_by_what_was_done(places: tuple[Path, Path]) -> None:
    done_here(asked_of(*places, since="2024-05-03"))
    ((_, kept),) = read_records(places[1])
    told: list[dict[str, Any]] = []
    done_here(asked_of(*places), tell=told.append, plan_only=True)
    assert told[0]["todo"] == 2
    assert told[0]["seconds"] == pytest.approx(2 * kept.seconds)
    assert len(told) == 1


def test_progress_counts_and_events_say_how_much_is_left(
    places: tuple[Path, Path],
) -> None:
    class Named(Here):
        @property
        def running(self) -> tuple[str, ...]:
            return tuple(unit.record.where[:10] for unit in self.waiting)

    seen: list[Progress] = []
    told: list[dict[str, Any]] = []
    job = run_batch(asked_of(*places), Named, tell=told.append)
    drive(job, report=seen.append)
    working = [event for event in seen if event.stage.startswith("Processing ")]
    assert working[0] == Progress("Processing 2024-05-03, 2024-05-02", 0, 3)
    assert working[-1] == Progress("Processing 2024-05-01", 2, 3)
    left = [event["seconds_left"] for event in told if event["event"] == "done"]
    assert left[0] > left[1] > left[2] == 0


def test_a_full_disk_ends_it_and_it_goes_on_later(places: tuple[Path, Path]) -> None:
    class Full(Here):
        def finished(self, _timeout_s: float) -> Iterator[tuple[Unit, Record]]:
            yield from super().finished(_timeout_s)
            raise DiskFullError("the disk is full")

    told: list[dict[str, Any]] = []
    batch = drive(run_batch(asked_of(*places), Full, tell=told.append))
    assert (batch.stopped, batch.left) == ("the disk is full", 2)
    assert told[-1] == {"event": "stopped", "reason": "the disk is full"}
    again = done_here(asked_of(*places))
    assert (len(again.plan.done), len(again.ended)) == (1, 2)


def test_results_may_not_lie_in_the_archive(places: tuple[Path, Path]) -> None:
    root, _ = places
    with pytest.raises(DarkviewerError, match="which is only read: choose a folder"):
        done_here(asked_of(root, root / "2024-05-01" / "out"))
    assert sorted(os.listdir(root)) == ["2024-05-01", "2024-05-02", "2024-05-03"]


def test_a_series_that_is_taken_away_fails_alone(places: tuple[Path, Path]) -> None:
    root, out = places

    def gone(event: dict[str, Any]) -> None:
        if event["event"] == "plan":
            os.rename(root / "2024-05-02", root.parent / "elsewhere")

    batch = done_here(asked_of(root, out), tell=gone)
    (failed,) = batch.failed
    assert failed.where.startswith("2024-05-02")
    assert len(batch.ended) == 3


def test_cancelled_it_leaves_what_is_done(places: tuple[Path, Path]) -> None:
    told: list[str] = []
    job = run_batch(asked_of(*places), Here, tell=lambda e: told.append(e["event"]))
    with pytest.raises(Cancelled):
        drive(job, cancelled=lambda: "done" in told)
    again = done_here(asked_of(*places))
    assert (len(again.plan.done), len(again.plan.todo)) == (1, 2)


def test_real_workers_do_what_one_process_does(
    places: tuple[Path, Path], tmp_path: Path
) -> None:
    root, out = places
    here = done_here(asked_of(root, tmp_path / "here"))
    there = drive(run_batch(asked_of(root, out), local(2), workers=2))
    assert {r.key: results_of(r) for r in there.ended} == {
        r.key: results_of(r) for r in here.ended
    }


def test_killed_at_any_moment_it_goes_on(places: tuple[Path, Path]) -> None:
    root, out = places
    write_archive(root / "more", 6)
    arguments = ["batch", str(root), "--out", str(out), "--workers", "1"]
    process = Program().start(*arguments)
    wait_for(lambda: list(out.glob(f"series/*/{RECORD}")))
    time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    done = {path.parent.name for path in out.glob(f"series/[!.]*/{RECORD}")}
    assert 0 < len(done) < 9
    again = Program().start(*arguments)
    said, _ = again.communicate(timeout=100)
    assert again.returncode == 0
    assert f"{len(done)} done before" in said
    names = [path.parent.name for path in out.glob(f"series/[!.]*/{RECORD}")]
    assert len(names) == 6  # three of the nine nights are copies
    assert list(out.glob("series/.*")) == []
