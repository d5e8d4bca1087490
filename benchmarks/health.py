"""``python -m benchmarks.health``: what each check detects, and how often it errs.

Sound sessions are drawn from synthetic sensors of five kinds; then one fault is planted
in each. Everything is drawn from seeded generators. First, the time that checking adds.
``--only CHECK``, which may be repeated, measures single rows of the table.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from copy import deepcopy
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.setting import environment
from darkviewer.core.health.baseline import Seen, history_of
from darkviewer.core.health.check import Check, Finding
from darkviewer.core.health.first_look import ASKED, first_look
from darkviewer.core.health.table import CHECKS, SessionChecks, judge
from darkviewer.core.health.usual_checks import USUAL, typical_of
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.runs.check import checked
from darkviewer.runs.session import calibrated, read_capture, request_for
from darkviewer.storage.demo.demo import DEMO_SESSION, write_demo
from tests.helpers.frames import memory_frames
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
NIGHT_SCATTER_C = 0.1


def sessions(count: int, *, first_seed: int) -> Any:
    """Sound sessions of 3 to 30 frames, each kind of sensor in turn."""
    kinds = list(SENSORS)
    for seed in range(first_seed, first_seed + count):
        kind = kinds[seed % len(kinds)]
        frames = 3 + (seed // len(kinds)) % (MOST_FRAMES - 2)
        yield kind, frames, sound_session(frames, seed=seed, size=SIZE, **SENSORS[kind])


def false_alarms(count: int) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Per check the sessions in which it speaks, and speaks at a first look.

    Last, per status the sessions.
    """
    spoken: Counter[str] = Counter()
    looks: Counter[str] = Counter()
    status: Counter[str] = Counter()
    for kind, frames, session in sessions(count, first_seed=1000):
        checks = session.checks
        status[checks.status] += 1
        what = f"{kind}, {frames} frames"
        spoken.update(_tell(what, checks))
        looks.update(_tell(f"first look at {what}", look(session)))
    return spoken, looks, status


def look(session: Planted) -> SessionChecks:
    return first_look(memory_frames(session.cube), session.infos)


def _tell(what: str, checks: SessionChecks) -> Iterable[str]:
    """Names of the checks that speak; their sentences go to standard error."""
    for check, finding in checks.spoken:
        words = f"{what}: {check.name}: {finding.sentence}"
        print(words, file=sys.stderr, flush=True)
        yield check.name


def false_alarms_over_nights(cameras: int, nights: int) -> tuple[Counter[str], int]:
    """Per check the sound sessions in which it speaks, and how many were compared.

    The temperature of each night is off by 0.1 °C, as a Gaussian.
    """
    spoken: Counter[str] = Counter()
    compared = 0
    kinds = list(SENSORS.items())
    for camera in range(cameras):
        kind, sensor = kinds[camera % len(kinds)]
        rng = np.random.default_rng(camera)
        seen: list[Seen] = []
        for night in range(1, nights + 1):
            frames = 3 + (camera + night) % 8
            degrees = sensor["temperature_c"] + rng.normal(0, NIGHT_SCATTER_C)
            session = sound_session(
                frames,
                seed=9000 + camera,
                size=SIZE,
                night=night,
                **sensor | {"temperature_c": degrees},
            )
            begin = session.infos[0].time or datetime.min
            session.baseline = history_of(seen).before(begin)
            measures = session.measures
            typical = typical_of(measures)
            assert typical is not None
            seen.append(Seen(begin, begin, typical))
            compared += session.baseline is not None
            spoken.update(_tell(f"{kind}, night {night}", judge(measures)))
    return spoken, compared


def detected(name: str, count: int) -> tuple[float, float]:
    """Parts of the sessions with a planted fault in which its check speaks.

    The second one of a first look.
    """
    plant: Callable[[Planted], None] = FAULTS[name]
    found = looks = 0
    for k in range(count):
        session = deepcopy(_to_plant_in(k))
        plant(session)
        found += _is_noticed(name, session.checks)
        looks += name in ASKED and _is_noticed(name, look(session))
    return found / count, looks / count


@cache
def _to_plant_in(k: int) -> Planted:
    """A fault of time needs frames enough to show it."""
    kinds = list(SENSORS)
    sensor = SENSORS[kinds[k % len(kinds)]]
    return sound_session(7 + k % 6, seed=5000 + k, size=SIZE, **sensor)


def _is_noticed(name: str, checks: SessionChecks) -> bool:
    return any(
        check.name == name and _noticed(check, finding)
        for check, finding in checks.findings
    )


def _noticed(check: Check, finding: Finding) -> bool:
    """Whether it speaks, or remarks what is no fault."""
    if check.severity == "pass":
        return (finding.value or 0.0) > (finding.limit or 0.0)
    return finding.status != "pass"


def costs(repeats: int) -> dict[str, tuple[float, float]]:
    """Best times of calibrating, and of checking: by the clock, and of processors."""
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
    best = np.array(runs).min(axis=0)  # of each work, of each kind of time
    return {
        "by the clock": (best[0, 0], best[1, 0]),
        "of processors": (best[0, 1], best[1, 1]),
    }


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    clock, processors = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processors


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.health", description=__doc__
    )
    parser.add_argument("--sessions", type=int, default=600, help="sound sessions")
    parser.add_argument("--nights", type=int, default=20, help="of each camera")
    parser.add_argument("--cameras", type=int, default=20, help="seen over nights")
    parser.add_argument("--planted", type=int, default=25, help="of each fault")
    parser.add_argument("--repeats", type=int, default=20, help="timings")
    parser.add_argument(
        "--only",
        action="append",
        choices=[check.name for check in CHECKS],
        help="rows of the table, instead of all and the timings",
    )
    arguments = parser.parse_args()
    print(f"{environment()}\n", flush=True)
    if not arguments.only:
        print_cost(arguments.repeats)
    names = arguments.only or [check.name for check in CHECKS]
    print_table([check for check in CHECKS if check.name in names], arguments)
    return 0


def print_cost(repeats: int) -> None:
    for kind, (alone, checking) in costs(repeats).items():
        over = (alone + checking) / alone
        print(
            f"10 frames of 2048x2048, time {kind}: calibrating {alone:.3f} s, checking "
            f"{checking:.3f} s: {over:.2f} times calibrating alone\n",
            flush=True,
        )


def print_table(checks: list[Check], arguments: argparse.Namespace) -> None:
    spoken, looks, status = false_alarms(arguments.sessions)
    total = status.total()
    over_nights, compared = Counter[str](), 0
    if any(check.name in USUAL for check in checks):
        over_nights, compared = false_alarms_over_nights(
            arguments.cameras, arguments.nights
        )
    titles = (
        *("check", "worst", "limit", "fault planted", "detected", "at first look"),
        "false alarms",
    )
    print(f"| {' | '.join(titles)} |\n{'|---' * len(titles)}|")
    for check in checks:
        share, at_look = detected(check.name, arguments.planted)
        sooner = f"{100 * at_look:.0f} %" if check.name in ASKED else "not asked"
        part = check.unit in ("", "ADU") or check.name in USUAL
        alarms, of = spoken[check.name], total
        if check.name in USUAL:
            alarms, of = over_nights[check.name], compared
        print(
            f"| `{check.name}`: {check.measure} | {check.severity} | "
            f"{check.limit:g}{'' if part else f' {check.unit}'}: {check.origin} | "
            f"{check.fault} | {100 * share:.0f} % | {sooner} | "
            f"{alarms} of {of} |",
            flush=True,
        )
    print(
        f"\n{total} sound sessions: {status['warn']} amber "
        f"({100 * status['warn'] / total:.2f} %), {status['fail']} red; remarks of "
        f"{looks.total()} first looks; {over_nights.total()} remarks over the nights, "
        f"of which {compared} sessions were compared with earlier ones"
    )


if __name__ == "__main__":
    sys.exit(main())
