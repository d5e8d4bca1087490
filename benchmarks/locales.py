"""The window at work on desktops of other languages, one after the other.

    python -m benchmarks.locales --minutes 30

Runs `benchmarks.soak` under each locale in turn, each in a process of its own, since
Python and Qt take their locale when they start. Ends with status 1 if any of them found
something that grew, or did not come to its end.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

__all__ = ["LOCALES", "build"]

LOCALES = ("tr_TR", "de_DE", "fa_IR", "ar_EG")
"""The capital of i; a comma for decimals; other digits and right to left."""
_SOURCES = Path("/usr/share/i18n/locales")


def build(name: str, folder: Path) -> bool:
    """Compile a locale of the C library into a folder for LOCPATH, where that works."""
    tool = shutil.which("localedef")
    if tool is None or not (_SOURCES / name).exists():
        return False
    subprocess.run(
        [tool, "-i", name, "-f", "UTF-8", str(folder / f"{name}.UTF-8")],
        check=True,
        timeout=60,
    )
    return True


def _soak(locale: str, folder: Path, minutes: float) -> int:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.soak", "--minutes", str(minutes)],
        env={**os.environ, "LC_ALL": locale, "LOCPATH": str(folder)},
        check=False,
    ).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=20.0)
    minutes = parser.parse_args().minutes / (len(LOCALES) + 1)
    worst = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in LOCALES:
            if build(name, Path(folder)):
                print(f"\n{name}", flush=True)
                worst = max(worst, abs(_soak(f"{name}.UTF-8", Path(folder), minutes)))
            else:
                print(f"\n{name}: neither there nor what it could be built from")
        print("\nC", flush=True)
        worst = max(worst, abs(_soak("C", Path(folder), minutes)))
    return min(worst, 1)


if __name__ == "__main__":
    sys.exit(main())
