"""A round of the random user in a process of its own, and what came of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

__all__ = ["CHILD", "MOVES", "Round", "environment", "run_round"]

CHILD = "benchmarks.random_user.child"

MOVES = 400
"""Default for one round."""
LAST = 40
_ROOT = Path(__file__).parents[2]
_FOLDERS = {
    "HOME": "home",
    "USERPROFILE": "home",
    "XDG_CONFIG_HOME": "config",
    "XDG_CACHE_HOME": "cache",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "runtime",
    "XDG_DOCUMENTS_DIR": "home/Documents",
}
_EXTRA_S = 200.0
"""To start, to come to rest, and to be found hanging."""


@dataclass(frozen=True, slots=True)
class Round:
    """Result of a round.

    Attributes
    ----------
    seed : int
    found : str
        Empty where nothing was found, else its first line.
    text : str
        All of it: what was printed, and the last moves.
    """

    seed: int
    found: str
    text: str


def run_round(seed: int, *, moves: int = MOVES, seconds: float = 1e9) -> Round:
    """Let the user of this seed work until its moves are made or the time is over."""
    with tempfile.TemporaryDirectory(prefix="random-user-") as name:
        folder = Path(name)
        command = [sys.executable, "-m", CHILD, name]
        command += [f"--seed={seed}", f"--moves={moves}", f"--seconds={seconds}"]
        limit = min(seconds, 2.0 * moves) + _EXTRA_S
        try:
            ended = subprocess.run(
                command,
                cwd=folder,  # a path that is typed may be relative
                env=environment(folder),
                capture_output=True,
                text=True,
                errors="replace",
                timeout=limit,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            printed = _text(late.stdout) + _text(late.stderr)
            return _found(seed, moves, f"no end after {limit:.0f} s", printed, folder)
        printed = ended.stdout + ended.stderr
        if ended.returncode == 0:
            return Round(seed, "", ended.stdout or _forced(folder))
        return _found(seed, moves, _first(ended.returncode, printed), printed, folder)


def environment(folder: Path) -> dict[str, str]:
    """Nobody's own settings, cache or documents are touched."""
    own = {}
    for variable, name in _FOLDERS.items():
        place = folder / name
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        own[variable] = str(place)
    path = os.pathsep.join([str(_ROOT), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, **own, "PYTHONPATH": path, "PYTHONHASHSEED": "0"}


def _first(status: int, printed: str) -> str:
    for line in printed.splitlines():
        if line.startswith("FOUND "):
            return line.removeprefix("FOUND ")
    if status < 0:
        return f"crash: {signal.Signals(-status).name}"
    return f"exit status {status}"


def _found(seed: int, moves: int, found: str, printed: str, folder: Path) -> Round:
    log = folder / "moves.log"
    made = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    replay = (
        f"python -m benchmarks.random_user --seed {seed} --moves {moves} --rounds 1"
    )
    parts = [
        f"seed {seed}: {found}",
        printed.strip(),
        f"the last of {len(made)} lines:",
    ]
    return Round(seed, found, "\n".join([*parts, *made[-LAST:], f"replay: {replay}"]))


def _forced(folder: Path) -> str:
    """Why the closed window did not wait for its threads, which ends the round."""
    told = [
        line
        for log in folder.rglob("*.log")
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines()
        if "ended by force" in line
    ]
    return told[-1] if told else "ended before it was done"


def _text(printed: bytes | str | None) -> str:
    if printed is None:
        return ""
    return printed if isinstance(printed, str) else printed.decode(errors="replace")
