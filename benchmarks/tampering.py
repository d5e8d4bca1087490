"""``python -m benchmarks.tampering``: does an altered file pass `verify` as equal?

A master, bad pixels, a map of a sensor and a table of candidates are altered a thousand
times: bytes, digits, pixels, cards, rows, planes, the provenance, with checksums and
seal made right again. Fails if one passes as equal that astropy calls different.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from pathlib import Path

from tests.helpers.tampering import passed_though_altered
from tests.helpers.verified import export_everything


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")  # astropy says much of damaged files
    with tempfile.TemporaryDirectory() as folder:
        exported = export_everything(Path(folder))
        copies = Path(folder, "altered")
        copies.mkdir()
        wrong, seen = passed_though_altered(
            exported, copies, count=arguments.count, seed=arguments.seed
        )
    print("| what was done | files |\n|---|---|")
    for what, count in sorted(seen.items()):
        print(f"| {what.replace('_', ' ')} | {count} |")
    print(
        f"\nseed {arguments.seed}: {len(wrong)} of {sum(seen.values())} judged wrongly"
    )
    for one in wrong:
        print(one)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
