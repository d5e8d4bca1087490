"""A user without a plan at work for a long time.

    python -m benchmarks.random_user --minutes 30
    python -m benchmarks.random_user --seed 17 --rounds 1    # replay

Each round has a seed, a process and captures of its own; the next has the next seed.
Ends with status 1 if anything was found.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time

from benchmarks.random_user.rounds import MOVES, run_round

__all__: list[str] = []


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.random_user",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1, help="of the first round")
    parser.add_argument("--moves", type=int, default=MOVES, help="in each round")
    parser.add_argument("--rounds", type=int, default=0, help="end after so many")
    asked = parser.parse_args()
    until = time.monotonic() + 60 * asked.minutes
    findings: dict[str, list[int]] = {}
    for seed in itertools.count(asked.seed):
        began = time.monotonic()
        made = run_round(seed, moves=asked.moves)
        words = made.found or made.text.strip().splitlines()[-1]
        print(f"seed {seed}: {words} ({time.monotonic() - began:.0f} s)", flush=True)
        if made.found:
            print(made.text, flush=True)
            findings.setdefault(made.found, []).append(seed)
        enough = asked.rounds and seed + 1 - asked.seed >= asked.rounds
        if enough or time.monotonic() > until:
            break
    for found, seeds in findings.items():
        print(f"{len(seeds)} x {found}: seeds {', '.join(map(str, seeds))}")
    print("nothing was found" if not findings else f"{len(findings)} kinds found")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
