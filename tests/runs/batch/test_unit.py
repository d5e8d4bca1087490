"""One series as a plain function: twice, at once, moved, copied, damaged."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from darkviewer.core.errors import DarkviewerError, SessionError
from darkviewer.core.progress import Job, Progress, drive
from darkviewer.runs.batch.plan import make_plan, unit_of
from darkviewer.runs.batch.unit import DiskFullError, Unit, Work, run_unit, share_of
from darkviewer.storage.batches.records import Record, read_records
from tests.helpers.archives import asked_of, write_archive


def unit_for(root: Path, out: Path, work: Work, where: int = 0) -> Unit:
    asked = asked_of(root, out, work)
    plan = drive(make_plan(asked))
    return unit_of(asked, plan.todo[where])


def writes(_: Unit, folder: Path) -> Job[dict[str, Any]]:
    yield Progress("Writing", 0, 1)
    (folder / "level.txt").write_text("7")
    return {"level_e": 7.0}


WRITES = Work("write", writes)


def raising(error: BaseException) -> Work:
    def run(_: Unit, folder: Path) -> Job[dict[str, Any]]:
        yield Progress("Failing", 0, 1)
        (folder / "half.txt").write_text("half")
        raise error

    return Work("fail", run)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_archive(tmp_path / "archive", 1)
    return tmp_path / "archive"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "results"


def results(out: Path) -> list[tuple[Path, Record]]:
    return list(read_records(out))


def test_results_have_their_record_and_their_hashes(root: Path, out: Path) -> None:
    unit = unit_for(root, out, WRITES)
    begun = time.perf_counter()
    found = run_unit(unit)
    assert 0 <= found.seconds <= time.perf_counter() - begun + 0.001
    assert (found.state, found.row, found.n_frames) == ("done", {"level_e": 7.0}, 3)
    assert found.files == {"level.txt": hashlib.sha256(b"7").hexdigest()}
    ((folder, kept),) = results(out)
    assert sorted(os.listdir(folder)) == ["level.txt", "series.json"]
    assert (kept.key, kept.files) == (found.key, found.files)


def test_done_again_it_is_the_same_and_nothing_is_written(
    root: Path, out: Path
) -> None:
    unit = unit_for(root, out, WRITES)
    first = run_unit(unit)
    ((folder, _),) = results(out)
    before = (folder / "level.txt").stat().st_mtime_ns
    again = run_unit(unit)
    assert (again.state, again.key, again.row) == ("done", first.key, first.row)
    assert (folder / "level.txt").stat().st_mtime_ns == before
    assert len(results(out)) == 1


def test_somebody_who_was_faster_is_believed(root: Path, out: Path) -> None:
    unit = unit_for(root, out, WRITES)

    def overtaken(_: Unit, folder: Path) -> Job[dict[str, Any]]:
        yield Progress("Being overtaken", 0, 1)
        run_unit(unit)
        (folder / "late.txt").write_text("late")
        return {}

    found = run_unit(unit_for(root, out, Work("write", overtaken)))
    assert (found.state, found.row) == ("done", {"level_e": 7.0})
    ((folder, _),) = results(out)
    assert "late.txt" not in os.listdir(folder)


def test_a_capture_that_was_moved_keeps_its_results(root: Path, out: Path) -> None:
    run_unit(unit_for(root, out, WRITES))
    os.rename(root / "2024-05-01", root / "2024-06-01")
    found = run_unit(unit_for(root, out, raising(SessionError("never run"))))
    assert found.state == "failed"  # other work is another key
    moved = run_unit(unit_for(root, out, WRITES))
    assert (moved.state, moved.where) == ("done", "2024-06-01/03_38_48/Dark30s")
    ((_, kept),) = results(out)
    assert kept.where == moved.where


def test_a_copy_is_named_and_not_done_twice(root: Path, out: Path) -> None:
    run_unit(unit_for(root, out, WRITES))
    shutil.copytree(root / "2024-05-01", root / "2024-07-01")
    found = run_unit(unit_for(root, out, WRITES))
    assert found.where == "2024-07-01/03_38_48/Dark30s"
    assert found.state == "skipped"
    assert found.reason == (
        "the same frames as in 2024-05-01/03_38_48/Dark30s, which are done"
    )


def test_results_whose_record_is_damaged_are_kept_beside_new_ones(
    root: Path, out: Path
) -> None:
    unit = unit_for(root, out, WRITES)
    run_unit(unit)
    ((folder, _),) = results(out)
    (folder / "series.json").write_text("{")
    assert run_unit(unit).state == "done"
    assert [path for path, _ in results(out)] == [folder]
    (beside,) = (path for path in folder.parent.iterdir() if path != folder)
    assert beside.name.startswith(f"{folder.name}.damaged-")
    assert (beside / "level.txt").read_text() == "7"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (SessionError("00001.fits is cut off"), "00001.fits is cut off"),
        (MemoryError(), "there is not enough memory for this: close other programs"),
        (
            PermissionError(errno.EACCES, "Permission denied", "a.fits"),
            "a.fits cannot be read or written: Permission denied",
        ),
        (OSError("broken"), "a file cannot be read or written: broken"),
        (ZeroDivisionError("by 0"), "unexpected ZeroDivisionError: by 0; please"),
    ],
)
def test_what_fails_is_a_sentence_and_leaves_nothing(
    root: Path, out: Path, error: BaseException, reason: str
) -> None:
    found = run_unit(unit_for(root, out, raising(error)))
    assert (found.state, found.row) == ("failed", {})
    assert found.reason.startswith(reason)
    assert list((out / "series").iterdir()) == []


def full() -> OSError:
    return OSError(errno.ENOSPC, "No space left on device", "master.fits")


def wrapped() -> DarkviewerError:
    error = DarkviewerError("master.fits cannot be written")
    error.__cause__ = full()
    return error


@pytest.mark.parametrize("make", [full, wrapped])
def test_a_full_disk_ends_the_batch(
    root: Path, out: Path, make: Callable[[], BaseException]
) -> None:
    unit = unit_for(root, out, raising(make()))
    with pytest.raises(DiskFullError, match=r"is full: make room, and start the batch"):
        run_unit(unit)
    assert list((out / "series").iterdir()) == []


@pytest.mark.parametrize("workers", [1, 3, 64])
def test_workers_share_the_memory_of_one_computer(workers: int) -> None:
    share = share_of(workers)
    assert share.threads == 1
    assert 0 <= 2**30 - workers * share.memory_bytes < workers
