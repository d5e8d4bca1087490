"""``python -m benchmarks``: measure, compare results first, print one table.

A row belongs to a module with ``rows(setting) -> Iterator[Row]``, named in MODULES.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from benchmarks.setting import Setting, environment
from benchmarks.table import Row, as_markdown

MODULES = ("session", "stack", "siril", "packed", "growth", "linear", "gui")


def main() -> int:
    arguments = parsed()
    print(f"{environment()}\n", flush=True)
    measured: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="darkviewer-bench-") as folder:
        setting = Setting(Path(folder))
        if arguments.quick:
            setting = Setting(
                Path(folder), size=512, repeats=2, counts=(10, 20), many=40
            )
        for name in arguments.only or MODULES:
            for row in import_module(f"benchmarks.{name}").rows(setting):
                print(f"{row.what}: {row.ours}", file=sys.stderr, flush=True)
                measured.append(row)
    print(as_markdown(measured))
    return 0


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="small frames and few of them"
    )
    parser.add_argument(
        "--only", action="append", choices=MODULES, help="one part of the table"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
