"""A night of arrivals: frame after frame into a capture that is open in the window.

    python -m benchmarks.arrivals [--frames 500] [--every 2] [--size 2048]

Prints memory and processor time as the capture grows, and ends with status 1 if the
highest memory, looked at when each frame arrives, grew by more than 15 % from the first
third of the frames after the 50th to the last third, or if an arrival took more than
half a second of processor time. Memory is what the system counts. Where frames arrive
faster than every two seconds, the times of waiting are shortened and the share of the
processor is raised alike, so that as many frames are taken together as in the real
night.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psutil
from PySide6.QtCore import QObject, QTimer

from benchmarks.setting import Setting
from darkviewer.gui.engine import kept_results, new_frames
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.startup.app import make_application, make_window
from darkviewer.gui.threads.timers import repeating
from darkviewer.runs import pace
from darkviewer.storage.appdata.settings import Settings

MIB = 2**20
FIRST = 10
SAMPLES = 20
STEADY_FROM = 50
"""Frames from which on memory must be flat."""
MOST_GROWTH = 1.15
MOST_CPU_S = 0.5
MOST_SHARE = 0.95
REAL_S = 2.0
"""From one frame to the next, in the night that is simulated."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the process holds and has used when so many frames had arrived."""

    passed_s: float
    frames: int
    used: int
    runs: int
    memory_mib: float
    cpu_s: float


class Night(QObject):
    """A window on one capture, and a camera that writes a frame at every tick."""

    def __init__(
        self, window: MainWindow, source: Path, folder: Path, *, every_s: float
    ) -> None:
        super().__init__()
        self.samples: list[Sample] = []
        self._memory_mib: list[float] = []
        self._window, self._folder = window, folder
        self._frames = sorted(source.iterdir())
        self._next = 0
        self._runs = 0
        window.workspace.calibration_changed.connect(self._count)
        for _ in range(FIRST):
            self._arrive()
        self._camera = repeating(self, round(1000 * every_s))
        self._camera.timeout.connect(self._arrive)
        self._started = time.monotonic()

    def begin(self) -> None:
        """Open the capture; the camera goes on."""
        self._window.open_path(self._folder)
        self._started = time.monotonic()
        self._camera.start()

    def _count(self, calibration: object) -> None:
        self._runs += calibration is not None

    def _arrive(self) -> None:
        if self._next == len(self._frames):
            self._camera.stop()
            self._sample()
            QTimer.singleShot(0, self._window.close)
            return
        if self._next % max(1, len(self._frames) // SAMPLES) == 0:
            self._sample()
        self._memory_mib.append(_memory_mib())
        frame = self._frames[self._next]
        shutil.copyfile(frame, self._folder / frame.name)
        self._next += 1

    def _sample(self) -> None:
        if self._next <= FIRST:
            return
        known = self._window.workspace.calibration
        now = Sample(
            time.monotonic() - self._started,
            self._next,
            0 if known is None else len(known.used),
            self._runs,
            _memory_mib(),
            time.process_time(),
        )
        self.samples.append(now)
        each = self._cpu_per_arrival(self.samples[-2:])
        print(
            f"{now.passed_s:7.0f} {now.frames:8d} {now.used:6d} {now.runs:6d} "
            f"{now.memory_mib:10.0f} {each:14.3f}",
            flush=True,
        )

    @staticmethod
    def _cpu_per_arrival(samples: list[Sample]) -> float:
        first, last = samples[0], samples[-1]
        return (last.cpu_s - first.cpu_s) / max(1, last.frames - first.frames)

    def verdict(self) -> int:
        """0 when memory is flat and processor time per arrival is within its limit."""
        steady = [s for s in self.samples if s.frames >= STEADY_FROM]
        memory = self._memory_mib[STEADY_FROM:]
        third = max(1, len(memory) // 3)
        (low, first), (lowest, last) = (
            (min(part), max(part)) for part in (memory[:third], memory[-third:])
        )
        each = self._cpu_per_arrival(steady)
        late = self._cpu_per_arrival(steady[-(len(steady) // 3) - 1 :])
        print(
            f"memory {low:.0f} to {first:.0f} MiB, then {lowest:.0f} to {last:.0f} MiB "
            f"({last / first - 1:+.0%}), {each:.3f} s of processor time per arrival, "
            f"{late:.3f} s in the last third"
        )
        return int(last > MOST_GROWTH * first or max(each, late) > MOST_CPU_S)


def _memory_mib() -> float:
    return float(psutil.Process().memory_info().rss / MIB)


def _hurry(factor: float) -> None:
    """Time passes faster than in the real night."""
    pace.QUIET_S *= factor
    pace.LONGEST_S *= factor
    new_frames.SETTLE_S *= factor
    kept_results.GIVE_BACK_S *= factor
    pace.SHARE = min(pace.SHARE / factor, MOST_SHARE)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=500)
    parser.add_argument("--every", type=float, default=2.0, help="seconds")
    parser.add_argument("--size", type=int, default=2048)
    arguments = parser.parse_args()
    _hurry(arguments.every / REAL_S)
    with tempfile.TemporaryDirectory() as place:
        os.environ["XDG_CACHE_HOME"] = str(Path(place, "cache"))
        source = Setting(Path(place), size=arguments.size).capture(arguments.frames)
        folder = Path(place, "captures", "2024-05-08", "03_38_48", "Dark30s")
        folder.mkdir(parents=True)
        application = make_application()
        window = make_window(Settings())
        window.show()
        night = Night(window, source, folder, every_s=arguments.every)
        print("      s   frames   used   runs memory MiB  CPU s/arrival")
        night.begin()
        application.exec()
        return night.verdict()


if __name__ == "__main__":
    sys.exit(main())
