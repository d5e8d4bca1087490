"""``python -m benchmarks.batch_kills``: a batch that is killed again and again.

Each time the command runs on the same archive and one of its processes, the one that
gives the work or a worker, is killed (``kill -9``) at a random moment. In the end every
series must have its results exactly once, whole to the last byte, and nothing else may
be left. Ends with status 1 otherwise.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psutil

from benchmarks.archive import write_archive
from benchmarks.markdown import print_table
from benchmarks.setting import environment
from darkviewer.storage.batches.records import RECORD, Record, read_records


def command_for(root: Path, out: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "darkviewer", "batch", str(root), "--out", str(out)),
        *("--workers", "2", "--json-lines"),
    ]


def kill_once(command: list[str], rng: random.Random, longest_s: float) -> str:
    """Run it and kill one of its processes; who was killed."""
    running = psutil.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(rng.uniform(0.3, longest_s))
    victims = [running]
    with suppress(psutil.NoSuchProcess):
        workers = running.children(recursive=True)
        victims = workers if workers and rng.random() < 0.5 else victims
    victim = rng.choice(victims)
    killed = "nobody: it had ended"
    with suppress(psutil.NoSuchProcess):
        victim.kill()
        killed = "the command" if victim is running else "a worker"
    if victim is not running:  # it goes on; the next kill is of the command
        time.sleep(rng.uniform(0.1, 1))
        with suppress(psutil.NoSuchProcess):
            running.kill()
    running.wait()
    return killed


def wrong_with(folder: Path, record: Record) -> list[str]:
    """Files that are missing, damaged or too many."""
    there = {path.name for path in folder.iterdir()} - {RECORD}
    found = [f"{folder}: {name} is odd" for name in there ^ set(record.files)]
    for name in there & set(record.files):
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if digest != record.files[name]:
            found.append(f"{folder / name} is damaged")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batch_kills")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--series", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--longest",
        type=float,
        default=5.0,
        metavar="S",
        help="from the start of the command to the kill (default: %(default)s)",
    )
    asked = parser.parse_args()
    print(environment())
    rng = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as place:
        root, out = Path(place, "data"), Path(place, "out")
        write_archive(root, asked.series, frames=6, size=256)
        command = command_for(root / "archive", out)
        killed = Counter(
            kill_once(command, rng, asked.longest) for _ in range(asked.kills)
        )
        before = len(list(read_records(out)))
        last = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        records = list(read_records(out))
        wrong = [line for item in records for line in wrong_with(*item)]
        places = Counter((r.where, r.series) for _, r in records)
        wrong += [f"{place} {n} times" for place, n in places.items() if n > 1]
        wrong += [str(path) for path in out.glob("series/.*")]
        if last.returncode or len(records) != asked.series:
            wrong.append(f"{len(records)} results, status {last.returncode}")
    rows = [(who, str(count)) for who, count in killed.most_common()]
    rows.append(("series done before the last run", str(before)))
    rows.append(("series done in the end", str(len(records))))
    rows.append(("lost, twice or damaged", str(len(wrong))))
    print_table("Killed", [("", "times"), *rows])
    for line in wrong:
        print(line)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
