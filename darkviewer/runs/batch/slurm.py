"""Workers of a batch as jobs of slurm, which dask-jobqueue submits and cancels."""

from __future__ import annotations

import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.runs.batch.cluster import PATIENCE_S, Cluster

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["slurm"]

_DESCRIBED = "jobs are described in ~/.config/dask/jobqueue.yaml, see the manual"
_ASK_S = 10.0
"""Between two questions to slurm."""
_ANSWER_S = 60.0
"""A busy controller takes its time."""
_FRUITLESS = 3
"""Jobs that ended before any worker came; more would end, too."""


def slurm(
    workers: int, places: Sequence[Path], *, say: Callable[[str], object], logs: Path
) -> Callable[[], Cluster]:
    """Jobs of slurm, as ``~/.config/dask/jobqueue.yaml`` describes them.

    What they write is in `logs`, unless a ``log-directory`` is described.
    """

    def start() -> Cluster:
        engine = _engine(logs)
        jobs = _Jobs(engine, workers, say, logs)
        client = import_module("distributed").Client(engine)
        return Cluster(client, places, say=say, engine=engine, keep_up=jobs.keep_up)

    return start


def _engine(logs: Path) -> Any:
    """Of dask-jobqueue, whose jobs slurm would take."""
    interrupts = signal.getsignal(signal.SIGINT)
    try:
        jobqueue: Any = import_module("dask_jobqueue")
    except ImportError as error:
        raise DarkviewerError(
            "dask-jobqueue is not installed: install it with `pip install "
            "dask-jobqueue`, or start scheduler and workers by hand and give "
            "--scheduler"
        ) from error
    # Its module `runner` has Ctrl+C end the process with status 0 (0.9.0).
    signal.signal(signal.SIGINT, interrupts)
    if shutil.which("sbatch") is None:
        raise DarkviewerError(
            "slurm's sbatch is not on this computer: start the batch where jobs are "
            "submitted"
        )
    try:
        engine = jobqueue.SLURMCluster(
            scheduler_options={"dashboard": False}, job_extra_directives=_extra(logs)
        )
    except (ValueError, RuntimeError) as error:
        why = str(error).split(", for example")[0]
        raise DarkviewerError(f"slurm cannot be used: {why} ({_DESCRIBED})") from error
    tried = _answer(["sbatch", "--test-only"], engine.job_script())
    if tried.returncode:
        engine.close()
        why = tried.stderr.strip().splitlines()[0].removeprefix("sbatch: error: ")
        raise DarkviewerError(f"slurm does not take the jobs: {why} ({_DESCRIBED})")
    return engine


def _extra(logs: Path) -> list[str]:
    """Directives of the jobs: slurm would write into the folder of the user."""
    described = _described()
    more = described["job-extra-directives"] or described["job-extra"] or []
    if described["log-directory"]:
        return more
    logs.mkdir(exist_ok=True)
    name = str(logs / "slurm-").replace("%", "%%") + "%j.out"
    return [f"--output={shlex.quote(name)}", *more]


def _described() -> dict[str, Any]:
    """What jobqueue.yaml says of slurm, beside the defaults of dask-jobqueue."""
    found: dict[str, Any] = import_module("dask").config.get("jobqueue.slurm")
    return found


class _Jobs:
    """Keeps as many jobs as were asked for: one that ends is followed by another.

    dask-jobqueue submits each of them once only, and every job ends with its walltime.
    """

    def __init__(
        self, engine: Any, workers: int, say: Callable[[str], object], logs: Path
    ) -> None:
        self._engine, self._workers, self._say = engine, workers, say
        self._logs = _described()["log-directory"] or logs
        self._seen = self._asked = time.monotonic()
        self._fruitless, self._waiting = 0, False
        engine.scale(workers)

    def keep_up(self, there: int) -> None:
        """Submit again what has ended.

        Parameters
        ----------
        there : int
            Workers that can be used.

        Raises
        ------
        DarkviewerError
            If jobs end again and again before a worker came.
        """
        if there:
            self._fruitless, self._waiting = 0, False
            self._seen = time.monotonic()
        self._say_that_it_waits()
        if there >= self._workers or time.monotonic() - self._asked < _ASK_S:
            return
        self._asked = time.monotonic()
        ended = self._ended()
        self._fruitless += 0 if there else len(ended)
        if self._fruitless >= _FRUITLESS:
            raise DarkviewerError(
                f"{self._fruitless} jobs of slurm ended before a worker came: what "
                f"they wrote in {self._logs} says why"
            )
        for name in ended:
            self._engine.workers.pop(name, None)
        self._engine.scale(self._workers)  # submits what is not among its workers

    def _say_that_it_waits(self) -> None:
        if time.monotonic() - self._seen > PATIENCE_S and not self._waiting:
            self._say("no job of slurm runs: waiting for one; `squeue --me` says why")
            self._waiting = True

    def _ended(self) -> list[Any]:
        """Names of jobs that slurm has no more; none while it does not answer."""
        given = {name: job.job_id for name, job in self._engine.workers.items()}
        answer = _answer(["squeue", "--me", "--noheader", "--format=%i"])
        if answer.returncode:
            return []
        alive = set(answer.stdout.split())
        return [name for name, number in given.items() if number not in alive]


def _answer(command: list[str], given: str = "") -> subprocess.CompletedProcess[str]:
    """Of slurm; one that does not answer in time has said no."""
    try:
        return subprocess.run(
            command, input=given, capture_output=True, text=True, timeout=_ANSWER_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, 1, "", str(error))
