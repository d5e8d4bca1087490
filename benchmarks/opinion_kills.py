"""Verdicts that are acknowledged survive ``kill -9``, at whatever moment it comes.

    python -m benchmarks.opinion_kills [--kills 200] [--seed 1] [--folder PATH]

Each time one or two real processes give verdicts, as windows do, and write down each
that they were told is kept. They are killed at a random moment: while they write, while
the file is converted from an older version, or while it is copied. Then the file must
open, be sound to the last page, and hold each acknowledged verdict. Ends with status 1
otherwise, and prints what was done. With a folder on a network drive, it does all this
there.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.markdown import print_table
from darkviewer.core.errors import DarkviewerError
from darkviewer.core.opinions.events import VERDICT
from darkviewer.core.review.classes import EVENT
from darkviewer.core.review.verdict import Verdict
from darkviewer.storage.opinions import store
from darkviewer.storage.opinions.backups import back_up, soundness
from darkviewer.storage.opinions.store import SCHEMA, Opinions, kept_opinions

LONGEST_S = 0.25
"""From the start of a process to its end; it gives its first verdict much earlier."""

NEWER = replace(
    SCHEMA, steps=(*SCHEMA.steps, ("ALTER TABLE opinions ADD COLUMN later TEXT",))
)
"""As a coming version would convert the file."""

WAIT_S = 60.0


@dataclass(slots=True)
class Tally:
    """What happened in one way of being killed."""

    what: str
    kills: int = 0
    acknowledged: int = 0
    more: int = 0  # kept although the process died before it was told
    copies: int = 0
    lost: list[str] = field(default_factory=list)


def gives_verdicts(path: Path, told: int, reviewer: str) -> None:
    """Give verdicts until the end; write down each that is acknowledged."""
    opinions = Opinions(path, who=reviewer)
    for n in range(100_000):
        verdict = Verdict(reviewer, EVENT, "f" * 64, n, n, "hot", note="x" * 200)
        said = opinions.say(VERDICT, verdict.subject, verdict.as_value())
        if opinions.wait_saved(WAIT_S):
            os.write(told, f"{said.id}\n".encode())


def converts(path: Path, told: int, reviewer: str) -> None:
    """Open the file with a version that has another schema, and go on."""
    store.SCHEMA = NEWER
    gives_verdicts(path, told, reviewer)


def copies(path: Path, told: int, reviewer: str) -> None:
    """Copy the file again and again while others write."""
    del told, reviewer
    while True:
        with suppress(DarkviewerError):  # before the first verdict there is nothing
            back_up(path)


WAYS: tuple[tuple[str, tuple[Callable[[Path, int, str], None], ...]], ...] = (
    ("giving verdicts", (gives_verdicts,)),
    ("two windows", (gives_verdicts, gives_verdicts)),
    ("converting", (converts,)),
    ("copying", (copies, gives_verdicts)),
)


def killed(folder: Path, kills: int, seed: int) -> list[Tally]:
    """Kill so many times, each way in turn.

    Parameters
    ----------
    folder : Path
        Where the files are made.
    kills : int
        Of all ways together.
    seed : int
        Of the moments.
    """
    draw = random.Random(seed)
    tallies = [Tally(what) for what, _ in WAYS]
    path = folder / SCHEMA.name
    acknowledged: set[str] = set()
    for kill in range(kills):
        tally, (_, works) = tallies[kill % len(WAYS)], WAYS[kill % len(WAYS)]
        at, schema = path, SCHEMA
        if converts in works:  # which succeeds once: each time with a copy
            at, schema = folder / str(kill) / SCHEMA.name, NEWER
            at.parent.mkdir()
            if acknowledged:
                shutil.copy(back_up(path), at)
        before = set(acknowledged)
        new = set(run_and_kill(at, works, draw))
        found = found_in(at, tally, before | new)
        tally.kills += 1
        tally.acknowledged += len(new)
        tally.more += len(found - before - new)
        if at.is_file():
            tally.lost += soundness(at, schema).problems
        if at == path:
            acknowledged = found  # what is kept stays, whether it was told or not
        else:
            shutil.rmtree(at.parent)
    return tallies


def run_and_kill(
    path: Path, works: tuple[Callable[[Path, int, str], None], ...], draw: random.Random
) -> Iterator[str]:
    """What the processes wrote down before the end."""
    reading, writing = os.pipe()
    children = []
    for number, work in enumerate(works):
        child = os.fork()
        if child == 0:
            os.close(reading)
            live(work, path, writing, f"reviewer {number}")
        children.append(child)
    os.close(writing)
    for child in children:
        time.sleep(draw.random() * LONGEST_S)
        os.kill(child, signal.SIGKILL)
    for child in children:
        os.waitpid(child, 0)
    with os.fdopen(reading) as told:
        yield from (line[:-1] for line in told if line.endswith("\n"))


def live(
    work: Callable[[Path, int, str], None], path: Path, told: int, who: str
) -> None:
    """The child: whatever happens, it does not return into the parent's program."""
    try:
        work(path, told, who)
    finally:
        os._exit(1)


def found_in(path: Path, tally: Tally, expected: set[str]) -> set[str]:
    """What a program that starts now finds, in the file and in each copy of it."""
    store.SCHEMA, before = (NEWER if tally.what == "converting" else SCHEMA), SCHEMA
    try:
        found = {said.id for said in kept_opinions(path)}
    finally:
        store.SCHEMA = before
    for name in expected - found:
        tally.lost.append(f"verdict {name} is lost")
    for copy in path.parent.glob("backups/*.sqlite"):
        tally.copies += 1
        tally.lost += soundness(copy, SCHEMA).problems
    for aside in path.parent.glob("*.corrupt-*"):
        tally.lost.append(f"{aside.name} was taken for damaged")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.opinion_kills", description=__doc__
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(
        prefix="darkviewer-kills-", dir=arguments.folder
    ) as folder:
        tallies = killed(Path(folder), arguments.kills, arguments.seed)
    head = ("killed while", "times", "acknowledged", "kept besides", "lost")
    rows = [
        (t.what, str(t.kills), str(t.acknowledged), str(t.more), str(len(t.lost)))
        for t in tallies
    ]
    print_table("Killed with kill -9", [head, *rows])
    lost = [sentence for tally in tallies for sentence in tally.lost]
    print("\n".join(lost))
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
