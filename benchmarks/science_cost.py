"""What the PSF test costs: measured while no other part runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.markdown import print_table
from benchmarks.science_sessions import PARAMETERS, session
from benchmarks.stamps import leaders_of, star
from darkviewer.core.calibration.pipeline import processors
from darkviewer.core.injection.plan import InjectionPlan, default_fluxes
from darkviewer.core.injection.recovery import inject_and_recover
from darkviewer.core.progress import drive
from darkviewer.core.psf.shape import ShapeOptions, examine_stamps
from darkviewer.core.vetting.session import examine_session

__all__ = ["report"]

MEMORY = 512 * 2**20


def report(*, short: bool) -> None:  # noqa: ARG001
    """Print the table; there is no shorter one."""
    print_table("cost", cost())


def cost() -> Iterator[list[str]]:
    yield ["what", "time on one core", "goal"]
    rng = np.random.default_rng(3)
    found = leaders_of(star(rng, 1000), rng, dark_e=1300, flux_e=5000)
    good = np.ones(found.stamps_e.shape, np.bool_)
    for words, options in (
        ("all tests of 1000 leaders, fixed width", ShapeOptions()),
        ("all tests of 1000 leaders, free width", ShapeOptions(free_fwhm=True)),
    ):
        args = found.stamps_e, found.true_variance_e2, good, options
        yield [
            words,
            f"{_seconds(lambda args=args: examine_stamps(*args)):.2f} s",
            "0.3 s",
        ]
    made = session(20.0, seed=9)
    tests = drive(examine_session(made.calibration, PARAMETERS))
    wall = _seconds(lambda: drive(examine_session(made.calibration, PARAMETERS)))
    words = f"a whole session, {sum(len(item) for item in tests.leaders)} leaders"
    yield [words, f"{wall:.2f} s on {processors()} cores", "-"]
    plan = InjectionPlan(default_fluxes(tests.examiner.noise.typical_e2))
    wall = _seconds(
        lambda: drive(
            inject_and_recover(
                tests.examiner,
                plan,
                floor_e=tests.floor_e,
                memory_bytes=MEMORY,
                threads=processors(),
            )
        )
    )
    yield ["20 000 injections", f"{wall:.2f} s on {processors()} cores", "5 s"]


def _seconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)
