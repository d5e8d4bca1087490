"""Batches as jobs of slurm: a real one of one node, where it is installed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.runs.batch import slurm
from darkviewer.storage.batches.records import read_records
from tests.helpers.archives import asked_of, done_here, results_of, write_archive
from tests.helpers.programs import Program, wait_for
from tests.helpers.slurm import asked, slurm_of_one_node, why_no_slurm

needs_slurm = pytest.mark.skipif(bool(why_no_slurm()), reason=why_no_slurm())


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    pytest.importorskip("dask_jobqueue")
    with slurm_of_one_node(tmp_path_factory.mktemp("slurm")) as found:
        yield found


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """An archive and where its results go; neither is where the user is."""
    write_archive(tmp_path / "archive", 24)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "archive", tmp_path / "user's 5 %j"


def batch_on(
    cluster: dict[str, str], places: tuple[Path, Path], **more: str
) -> subprocess.Popen[str]:
    root, out = map(str, places)
    command = ["batch", root, "--out", out, "--what", "check", "--ignore-opinions"]
    options = ["--cluster", "slurm", "--workers", "1"]
    return Program().start(*command, *options, **(cluster | more))


def files_of(out: Path) -> dict[str, dict[str, str]]:
    return {record.where: results_of(record) for _, record in read_records(out)}


@needs_slurm
def test_a_job_that_is_killed_is_followed_by_another(
    cluster: dict[str, str], places: tuple[Path, Path], tmp_path: Path
) -> None:
    root, out = places
    running = batch_on(cluster, places)
    wait_for(lambda: list(out.glob("series/[!.]*/series.json")))
    (first,) = asked(cluster, "squeue", "--noheader", "--format=%i").split()
    asked(cluster, "scancel", "--full", "--signal=KILL", first)
    before = len(files_of(out))
    said, errors = running.communicate(timeout=110)
    assert running.returncode == 0, errors
    assert "24 series done" in said
    assert before < 24
    assert files_of(out) == files_of_a_plain_run(root, tmp_path / "plain")
    assert list(out.glob("series/.*")) == []
    wait_for(lambda: not asked(cluster, "squeue", "--noheader"))


@needs_slurm
def test_interrupted_while_its_job_waits(
    cluster: dict[str, str], places: tuple[Path, Path]
) -> None:
    busy = f"-n{os.cpu_count()}"
    (other,) = asked(
        cluster, "sbatch", "--parsable", busy, "-o/dev/null", "--wrap=sleep 99"
    ).split()
    running = batch_on(cluster, places)
    wait_for(lambda: "PD" in asked(cluster, "squeue", "--noheader", "--format=%t"))
    time.sleep(1)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=20)
    assert (running.returncode, errors) == (130, "darkviewer: interrupted\n")
    assert asked(cluster, "squeue", "--noheader", "--format=%i").split() == [other]
    asked(cluster, "scancel", other)


def files_of_a_plain_run(root: Path, out: Path) -> dict[str, dict[str, str]]:
    done_here(asked_of(root, out))
    return files_of(out)


@needs_slurm
@pytest.mark.parametrize(
    ("jobs", "said"),
    [
        ("{}", "slurm cannot be used: You must specify how much cores and memory"),
        (
            "{cores: 1, memory: 1GB, interface: lo, queue: other}",
            "slurm does not take the jobs: invalid partition specified: other",
        ),
    ],
    ids=["no description", "no such partition"],
)
def test_jobs_that_cannot_run(
    cluster: dict[str, str],
    places: tuple[Path, Path],
    tmp_path: Path,
    jobs: str,
    said: str,
) -> None:
    (tmp_path / "jobqueue.yaml").write_text(f"jobqueue: {{slurm: {jobs}}}\n")
    running = batch_on(cluster, places, DASK_CONFIG=str(tmp_path))
    _, errors = running.communicate(timeout=110)
    assert running.returncode == 1
    assert said in errors.splitlines()[-1]
    assert not asked(cluster, "squeue", "--noheader")


@needs_slurm
def test_jobs_that_end_at_once_leave_what_they_wrote_beside_the_results(
    cluster: dict[str, str], places: tuple[Path, Path], tmp_path: Path
) -> None:
    jobs = "{cores: 1, memory: 1GB, interface: lo, python: echo what it wrote;}"
    (tmp_path / "jobqueue.yaml").write_text(f"jobqueue: {{slurm: {jobs}}}\n")
    running = batch_on(cluster, places, DASK_CONFIG=str(tmp_path))
    _, errors = running.communicate(timeout=110)
    assert running.returncode == 1
    logs = places[1] / "jobs"
    said = f"jobs of slurm ended before a worker came: what they wrote in {logs} says"
    assert said in errors.splitlines()[-1]
    assert not asked(cluster, "squeue", "--noheader")
    assert list(Path.cwd().iterdir()) == []
    written = list(logs.iterdir())
    assert len(written) >= 3
    assert all("what it wrote" in path.read_text() for path in written)


def test_slurm_needs_its_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "dask_jobqueue", None)
    with pytest.raises(DarkviewerError, match="dask-jobqueue is not installed"):
        slurm.slurm(2, [], say=print, logs=tmp_path)()


def test_slurm_must_be_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("dask_jobqueue")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DarkviewerError, match="sbatch is not on this computer"):
        slurm.slurm(2, [], say=print, logs=tmp_path)()
