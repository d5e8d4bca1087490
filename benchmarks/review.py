"""``python -m benchmarks.review``: from a key to the next candidate on screen.

Four frames of 9576x6388, 16 bit, with 100,000 hot pixels in one of them, in a window of
1440x900 with the review desk on top. What is timed ends when film, surroundings and
stamps of the next candidate are painted, fit and rivals in. Before it is timed what is
shown is compared with the files, and with the light that was put there; before and
after, what is on screen with what its parts paint when they have nothing ready.

Beside the time that passes is that of the processor which the GUI thread itself takes
for a key: it says what a key costs on a machine that does other things as well.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from astropy.io import fits
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.gui_captures import CROWD
from benchmarks.setting import SCALE, WARM_E, environment
from benchmarks.window import Bench, opened
from darkviewer.core.parameters import Parameters
from darkviewer.gui.review.prepared import Pictures

LARGEST = (6388, 9576)
FRAMES, BRIGHT = 4, 1
PEAK_E = (1000.0, 3000.0)
HALF = 10  # of the surroundings
LIMIT_MS, OWN_LIMIT_MS = 50.0, 25.0
COUNTED = 5  # keys whose paintings are counted; not timed, as counting takes time
HEAD = """\
| key | median ms | 95 % ms | most ms | GUI thread's own: median ms | 95 % ms \
| ready before the key | refreshes of the evidence | paintings of a part, most |
|---|---|---|---|---|---|---|---|---|"""


def written(folder: Path, shape: tuple[int, int], count: int) -> Path:
    """Warm darks; no hot pixel of the second frame is beside another one."""
    rng = np.random.default_rng(16)
    across = round((count * shape[1] / shape[0]) ** 0.5)
    step = shape[1] // across
    y, x = np.mgrid[
        step // 2 : shape[0] - 1 : step, step // 2 : shape[1] - 1 : step
    ].reshape(2, -1)[:, :count]
    path = folder / "crowd"
    path.mkdir()
    for index in range(FRAMES):
        tile = rng.normal(WARM_E, np.sqrt(WARM_E), (shape[0], shape[1] // 4))
        electrons = np.tile(tile, (1, 4)).astype(np.float32)
        if index == BRIGHT:
            electrons[y, x] += rng.uniform(*PEAK_E, y.shape)
        raw = np.clip(np.rint(electrons / SCALE), 0, 65535).astype(np.uint16)
        header = fits.Header({"EXPTIME": 30.0, "INSTRUME": "QHY42PRO", "GAIN": 5.0})
        header["DATE-END"] = f"2024-05-08T03:38:{index:02}.0000000"
        fits.writeto(path / f"{index + 1:05}.fits", raw, header)
    return path


def check(bench: Bench, capture: Path) -> None:
    """What is on screen is in the files: the pixel, its surroundings, and its light."""
    table = bench.window.light_table
    sight = table.sight
    assert sight is not None
    rows = slice(sight.y - HALF, sight.y + HALF + 1)
    columns = slice(sight.x - HALF, sight.x + HALF + 1)
    raw = [part(capture, index)[rows, columns] for index in range(FRAMES)]
    scale = bench.workspace.parameters.scale
    expected = (raw[sight.frame] - np.median(raw, axis=0)) * scale
    block = sight.block(sight.frame)
    assert block is not None
    if not bench.workspace.parameters.left_out:
        np.testing.assert_allclose(block.values, expected, atol=1e-3)
    assert PEAK_E[0] / 2 < sight.value(sight.frame) < 2 * PEAK_E[1]
    assert sight.frame == BRIGHT
    assert sight.examined is not None
    assert table.stamps[0].texts()[2][2] == f"{sight.examined.residual_e[BRIGHT]:.0f}"


def check_pictures(bench: Bench) -> None:
    """What was painted ahead is what would be painted now, pixel by pixel."""
    desk = bench.window.desk
    before = bench.fingerprint(desk)
    for widget in desk.findChildren(QWidget):
        for name in ("_pictures", "pictures"):
            kept = getattr(widget, name, None)
            if isinstance(kept, Pictures):
                kept.forget()
    assert bench.fingerprint(desk) == before


def part(capture: Path, index: int) -> NDArray[np.float64]:
    """A whole frame, mapped: only what is looked at is read."""
    with fits.open(capture / f"{index + 1:05}.fits", memmap=False) as found:
        return np.asarray(found[0].data, np.float64)


def shown(bench: Bench) -> bool:
    """Whether everything of the entry in hand is there."""
    entry, sight = bench.window.reviewing.current, bench.window.light_table.sight
    if entry is None or sight is None or (sight.x, sight.y) != (entry.x, entry.y):
        return False
    there = sight.block(entry.best) is not None and sight.examined is not None
    return there and all(
        sight.block(frame) is not None for frame in sight.slots if frame is not None
    )


@dataclass(frozen=True)
class Press:
    """One key: seconds until its candidate is painted, and of the GUI thread.

    ``ready`` tells whether all of it was there before the key.
    """

    wall_s: float
    cpu_s: float
    ready: bool


def keys(bench: Bench, key: Qt.Key, times: int, pause_s: float) -> list[Press]:
    """Press a key again and again, after a pause of the reviewer."""
    reviewing, desk = bench.window.reviewing, bench.window.desk

    def once() -> Press:
        bench.let_pass(pause_s)
        before, at_once = reviewing.current, []

        def press() -> None:
            QTest.keyClick(desk, key)
            at_once.append(shown(bench))

        cpu = time.thread_time()
        wall = bench.step_until(
            press, lambda: reviewing.current != before and shown(bench)
        )
        return Press(wall, time.thread_time() - cpu, at_once[0])

    return [once() for _ in range(times)]


class Paintings(QObject):
    """Counts how often each widget is asked to paint itself."""

    def __init__(self) -> None:
        super().__init__()
        self.of: Counter[int] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Every event of the program passes here."""
        if event.type() == QEvent.Type.Paint:
            self.of[id(watched)] += 1
        return False


def counted(bench: Bench, key: Qt.Key, pause_s: float) -> tuple[int, int]:
    """Most refreshes of the evidence, and most paintings of any part, for one key."""
    app, seen = QApplication.instance(), Paintings()
    assert app is not None
    refresh, refreshes, most = bench.window.evidence.refresh, 0, 0
    app.installEventFilter(seen)
    for _ in range(COUNTED):
        before = refresh.count
        bench.let_pass(pause_s)
        seen.of.clear()
        assert refresh.count == before
        keys(bench, key, 1, 0.0)
        refreshes = max(refreshes, refresh.count - before)
        most = max(most, *seen.of.values())
    app.removeEventFilter(seen)
    return refreshes, most


def line(name: str, presses: list[Press], counts: tuple[int, int]) -> str:
    """A row of the table, in milliseconds."""
    wall = 1000 * np.array([press.wall_s for press in presses])
    own = 1000 * np.array([press.cpu_s for press in presses])
    figures = [*np.percentile(wall, [50, 95, 100]), *np.percentile(own, [50, 95])]
    ready = sum(press.ready for press in presses)
    words = " | ".join(f"{figure:.1f}" for figure in figures)
    refreshes, paintings = counts
    return (
        f"| {name} | {words} | {ready} of {len(presses)} | {refreshes} | {paintings} |"
    )


def measure(capture: Path, times: int, pause_s: float) -> bool:
    """Print the table; whether the bound holds for every key."""
    with opened(capture, Parameters()) as bench:
        bench.window.resize(1440, 900)
        bench.window.places.go("review")
        bench.loop_until(lambda: shown(bench))
        bench.settle()
        print(f"{len(bench.workspace.candidates):,} candidates\n")
        check(bench, capture)
        before = bench.fingerprint(bench.window.light_table)
        keys(bench, Qt.Key.Key_J, 3, pause_s)
        assert bench.fingerprint(bench.window.light_table) != before
        check(bench, capture)
        check_pictures(bench)
        print(HEAD)
        rows = []
        for name, key, count in (
            ("J, next candidate", Qt.Key.Key_J, times),
            ("K, the one before", Qt.Key.Key_K, times // 4),
            ("5, a verdict and the next", Qt.Key.Key_5, times),
        ):
            rows.append(keys(bench, key, count, pause_s))
            print(line(name, rows[-1], counted(bench, key, pause_s)), flush=True)
        check(bench, capture)
        check_pictures(bench)
    walls = [[press.wall_s for press in presses] for presses in rows]
    own = [[press.cpu_s for press in presses] for presses in rows]
    load = " ".join(f"{mean:.1f}" for mean in os.getloadavg())
    print(f"\nMean number of running programs over 1, 5 and 15 minutes: {load}\n")
    within = holds("From the key to the screen", LIMIT_MS, walls)
    return holds("The GUI thread's own time", OWN_LIMIT_MS, own) and within


def holds(name: str, limit_ms: float, seconds: list[list[float]]) -> bool:
    """Say whether a bound holds for every key at 95 %."""
    most_ms = 1000 * max(float(np.percentile(of_key, 95)) for of_key in seconds)
    verdict = "holds" if most_ms <= limit_ms else f"fails: {most_ms:.0f} ms"
    print(f"{name}, {limit_ms:.0f} ms at 95 %: {verdict}")
    return most_ms <= limit_ms


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.review", description=__doc__
    )
    parser.add_argument("--quick", action="store_true", help="small frames")
    parser.add_argument("--times", type=int, default=200, help="presses of each key")
    parser.add_argument("--pause", type=float, default=0.4, help="seconds between them")
    arguments = parser.parse_args()
    print(f"{environment()}\n", flush=True)
    shape, count = ((798, 1197), 1500) if arguments.quick else (LARGEST, CROWD)
    with tempfile.TemporaryDirectory(prefix="darkviewer-bench-") as folder:
        capture = written(Path(folder), shape, count)
        return 0 if measure(capture, arguments.times, arguments.pause) else 1


if __name__ == "__main__":
    sys.exit(main())
