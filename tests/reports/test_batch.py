"""A batch in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from darkviewer.core.parameters import Parameters
from darkviewer.reports.batch import (
    batch_lines,
    batch_meta,
    batch_rows,
    plan_lines,
    write_overview,
)
from darkviewer.runs.batch.batch import Batch
from darkviewer.runs.batch.plan import Asked, Plan
from darkviewer.runs.batch.work import PROCESS
from darkviewer.storage.batches.records import DONE, FAILED, SKIPPED, Record

EVENT = {
    "todo": 3,
    "stale": 1,
    "done": 2,
    "skipped": 4,
    "failed": 1,
    "passed_over": 5,
    "bytes": 3 << 20,
    "out_bytes": 2 << 30,
    "free_bytes": 5 << 30,
    "seconds": 7200.0,
}


def batch_of(*ended: Record, failed: int = 0, stopped: str = "") -> Batch:
    asked = Asked(Path("/archive"), Path("/out"), PROCESS, Parameters())
    left = [Record(FAILED, f"n{k}", "dark", reason="cut off") for k in range(failed)]
    plan = Plan(skipped=[Record(SKIPPED, "b", "bias", reason="bias")], failed=left)
    return Batch(asked, plan, list(ended), stopped=stopped, seconds=100.0)


def test_the_plan() -> None:
    assert list(plan_lines(EVENT)) == [
        "3 series to do, 3 MiB to read",
        "1 of them again: frames, parameters or versions have changed",
        "2 done before, 4 skipped, 1 failed before",
        "what failed before is tried again with --retry-failed",
        "5 captures are older and were passed over",
        "about 2.0 GiB of disk needed, 5.0 GiB are free",
        "about 2.0 h, by what was done before",
    ]


def test_a_plan_with_nothing_to_do() -> None:
    nothing = dict.fromkeys(EVENT, 0) | {"done": 2, "seconds": None}
    assert list(plan_lines(nothing)) == [
        "0 series to do, 0 MiB to read",
        "2 done before, 0 skipped, 0 failed before",
    ]


def test_the_first_plan_does_not_know_the_time() -> None:
    first = dict.fromkeys(EVENT, 0) | {"todo": 1, "seconds": None}
    assert list(plan_lines(first))[-1] == (
        "how long it takes is not known before the first series is done"
    )


def test_what_became_of_it_names_what_failed() -> None:
    done = Record(DONE, "a", "dark-30s", key="0" * 64)
    failed = Record(FAILED, "c", "dark-9s", reason="00001.fits is cut off")
    assert list(batch_lines(batch_of(done, failed))) == [
        "1 series done in 2 min",
        "0 done before, 1 skipped",
        "1 series failed:",
        "  c dark-9s: 00001.fits is cut off",
    ]


def test_many_failures_are_counted_and_an_early_end_says_why() -> None:
    lines = list(batch_lines(batch_of(failed=23, stopped="the disk is full")))
    assert lines[2] == "23 series failed:"
    assert len(lines) == 3 + 20 + 2
    assert lines[-2:] == [
        "  and 3 more, see summary.csv",
        "the disk is full; 0 series not tried",
    ]


def test_rows_name_results_only_where_there_are_some() -> None:
    done = Record(
        DONE, "a/Dark", "dark-30s", key="0" * 64, seconds=2.5, row={"level_e": 5.0}
    )
    batch = batch_of(done)
    rows = {row["state"]: row for row in batch_rows(batch)}
    assert rows["done"]["results"] == "series/a_Dark-dark-30s-0000000000000000"
    assert (rows["done"]["level_e"], rows["done"]["seconds"]) == (5.0, 2.5)
    assert (rows["skipped"]["results"], rows["skipped"]["seconds"]) == ("", None)
    assert batch_meta(batch)["work"] == "process"


def test_an_overview_is_written_again_only_when_it_would_say_something_else(
    tmp_path: Path,
) -> None:
    def batch(level_e: float) -> Batch:
        row = {"level_e": level_e, "remarks": ""}
        done = Record(DONE, "a/Dark", "dark", key="0" * 64, row=row)
        found = batch_of(done)
        found.asked = replace(found.asked, out=tmp_path)
        return found

    names = {path.name for path in write_overview(batch(5))}
    assert names >= {"summary.ecsv", "summary.csv", "index.html"}
    before = {name: (tmp_path / name).stat().st_mtime_ns for name in names}
    assert write_overview(batch(5)) == []
    assert {name: (tmp_path / name).stat().st_mtime_ns for name in names} == before
    assert {path.name for path in write_overview(batch(6))} == names
    assert b",6.0," in (tmp_path / "summary.csv").read_bytes()
    (tmp_path / "index.html").unlink()
    assert {path.name for path in write_overview(batch(6))} == names
