"""The window under a hand: drags, steps, sliders, stalls and the first paint.

Each measurement runs in a process of its own, see `benchmarks.gui_child`; what is on
screen is checked there before and after it is timed.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.gui_captures import crowded, enormous
from benchmarks.setting import Setting
from benchmarks.table import Row, milliseconds, times
from darkviewer.gui.startup.first_paint import REPORT

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# From the second start on there is bytecode, unless that is forbidden.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

__all__ = ["rows"]

FRAME_S = 0.016

_EMPTY = """
import pyqtgraph, sys
from PySide6.QtWidgets import QApplication, QMainWindow
from darkviewer.gui.startup.first_paint import report_if_asked
app = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(pyqtgraph.GraphicsView())
window.setContentsMargins(1, 1, 1, 1)  # what is covered wholly is not painted
report_if_asked(window)
window.resize(1440, 900)
window.show()
sys.exit(app.exec())
"""


def rows(setting: Setting) -> Iterator[Row]:
    captures = {setting.frame_words: setting.capture(10), "enormous": enormous(setting)}
    for size, capture in captures.items():
        report = measured("view", capture)
        for key, what in (
            ("stretch", "stretch drag"),
            ("pan", "pan, fitted and a step in"),
            ("pan in", "pan at many screen pixels per pixel"),
            ("frame", "frame step, ten a second"),
        ):
            name = "9576x6388" if size == "enormous" else size
            yield percentile(f"{what}, {name}", report[key])
    yield from sliders(setting)
    yield from stalls(setting)
    yield first_paint(setting)


def sliders(setting: Setting) -> Iterator[Row]:
    report = measured("sliders", crowded(setting))
    leaders = f"{report['rows']:,} leaders"
    for key, what in (("threshold_e", "threshold"), ("ratio", "ratio")):
        moved = [seconds for seconds in report[key] if seconds > 0.002]
        yield percentile(
            f"{what} slider to table, counts and markers, {leaders}", moved
        )
    yield percentile(f"pan, {leaders} marked", report["pan"])


def stalls(setting: Setting) -> Iterator[Row]:
    capture = setting.capture(10)
    report = measured("stalls", capture)
    yield stall("ten calibrations", report)
    report = measured("tests", capture)
    leaders = f"{report['tested']:,} leaders of each of ten frames"
    yield stall(f"testing {leaders}, ten times", report)


def stall(what: str, report: dict[str, Any]) -> Row:
    return Row(
        f"longest stall of the GUI thread during {what}; 99 % of waits below",
        f"{milliseconds(report['longest'])}; {milliseconds(report['p99'])}",
        "",
        "",
        "≤ 50 ms; ≤ 16 ms",
        report["longest"] <= 0.05 and report["p99"] <= FRAME_S,
    )


def first_paint(setting: Setting) -> Row:
    """From starting the interpreter to the first paint, in turn with an empty one."""
    ours = ["-m", "darkviewer", "--fresh"]
    empty = ["-c", _EMPTY]
    pairs = [
        (painted(ours, setting.folder), painted(empty, setting.folder))
        for _ in range(setting.repeats + 1)
    ][1:]
    mine, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    return Row(
        "first paint, from exec; an empty pyqtgraph window",
        milliseconds(mine),
        milliseconds(other),
        f"{times(ratio)} the time",
        "≤ 1.5 x",
        ratio <= 1.5,
    )


def painted(command: list[str], home: Path) -> float:
    """Seconds until a window says that it was painted."""
    places = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")
    environment = os.environ | {REPORT: "1"} | dict.fromkeys(places, str(home))
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *command], stdout=subprocess.PIPE, env=environment, text=True
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        seconds = time.perf_counter() - start
        assert said == "first paint\n", said
    return seconds


def measured(what: str, capture: Path) -> dict[str, Any]:
    """The report of `benchmarks.gui_child`."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.gui_child", what, str(capture)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def percentile(what: str, seconds: list[float]) -> Row:
    middle, high = np.percentile(seconds, [50, 95])
    return Row(
        what,
        f"{1000 * middle:.1f} ms, 95 % below {1000 * high:.1f} ms",
        "",
        "",
        "95 % ≤ 16 ms",
        bool(high <= FRAME_S),
    )
