"""The real window at work for a long time: does anything grow that should not?

    python -m benchmarks.soak [--minutes 20]

Opens captures, steps and zooms, moves the threshold, recalibrates, shows every layer
and theme, while frames arrive half written, are completed and vanish. Prints what the
process holds, and ends with status 1 if any of it kept growing after the first third.

The count of None grows all the same, and nothing with it: with PySide 6.11 on Python
3.11, each virtual function that Qt first calls of an object made in Python adds one for
good. A painter on a new picture adds six, and every redrawn mark is a new picture.
From Python 3.12 on None and True are immortal, and their counts mean nothing: 0 here.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass, fields
from functools import lru_cache
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import psutil
from PySide6.QtCore import QObject

from benchmarks.setting import SHOT
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.startup.app import make_application, make_window
from darkviewer.storage.appdata.results import RecentResults
from darkviewer.storage.appdata.settings import Settings
from darkviewer.storage.captures import scan
from darkviewer.storage.demo.sharpcap import fits_bytes
from darkviewer.storage.free_memory import give_back

SIZE, FRAMES = 256, 6
RECENT_BYTES = 16 * 2**20
HEADERS = 64
SAMPLES = 24
POLLS = 30_000
"""With 2 ms between them a minute; a process that was stopped meanwhile loses none."""

MIB = 2**20
_COUNTED = sys.version_info < (3, 12)


@dataclass(frozen=True, slots=True)
class Held:
    """Resources that the process holds."""

    memory_mib: float
    files: int
    threads: int
    widgets: int
    objects: int
    true_refs: int
    none_refs: int


GROWTH = Held(12, 2, 1, 3, 2000, 2000, 20_000)
"""More than this from the middle third to the last one is a leak."""


def held(window: MainWindow) -> Held:
    gc.collect()
    give_back()  # what the C library keeps is nobody's, and comes and goes
    process = psutil.Process()
    return Held(
        memory_mib=process.memory_info().rss / MIB,
        files=process.num_fds() if hasattr(process, "num_fds") else 0,
        threads=process.num_threads(),
        widgets=len(window.findChildren(QObject)),
        objects=len(gc.get_objects()),
        true_refs=sys.getrefcount(True) if _COUNTED else 0,
        none_refs=sys.getrefcount(None) if _COUNTED else 0,
    )


class Captures:
    """Two captures on disk whose frames come and go."""

    def __init__(self, root: Path, rng: np.random.Generator) -> None:
        self.root, self._rng = root, rng
        self._numbers = itertools.count(1)
        self.folders = [
            root / "2024-05-08" / time_ / "Dark30s"
            for time_ in ("01_00_00", "02_00_00")
        ]
        for folder in self.folders:
            folder.mkdir(parents=True)
            for _ in range(FRAMES):
                self.arrive(folder)

    def arrive(self, folder: Path, *, part: float = 1.0) -> Callable[[], None]:
        """Write a frame, or its first part; what is returned completes it."""
        raw = self._rng.normal(10_000, 60, (SIZE, SIZE))
        raw[self._rng.random(raw.shape) < 1e-3] += 9_000
        content = fits_bytes(np.rint(raw).astype(np.uint16), SHOT)
        path = folder / f"{next(self._numbers):05d}.fits"
        path.write_bytes(content[: int(len(content) * part)])
        return lambda: None if part == 1 else path.write_bytes(content)

    def vanish(self, folder: Path) -> None:
        """The oldest frames go until as many are left as at the beginning."""
        for path in sorted(folder.glob("*.fits"))[:-FRAMES]:
            path.unlink()


class Soak:
    """A window, and rounds of work with it."""

    def __init__(self, captures: Captures) -> None:
        self.application = make_application()
        self.captures = captures
        self.window = make_window(Settings())
        kept = self.window.tasks.kept
        kept.stored.folder = captures.root.parent / "results"
        # Full after a minute, so that what is kept on purpose is no growth later.
        scan._cached_file = lru_cache(HEADERS)(scan._cached_file.__wrapped__)
        kept._recent = RecentResults(RECENT_BYTES)
        kept.stored.limit_bytes = RECENT_BYTES
        self.window.show()
        self.window.open_path(captures.root)
        self.settle()

    def settle(self) -> None:
        quiet = 0
        for _ in range(POLLS):
            self.application.processEvents()
            time.sleep(0.002)
            busy = self.window.tasks.busy or not self.window.store.idle
            quiet = 0 if busy else quiet + 1
            if quiet == 3:
                return
        raise TimeoutError("the window does not come to rest")

    def round(self, number: int) -> None:
        """A little of everything that a user and a camera do."""
        window, workspace = self.window, self.window.workspace
        folder = self.captures.folders[number % 2]
        complete = self.captures.arrive(folder, part=random.choice((0.3, 0.7, 1.0)))
        workspace.request_capture(folder)
        self.settle()
        workspace.set_parameter("gain_e_per_adu", random.choice((1.0, 1.39, 2.0)))
        self.settle()
        for _ in range(8):
            self.look()
        complete()
        for threshold in (150.0, 400.0, 200.0):
            workspace.set_parameter("threshold_e", threshold)
            self.application.processEvents()
        self.captures.vanish(folder)
        if number % 5 == 0:
            window.tasks.rescan()
        if number % 7 == 0:
            window.theme_choice.choose(random.choice(("dark", "light", "night")))
        if number % 11 == 0:
            window.open_path(self.captures.root)
        self.settle()

    def look(self) -> None:
        """Another frame, another layer, another place."""
        window, workspace = self.window, self.window.workspace
        names = ("layer_raw", "layer_master", "layer_residual", "fit", "stretch_log")
        names += ("stretch_linear", "auto", "next_candidate", "zoom_to", "zoom_out")
        workspace.set_frame(random.randrange(max(1, workspace.frame_count)))
        action = window.actions_by_name[random.choice(names)]
        action.trigger()
        x, y = random.randrange(SIZE - 40), random.randrange(SIZE - 40)
        workspace.region_requested.emit((x, x + 39, y, y + 39))
        self.settle()
        window.repaint()


def sampled(soak: Soak, seconds: float) -> Iterator[tuple[float, int, Held]]:
    """(seconds, rounds, what is held) at equal intervals."""
    started = time.monotonic()
    due = 0.0
    for number in itertools.count():
        passed = time.monotonic() - started
        if passed >= due:
            yield passed, number, held(soak.window)
            due += seconds / SAMPLES
        if passed >= seconds:
            return
        soak.round(number)


def growth(samples: list[Held]) -> dict[str, float]:
    """How much the least of each grew from the middle third to the last.

    What leaks is there at the quietest moment, too; what is cached comes and goes.
    """
    third = len(samples) // 3
    parts = samples[third : 2 * third], samples[2 * third :]
    middle, last = (
        [min(column) for column in zip(*map(astuple, part), strict=True)]
        for part in parts
    )
    names = [item.name for item in fields(Held)]
    return {n: b - a for n, a, b in zip(names, middle, last, strict=True)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    names = [item.name for item in fields(Held)]
    print("  s     rounds " + "".join(f"{name:>12}" for name in names))
    samples = []
    with tempfile.TemporaryDirectory() as folder:
        rng = np.random.default_rng(arguments.seed)
        soak = Soak(Captures(Path(folder, "captures"), rng))
        for passed, number, now in sampled(soak, 60 * arguments.minutes):
            samples.append(now)
            figures = "".join(f"{value:12.0f}" for value in astuple(now))
            print(f"{passed:5.0f} {number:8d} {figures}", flush=True)
        soak.window.close()
    grown = growth(samples)
    leaks = [name for name in names if grown[name] > getattr(GROWTH, name)]
    print("growth         " + "".join(f"{grown[name]:12.1f}" for name in names))
    print(f"grew too much: {', '.join(leaks)}" if leaks else "flat: nothing grew")
    return 1 if leaks else 0


if __name__ == "__main__":
    sys.exit(main())
