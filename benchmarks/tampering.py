"""``python -m benchmarks.tampering``: does an altered file pass `verify` as equal?

Every kind of file that is exported is altered, five thousand times in all: bytes,
digits, pixels, cards, rows, planes, results, the provenance, with checksums and seals
made right again. Fails if one passes as equal that other readers call different.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from collections import Counter
from pathlib import Path

from tests.helpers.tampering import passed_though_altered
from tests.helpers.verified import export_everything


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
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
    for title, place in (("file", 0), ("what was done", 1)):
        counts = Counter[str]()
        for key, count in seen.items():
            counts[key[place]] += count
        print(f"| {title} | times |\n|---|---|")
        for what, count in sorted(counts.items()):
            print(f"| {what.replace('_', ' ')} | {count} |")
        print()
    print(f"seed {arguments.seed}: {len(wrong)} of {sum(seen.values())} judged wrongly")
    for one in wrong:
        print(one)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
