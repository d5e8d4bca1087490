"""`darkviewer watch`, or the window, beside a capture that runs: what does it cost?

    python -m benchmarks.watch_load [--window] [--frames 300] [--every 2] [--size 2048]

Writes one frame after the other below the watched root, and ends with status 1 if the
process and those it started took more than 10 % of one processor or read more than
50 MB/s in the mean (of the disk or of what the system keeps of it), or did not
calibrate any. The window follows the newest frame and draws the night.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from benchmarks.setting import Setting
from darkviewer.storage.appdata.settings import Settings, save

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST = 10
MOST_SHARE = 0.10
MOST_MB_S = 50.0
MEGABYTE = 1e6
REST_S = 5.0
"""Without work for so long, the window has opened the first frames."""


def _cost(process: psutil.Process) -> tuple[float, float]:
    """Seconds of processors and megabytes read, by the process and its children."""
    seconds = read = 0.0
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            times, counters = one.cpu_times(), one.io_counters()
            seconds += times.user + times.system
            read += float(getattr(counters, "read_chars", counters.read_bytes))
    return seconds, read / MEGABYTE


def _last_calibrated(lines: Path) -> int:
    events = map(json.loads, lines.read_text("utf-8").splitlines())
    made = [event["frames"] for event in events if event["event"] == "calibrated"]
    return made[-1] if made else 0


@contextmanager
def _watch(root: Path, lines: Path) -> Iterator[psutil.Process]:
    command = [sys.executable, "-m", "darkviewer", "watch", str(root), "--json-lines"]
    with (
        lines.open("wb") as output,
        _ended(subprocess.Popen(command, stdout=output)) as child,
    ):
        while not lines.stat().st_size:
            time.sleep(0.1)
        yield psutil.Process(child.pid)


@contextmanager
def _window(root: Path, place: Path) -> Iterator[psutil.Process]:
    """With settings and results of its own; offscreen where there is no screen."""
    night = {"follow": True, "strip": True}
    save(Settings(options={"night": night}), place / "config/darkviewer/settings.json")
    names = {"CONFIG": "config", "CACHE": "cache", "DATA": "data", "STATE": "state"}
    homes = {f"XDG_{name}_HOME": str(place / to) for name, to in names.items()}
    screen = {} if os.environ.get("DISPLAY") else {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "darkviewer", "open", str(root)]
    environment = {**os.environ, **homes, **screen}
    with _ended(subprocess.Popen(command, env=environment)) as child:
        process = psutil.Process(child.pid)
        _rest(process)
        yield process


@contextmanager
def _ended(child: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    try:
        yield child
    finally:
        child.terminate()
        child.wait(30)


def _rest(process: psutil.Process) -> None:
    time.sleep(REST_S)
    before = -1.0
    while _cost(process)[0] - before > 0.05 * REST_S:
        before = _cost(process)[0]
        time.sleep(REST_S)


def _load(
    process: psutil.Process, folder: Path, frames: list[Path], every_s: float
) -> tuple[float, float]:
    """Share of one processor, and MB/s read, while the frames arrive."""
    began, (cpu, read) = time.monotonic(), _cost(process)
    for number, frame in enumerate(frames):
        time.sleep(max(0.0, began + number * every_s - time.monotonic()))
        shutil.copyfile(frame, folder / frame.name)
        if number % 20 == 0:
            now = _cost(process)[0] - cpu
            print(f"{number + 1} frames have arrived, {now:.1f} s of a processor")
    time.sleep(every_s)
    passed, (cpu_then, read_then) = time.monotonic() - began, _cost(process)
    return (cpu_then - cpu) / passed, (read_then - read) / passed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--window", action="store_true", help="ask the window")
    parser.add_argument("--frames", type=int, default=300)
    parser.add_argument("--every", type=float, default=2.0, help="seconds")
    parser.add_argument("--size", type=int, default=2048)
    asked = parser.parse_args()
    calibrated = asked.frames
    with tempfile.TemporaryDirectory() as place:
        made = Setting(Path(place), size=asked.size).capture(asked.frames)
        frames, root = sorted(made.iterdir()), Path(place, "captures")
        folder = root / "2024-05-08" / "03_38_48" / "Dark30s"
        folder.mkdir(parents=True)
        for frame in frames[:FIRST]:
            shutil.copyfile(frame, folder / frame.name)
        lines = Path(place, "lines.jsonl")
        program = _window(root, Path(place)) if asked.window else _watch(root, lines)
        with program as process:
            share, speed = _load(process, folder, frames[FIRST:], asked.every)
        if not asked.window:
            calibrated = _last_calibrated(lines)
            print(f"{calibrated} of {asked.frames} frames calibrated at the last run")
    print(f"{asked.frames - FIRST} frames, one each {asked.every:g} s:")
    print(f"{share:.1%} of one processor (at most {MOST_SHARE:.0%})")
    print(f"{speed:.1f} MB/s read (at most {MOST_MB_S:g})")
    return int(share > MOST_SHARE or speed > MOST_MB_S or not calibrated)


if __name__ == "__main__":
    sys.exit(main())
