"""Fail where the tests cover less than they did.

``python tools/check_coverage.py`` reads ``coverage.json``. Every file named in
``tools/fully_covered.txt`` must have all its lines and branches covered, and the
package as a whole at least 97 % of lines and branches together. A file that is newly
covered in full is named, to be added to the list; ``--write`` adds it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any

LEAST_PERCENT = 97.0
LISTED = Path(__file__).with_name("fully_covered.txt")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Coverage of one file, or of all together.

    Attributes
    ----------
    wanted, covered : int
        Lines and branches, counted together.
    missing : str
        The lines that never ran and the branches that were never taken.
    """

    wanted: int
    covered: int
    missing: str = ""

    @property
    def full(self) -> bool:
        return self.covered == self.wanted

    @property
    def percent(self) -> float:
        return 100 * self.covered / self.wanted if self.wanted else 100.0


def read_report(path: Path) -> tuple[Coverage, dict[str, Coverage]]:
    """The whole and each file that holds code, from coverage's JSON."""
    report = json.loads(path.read_text(encoding="utf-8"))
    files = {
        PureWindowsPath(name).as_posix(): _coverage(entry["summary"], _missing(entry))
        for name, entry in report["files"].items()
    }
    with_code = {name: known for name, known in files.items() if known.wanted}
    return _coverage(report["totals"]), with_code


def _coverage(summary: dict[str, Any], missing: str = "") -> Coverage:
    wanted = summary["num_statements"] + summary["num_branches"]
    covered = summary["covered_lines"] + summary["covered_branches"]
    return Coverage(wanted, covered, missing)


def _missing(entry: dict[str, Any]) -> str:
    lines = [str(line) for line in entry["missing_lines"]]
    branches = [
        f"{start} to {'the end' if stop < 0 else stop}"
        for start, stop in entry["missing_branches"]
        if start not in entry["missing_lines"]
    ]
    return ", ".join(lines + branches)


def complaints(
    total: Coverage, files: dict[str, Coverage], listed: Sequence[str]
) -> Iterator[str]:
    """Problems, one sentence each."""
    if total.percent < LEAST_PERCENT:
        yield (
            f"{total.percent:.2f} % of lines and branches are covered, at least"
            f" {LEAST_PERCENT:g} % are wanted: test what is new."
        )
    for name in listed:
        known = files.get(name)
        if known is None:
            yield f"{name} is listed but was not measured: take it off {LISTED.name}."
        elif not known.full:
            yield f"{name} was covered in full, but not any more: {known.missing}."
    if list(listed) != sorted(set(listed)):
        yield f"{LISTED.name} is not sorted, or names a file twice: sort it."


def newly_full(files: dict[str, Coverage], listed: Sequence[str]) -> list[str]:
    """Files that could be listed."""
    return sorted(name for name, it in files.items() if it.full and name not in listed)


def main(arguments: Sequence[str] | None = None) -> int:
    """Check a report; 1 where it falls short."""
    parser = argparse.ArgumentParser(description="Check coverage against what it was.")
    parser.add_argument("report", nargs="?", type=Path, default=Path("coverage.json"))
    parser.add_argument("--listed", type=Path, default=LISTED)
    parser.add_argument("--write", action="store_true", help="list what is newly full")
    chosen = parser.parse_args(arguments)
    total, files = read_report(chosen.report)
    listed = chosen.listed.read_text(encoding="utf-8").split()
    new = newly_full(files, listed)
    if chosen.write:
        listed = sorted({*listed, *new})
        chosen.listed.write_text("\n".join(listed) + "\n", encoding="utf-8")
    else:
        for name in new:
            print(f"{name} is now covered in full: add it to {LISTED.name} (--write).")
    wrong = list(complaints(total, files, listed))
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    print(f"{total.percent:.2f} % of lines and branches, {len(listed)} files in full.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
