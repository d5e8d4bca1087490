"""``python -m benchmarks.health``: what each check detects, and how often it errs.

Sound sessions are drawn from synthetic sensors of five kinds; then one fault is planted
in each. Everything is drawn from seeded generators. Last, the time that checking adds.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.setting import environment
from darkviewer.core.health.table import CHECKS
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.runs.check import checked
from darkviewer.runs.session import calibrated, read_capture, request_for
from darkviewer.storage.demo.demo import DEMO_SESSION, write_demo
from tests.helpers.planted_faults import FAULTS, Planted, sound_session

SENSORS: dict[str, dict[str, Any]] = {
    "warm, 12 bits": {"temperature_c": 20.0},
    "cooled, 12 bits": {"temperature_c": -10.0},
    "warm, 16 bits": {"temperature_c": 20.0, "native_16bit": True},
    "cooled, 16 bits": {"temperature_c": -10.0, "native_16bit": True},
    "cooled, 8 e-/code (MAD = 0)": {"temperature_c": -20.0, "gain_e_per_adu": 8.0},
}
SIZE = 256
MOST_FRAMES = 30


def sessions(count: int, *, first_seed: int) -> Any:
    """Sound sessions of 3 to 30 frames, each kind of sensor in turn."""
    kinds = list(SENSORS)
    for seed in range(first_seed, first_seed + count):
        kind = kinds[seed % len(kinds)]
        frames = 3 + (seed // len(kinds)) % (MOST_FRAMES - 2)
        yield kind, frames, sound_session(frames, seed=seed, size=SIZE, **SENSORS[kind])


def false_alarms(count: int) -> tuple[Counter[str], Counter[str]]:
    """Per check the sessions in which it speaks; per status the sessions."""
    spoken: Counter[str] = Counter()
    status: Counter[str] = Counter()
    for kind, frames, session in sessions(count, first_seed=1000):
        checks = session.checks
        status[checks.status] += 1
        for check, finding in checks.spoken:
            spoken[check.name] += 1
            print(
                f"{kind}, {frames} frames: {check.name}: {finding.sentence}",
                file=sys.stderr,
                flush=True,
            )
    return spoken, status


def detected(name: str, count: int) -> float:
    """Part of the sessions with a planted fault in which its check speaks."""
    plant: Callable[[Planted], None] = FAULTS[name]
    kinds = list(SENSORS)
    found = 0
    for k in range(count):
        # A fault of time needs frames enough to show it.
        session = sound_session(
            7 + k % 6, seed=5000 + k, size=SIZE, **SENSORS[kinds[k % len(kinds)]]
        )
        plant(session)
        found += name in {check.name for check, _ in session.checks.spoken}
    return found / count


def ratio(repeats: int) -> tuple[float, float, float]:
    """Best times of calibrating, of checking, and their sum over the first."""
    with tempfile.TemporaryDirectory(prefix="darkviewer-bench-") as folder:
        root = drive(write_demo(Path(folder) / "demo", n_frames=10, size=2048))
        session = drive(read_capture(root / DEMO_SESSION))
        request = request_for(session, Parameters())
        runs = [
            (
                _seconds(lambda: drive(calibrated(request))),
                _seconds(lambda: drive(checked(session))),
            )
            for _ in range(repeats)
        ]
    alone, checking = (min(times) for times in zip(*runs, strict=True))
    return alone, checking, (alone + checking) / alone


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.health", description=__doc__
    )
    parser.add_argument("--sessions", type=int, default=600, help="sound sessions")
    parser.add_argument("--planted", type=int, default=25, help="of each fault")
    parser.add_argument("--repeats", type=int, default=20, help="timings")
    arguments = parser.parse_args()
    print(f"{environment()}\n", flush=True)
    alone, checking, over = ratio(arguments.repeats)
    print(
        f"10 frames of 2048x2048: calibrating {alone:.3f} s, checking {checking:.3f} "
        f"s: {over:.2f} times calibrating alone\n",
        flush=True,
    )
    spoken, status = false_alarms(arguments.sessions)
    total = status.total()
    titles = ("check", "worst", "limit", "fault planted", "detected", "false alarms")
    print(f"| {' | '.join(titles)} |\n{'|---' * len(titles)}|")
    for check in CHECKS:
        share = detected(check.name, arguments.planted)
        unit = f" {check.unit}" if check.unit else ""
        print(
            f"| `{check.name}`: {check.measure} | {check.severity} | "
            f"{check.limit:g}{unit if check.unit != 'ADU' else ''}: {check.origin} | "
            f"{check.fault} | {100 * share:.0f} % | {spoken[check.name]} of {total} |",
            flush=True,
        )
    print(
        f"\n{total} sound sessions: {status['warn']} amber "
        f"({100 * status['warn'] / total:.2f} %), {status['fail']} red"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
