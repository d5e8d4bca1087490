"""Time per frame as sessions grow, and the memory of a very large one."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import ours
from benchmarks.clock import stopwatch
from benchmarks.setting import Setting
from benchmarks.stack import alone
from benchmarks.table import Row, megabytes, milliseconds, times

__all__ = ["rows"]


def rows(setting: Setting) -> Iterator[Row]:
    per_frame = {}
    for count in setting.counts:
        folder = setting.capture(count)
        runs = [
            stopwatch(lambda folder=folder: ours.calibration(folder))[0]
            for _ in range(max(2, setting.repeats if count <= 20 else 2))
        ]
        per_frame[count] = min(runs) / count
    numbers = ", ".join(str(count) for count in per_frame)
    growth = per_frame[max(c for c in per_frame if c <= 100)] / per_frame[10]
    yield Row(
        f"time per frame of {setting.frame_words} at {numbers} frames",
        ", ".join(milliseconds(seconds) for seconds in per_frame.values()),
        "",
        f"{times(growth)} from 10 to 100",
        "≤ 2.5 x",
        growth <= 2.5,
    )
    report = alone("ours", setting.capture(setting.many))
    yield Row(
        f"session of {setting.many} x {setting.frame_words}: peak memory",
        megabytes(report["peak_bytes"]),
        f"in {milliseconds(report['seconds'])}",
        "",
        "≤ 800 MiB",
        report["peak_bytes"] <= 800 * 2**20,
    )
