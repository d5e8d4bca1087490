"""`darkviewer watch` beside a capture that runs: what does it cost?

    python -m benchmarks.watch_load [--frames 300] [--every 2] [--size 2048]

Writes one frame after the other below the watched root, and ends with status 1 if the
process took more than 10 % of one processor or read more than 50 MB/s in the mean (of
the disk or of what the system keeps of it), or did not calibrate the last frame.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.setting import Setting

FIRST = 10
MOST_SHARE = 0.10
MOST_MB_S = 50.0
MEGABYTE = 1e6


def _read_mb(process: psutil.Process) -> float:
    counters = process.io_counters()
    return float(getattr(counters, "read_chars", counters.read_bytes)) / MEGABYTE


def _last_calibrated(lines: Path) -> int:
    events = map(json.loads, lines.read_text("utf-8").splitlines())
    made = [event["frames"] for event in events if event["event"] == "calibrated"]
    return made[-1] if made else 0


def _watched(root: Path, frames: list[Path], every_s: float) -> tuple[float, float]:
    """Share of one processor, and MB/s read, while the frames arrive."""
    folder = root / "captures" / "2024-05-08" / "03_38_48" / "Dark30s"
    folder.mkdir(parents=True)
    for frame in frames[:FIRST]:
        shutil.copyfile(frame, folder / frame.name)
    lines = root / "lines.jsonl"
    command = [sys.executable, "-m", "darkviewer", "watch", str(folder.parents[2])]
    with lines.open("wb") as output:
        child = subprocess.Popen([*command, "--json-lines"], stdout=output)
    process = psutil.Process(child.pid)
    while not lines.stat().st_size:
        time.sleep(0.1)
    began, cpu, read = time.monotonic(), sum(process.cpu_times()), _read_mb(process)
    for number, frame in enumerate(frames[FIRST:]):
        time.sleep(max(0.0, began + number * every_s - time.monotonic()))
        shutil.copyfile(frame, folder / frame.name)
        if number % 20 == 0:
            print(f"{number + FIRST} frames, {_last_calibrated(lines)} calibrated")
    passed = time.monotonic() - began
    share = (sum(process.cpu_times()) - cpu) / passed
    speed = (_read_mb(process) - read) / passed
    child.terminate()
    child.wait(30)
    return share, speed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=300)
    parser.add_argument("--every", type=float, default=2.0, help="seconds")
    parser.add_argument("--size", type=int, default=2048)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        made = Setting(root, size=asked.size).capture(asked.frames)
        share, speed = _watched(root, sorted(made.iterdir()), asked.every)
        calibrated = _last_calibrated(root / "lines.jsonl")
    print(f"{share:.1%} of one processor (at most {MOST_SHARE:.0%})")
    print(f"{speed:.1f} MB/s read (at most {MOST_MB_S:g})")
    print(f"{calibrated} of {asked.frames} frames calibrated at the last run")
    return int(share > MOST_SHARE or speed > MOST_MB_S or not calibrated)


if __name__ == "__main__":
    sys.exit(main())
