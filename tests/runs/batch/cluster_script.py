"""A batch on a real cluster over loopback, in a process of its own.

dask.distributed leaves threads that end with the process. Prints what became of it as
one line of JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.progress import Job, Progress, drive
from darkviewer.runs.batch import cluster
from darkviewer.runs.batch.batch import run_batch
from darkviewer.runs.batch.cluster import Tls, local_cluster, scheduler
from darkviewer.runs.batch.unit import Unit, Work
from tests.helpers.archives import asked_of

OTHER_WORKER = """
import sys
import darkviewer
darkviewer.__version__ = "0.0.0-other"
from distributed.cli.dask_worker import main
main([sys.argv[1], "--no-nanny", "--nthreads", "1", "--no-dashboard"])
"""


def nannied() -> list[psutil.Process]:
    """Workers of a local cluster."""
    found = []
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            if "spawn_main" in " ".join(child.cmdline()):
                found.append(child)
    return found


def one_worker_is_killed(root: Path, out: Path) -> dict[str, Any]:
    said: list[str] = []
    states: list[str] = []

    def tell(event: dict[str, Any]) -> None:
        states.append(event["event"])
        if event["event"] == "done" and states.count("done") == 1:
            nannied()[0].kill()

    start = local_cluster(2, [root, out], say=said.append)
    batch = drive(run_batch(asked_of(root, out), start, workers=2, tell=tell))
    return {
        "done": states.count("done"),
        "failed": len(batch.failed),
        "said": said,
        "left": len(nannied()),
    }


def kills_its_worker(unit: Unit, folder: Path) -> Job[dict[str, Any]]:
    yield Progress("Working", 0, 1)
    (folder / "begun.txt").write_text("begun")
    if unit.record.where.startswith("2024-05-02"):
        with (unit.out / "deaths.txt").open("a") as file:
            file.write("1\n")
        os.kill(os.getpid(), signal.SIGKILL)
    return {}


def a_series_that_kills_its_worker(root: Path, out: Path) -> dict[str, Any]:
    cluster._LOOK_AGAIN_S = 0.2
    asked = asked_of(root, out, Work("kill", kills_its_worker))
    batch = drive(run_batch(asked, local_cluster(1, [root, out], say=print)))
    return {
        "ended": {record.where[:10]: record.state for record in batch.ended},
        "reasons": [record.reason for record in batch.failed],
        "deaths": (out / "deaths.txt").read_text().count("1"),
    }


def a_worker_of_another_version(root: Path, out: Path) -> dict[str, Any]:
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=0, host="127.0.0.1", dashboard_address=None, silence_logs=40
    ) as engine:
        address = engine.scheduler_address
        command = [sys.executable, "-c", OTHER_WORKER, address]
        other = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        said: list[str] = []
        start = scheduler(address, [root, out], tls=Tls(), say=said.append)
        job = run_batch(asked_of(root, out), start)
        refused = failure(lambda: drive(job))
        engine.scale(1)
        while len(engine.scheduler_info["workers"]) < 2:
            time.sleep(0.1)
        batch = drive(run_batch(asked_of(root, out), start))
        other.kill()
        other.wait()
    return {"refused": refused, "said": said, "done": len(batch.ended)}


def folders_that_a_worker_does_not_see(root: Path, out: Path) -> dict[str, Any]:
    from distributed import LocalCluster

    program = f"{sys.executable} -m distributed.cli.dask_worker"
    hidden = f"mount -t tmpfs none '{root}' && exec {program}"
    with LocalCluster(
        n_workers=0, host="127.0.0.1", dashboard_address=None, silence_logs=40
    ) as engine:
        address = engine.scheduler_address
        shell = f"{hidden} {address} --no-nanny --nthreads 1 --no-dashboard"
        command = ["unshare", "--map-root-user", "--mount", "sh", "-c", shell]
        other = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        said: list[str] = []
        places = [root / "2024-05-01", out]
        start = scheduler(address, places, tls=Tls(), say=said.append)
        refused = failure(lambda: drive(run_batch(asked_of(root, out), start)))
        other.kill()
        other.wait()
    return {"refused": refused, "said": said}


def encrypted(root: Path, out: Path) -> dict[str, Any]:
    from distributed import LocalCluster

    ca, cert, key = (str(out.parent / f"{name}.pem") for name in ("ca", "cert", "key"))
    own = ["-nodes", "-subj", "/CN=127.0.0.1", "-days", "2", "-keyout", key]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", *own, "-out", cert]
    subprocess.run(made, check=True, stderr=subprocess.DEVNULL)
    shutil.copy(cert, ca)
    tls = Tls(ca, cert, key)
    security = tls.security()
    for role in ("scheduler", "worker"):
        setattr(security, f"tls_{role}_cert", cert)
        setattr(security, f"tls_{role}_key", key)
    with LocalCluster(
        n_workers=1,
        host="tls://127.0.0.1",
        protocol="tls",
        security=security,
        dashboard_address=None,
        silence_logs=40,
    ) as engine:
        address = engine.scheduler_address
        start = scheduler(address, [root, out], tls=tls, say=print)
        batch = drive(run_batch(asked_of(root, out), start))
    return {"done": len(batch.ended), "encrypted": address.startswith("tls://")}


def no_scheduler(root: Path, out: Path) -> dict[str, Any]:
    cluster.PATIENCE_S = 2
    start = scheduler("tcp://127.0.0.1:9", [root, out], tls=Tls(), say=print)
    return {"refused": failure(start)}


def failure(run: Callable[[], Any]) -> str:
    try:
        run()
    except DarkviewerError as error:
        return str(error)
    return ""


if __name__ == "__main__":
    _, name, root, out = sys.argv
    print(json.dumps(globals()[name](Path(root), Path(out))))
