"""``python -m benchmarks.science``: the numbers measured, beside expected figures.

Each part is a module ``benchmarks/science_<part>.py`` with a function
``report(*, short)`` that prints Markdown tables. Everything is drawn from seeded
generators. The expected figures come from independent simulations; where they are
dashes nobody measured them before.

The parts run in two processes at a time, those that take longest first, and are printed
in the order of their names; the part `cost` is measured alone at the end. Real frames
are no part of the project: ``FE55=FOLDER`` in the environment names a session of darks
with Fe-55 X-rays, ``DARKS=FOLDER`` one of darks of several amplifiers.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

from benchmarks.setting import environment

__all__ = ["PARTS"]

PREFIX = "science_"

PARTS = tuple(
    sorted(
        path.stem.removeprefix(PREFIX)
        for path in Path(__file__).parent.glob(f"{PREFIX}*.py")
    )
)
"""Found beside this module."""

LONGEST_FIRST = ("stars", "gaussian", "sessions", "labels", "levels", "rates", "null")

ALONE = ("cost",)
"""Parts that measure times."""

PROCESSES = 2


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.science")
    parser.add_argument(
        "--only",
        action="append",
        choices=PARTS,
        metavar="PART",
        help=f"may be repeated; one of {', '.join(PARTS)}",
    )
    parser.add_argument("--short", action="store_true", help="a sixth of the work")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    parts = tuple(asked.only or PARTS)
    if asked.here:
        for part in parts:
            import_module(f"benchmarks.{PREFIX}{part}").report(short=asked.short)
        print(f"\nprocessor time: {time.process_time():.0f} s")
        return
    begun = time.perf_counter()
    print(environment(), flush=True)
    good = True
    for printed, passed in _printed(parts, short=asked.short):
        print(printed, flush=True)
        good &= passed
    print(f"\nall: {time.perf_counter() - begun:.0f} s")
    sys.exit(0 if good else 1)


def _printed(parts: Sequence[str], *, short: bool) -> Iterator[tuple[str, bool]]:
    """What each part prints, in their order, and whether it ran to its end."""
    order = {part: place for place, part in enumerate(LONGEST_FIRST)}
    with ThreadPoolExecutor(PROCESSES) as pool:
        together = [part for part in parts if part not in ALONE]
        by_length = sorted(together, key=lambda part: order.get(part, len(order)))
        waiting = {part: pool.submit(_run, part, short=short) for part in by_length}
        for part in together:
            yield waiting[part].result()
    for part in parts:
        if part in ALONE:
            yield _run(part, short=short)


def _run(part: str, *, short: bool) -> tuple[str, bool]:
    """Heading, tables and time of one part, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.science", "--here", "--only", part]
    begun = time.perf_counter()
    done = subprocess.run(
        [*command, *(["--short"] if short else [])],
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        check=False,
    )
    seconds = time.perf_counter() - begun
    print(f"{part}: {seconds:.0f} s", file=sys.stderr, flush=True)
    good = done.returncode == 0
    how = "" if good else f"\n**failed: status {done.returncode}**\n"
    return f"\n## {part}\n{done.stdout}{how}\n{part}: {seconds:.0f} s", good


if __name__ == "__main__":
    main()
