"""The same ten frames stacked by Siril, by its own clock."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from astropy.io import fits

from benchmarks import ours
from benchmarks.clock import stopwatch
from benchmarks.setting import Setting
from benchmarks.table import Row, milliseconds, times

__all__ = ["rows"]

SCRIPT = """requires 1.0.0
convert dark
stack dark median -nonorm -out=master
"""


def rows(setting: Setting) -> Iterator[Row]:
    what = f"median of 10 x {setting.frame_words}; siril-cli, its own time"
    if shutil.which("siril-cli") is None:
        yield Row(what, "", "siril-cli is not installed: skipped")
        return
    folder = setting.capture(10)
    pairs = []
    for number in range(setting.repeats):
        other = siril_seconds(folder, setting.folder / f"siril-{number}")
        mine = min(stopwatch(lambda: ours.calibration(folder))[0] for _ in range(2))
        pairs.append((mine, other))
    check(folder, setting.folder / "siril-0" / "master.fit")
    ratio = statistics.median(other / mine for mine, other in pairs)
    yield Row(
        f"{what} (ours with all candidates)",
        milliseconds(statistics.median(mine for mine, _ in pairs)),
        milliseconds(statistics.median(other for _, other in pairs)),
        f"{times(ratio)} faster",
        "≥ 2 x",
        ratio >= 2,
    )


def siril_seconds(folder: Path, work: Path) -> float:
    """Times that Siril reports for reading, combining and writing the master."""
    work.mkdir()
    for path in folder.iterdir():
        (work / path.name).symlink_to(path)
    script = work / "stack.ssf"
    script.write_text(SCRIPT)
    done = subprocess.run(
        ["siril-cli", "-d", str(work), "-s", str(script)],
        check=True,
        capture_output=True,
        text=True,
    )
    reported = re.findall(r"Execution time: ([\d.]+) (ms|s)\b", done.stdout)
    value, unit = reported[-1]
    return float(value) / (1000 if unit == "ms" else 1)


def check(folder: Path, path: Path) -> None:
    """Siril's master is ours within its own rounding to whole ADU."""
    master = ours.calibration(folder).master
    theirs = fits.getdata(path).astype(np.float64)
    if theirs.max() <= 1:  # Siril may save 32-bit values from 0 to 1
        theirs = theirs * 65535
    difference = np.abs(theirs - master.numerator / 2)
    assert difference.max() <= 1, "Siril's master differs"
