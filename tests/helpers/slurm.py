"""A slurm of one node on loopback, where its programs are installed."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.helpers.programs import wait_for

_PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel")
_SLURM = """
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={node}
AuthType=auth/munge
AuthInfo=socket={place}/munge.socket
SlurmUser=root
StateSaveLocation={place}/state
SlurmdSpoolDir={place}/spool
SlurmctldPidFile={place}/slurmctld.pid
SlurmdPidFile={place}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
NodeName={host} NodeAddr=127.0.0.1 CPUs={processors} RealMemory=2000
PartitionName=all Nodes={host} Default=YES State=UP
"""
_JOBS = """
jobqueue:
  slurm:
    cores: 1
    processes: 1
    memory: 1GB
    walltime: '00:10:00'
    interface: lo
    python: {python}
    log-directory: {place}
"""


def why_no_slurm() -> str:
    """What is missing to start one; empty: nothing."""
    missing = [name for name in _PROGRAMS if _program(name) is None]
    if missing:
        return f"{', '.join(missing)} not installed: apt-get install slurm-wlm munge"
    return "" if os.geteuid() == 0 else "only root may start slurm"


@contextmanager
def slurm_of_one_node(place: Path) -> Iterator[dict[str, str]]:
    """Start it and wait until it is idle; what the environment must say of it."""
    for name in ("state", "spool", "dask"):
        (place / name).mkdir()
    (place / "munge.key").write_bytes(secrets.token_bytes(1024))
    (place / "munge.key").chmod(0o400)
    _describe(place)
    found = {
        "SLURM_CONF": str(place / "slurm.conf"),
        "DASK_CONFIG": str(place / "dask"),
    }
    started: list[subprocess.Popen[bytes]] = []
    try:
        started.append(_start(place, _munged(place), found))
        wait_for((place / "munge.socket").exists)
        started.append(_start(place, ["slurmctld", "-D", "-i"], found))
        started.append(_start(place, ["slurmd", "-D"], found))
        wait_for(lambda: "idle" in asked(found, "sinfo", "--noheader", "--format=%T"))
        yield found
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


def asked(found: dict[str, str], *command: str) -> str:
    """The answer of one of slurm's programs."""
    done = subprocess.run(
        command, env=os.environ | found, capture_output=True, text=True
    )
    return done.stdout


def _describe(place: Path) -> None:
    host = socket.gethostname().partition(".")[0]
    ports = dict(zip(("controller", "node"), _free_ports(), strict=True))
    processors = os.cpu_count()
    text = _SLURM.format(place=place, host=host, processors=processors, **ports)
    (place / "slurm.conf").write_text(text)
    version = asked({}, _program("slurmctld") or "", "-V").split()[-1]
    without = "disabled" if int(version.partition(".")[0]) > 23 else "cgroup/v1"
    (place / "cgroup.conf").write_text(f"CgroupPlugin={without}\n")
    jobs = _JOBS.format(place=place, python=sys.executable)
    (place / "dask" / "jobqueue.yaml").write_text(jobs)


def _munged(place: Path) -> list[str]:
    named = {
        "key-file": "munge.key",
        "socket": "munge.socket",
        "pid-file": "munge.pid",
        "seed-file": "munge.seed",
    }
    options = [f"--{option}={place / name}" for option, name in named.items()]
    return ["munged", "--foreground", "--force", *options]


def _start(
    place: Path, command: list[str], found: dict[str, str]
) -> subprocess.Popen[bytes]:
    program = _program(command[0])
    assert program is not None
    with (place / f"{command[0]}.log").open("wb") as log:
        return subprocess.Popen(
            [program, *command[1:]], env=os.environ | found, stdout=log, stderr=log
        )


def _program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")


def _free_ports() -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports
