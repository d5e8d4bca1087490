"""``python -m benchmarks.science``: the numbers measured, beside expected figures.

Each part is a module ``benchmarks/science_<part>.py`` with a function
``report(*, short)`` that prints Markdown tables. Everything is drawn from seeded
generators. The expected figures come from independent simulations; where they are
dashes nobody measured them before.
"""

from __future__ import annotations

import argparse
import time
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


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.science")
    parser.add_argument(
        "--only",
        action="append",
        choices=PARTS,
        metavar="PART",
        help=f"may be repeated; one of {', '.join(PARTS)}",
    )
    parser.add_argument("--short", action="store_true", help="a third of the work")
    asked = parser.parse_args()
    print(environment())
    for part in asked.only or PARTS:
        begun = time.perf_counter()
        print(f"\n## {part}", flush=True)
        import_module(f"benchmarks.{PREFIX}{part}").report(short=asked.short)
        print(f"\n{part}: {time.perf_counter() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()
