"""The median of fifty frames against ccdproc: time and memory, in fresh processes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.setting import Setting
from benchmarks.table import Row, megabytes, milliseconds, times

__all__ = ["rows"]


def rows(setting: Setting) -> Iterator[Row]:
    frames = 50 if setting.many > 100 else 10
    folder = setting.capture(frames)
    mine, other = alone("ours", folder), alone("ccdproc", folder)
    assert mine["checksum"] == other["checksum"], "the masters differ"
    what = f"median of {frames} x {setting.frame_words} from files; ccdproc.combine"
    ratio = other["seconds"] / mine["seconds"]
    yield Row(
        f"{what}: time (ours with all candidates)",
        milliseconds(mine["seconds"]),
        milliseconds(other["seconds"]),
        f"{times(ratio)} faster",
        "≥ 40 x",
        ratio >= 40,
    )
    ratio = mine["peak_bytes"] / other["peak_bytes"]
    yield Row(
        f"{what}: peak memory of the process",
        megabytes(mine["peak_bytes"]),
        megabytes(other["peak_bytes"]),
        f"1/{1 / ratio:.1f}",
        "≤ 1/15",
        ratio <= 1 / 15,
    )


def alone(engine: str, folder: Path) -> dict[str, Any]:
    """Run `benchmarks.child` and take its report."""
    command = [sys.executable, "-m", "benchmarks.child", engine, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{engine} failed: {done.stderr}")
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return report
