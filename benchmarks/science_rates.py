"""How often the printed intervals of false sources hold the truth.

Sessions are drawn with sources that come once, in every frame, three times or in
bursts, and go through the code that prints the rates. Nominal is 0.95.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.markdown import print_table
from darkviewer.core.candidates.clustering import gathering
from darkviewer.core.candidates.false_positives import (
    false_positives,
    poisson_interval,
    wilson_interval,
)
from darkviewer.core.candidates.session_rates import (
    SessionCount,
    between_sessions,
    by_exposure,
)

__all__ = ["coverage", "report"]

Counts = NDArray[np.int64]

FULL, SHORT = 1000, 200

REPEATED = (("once", 1), ("three times", 3), ("in every frame", 0))
"""How often each source is seen; 0 stands for every frame."""


def report(*, short: bool) -> None:
    """Print coverage of every interval, each with the 95 % interval of its draws."""
    sessions = SHORT if short else FULL
    print_table(
        f"coverage of the rate per frame, {sessions} sessions, nominal 0.95 "
        "(Poisson over all candidates in brackets)",
        _frames(sessions),
    )
    print_table(
        f"coverage in bursts: sources of a frame vary by D times Poisson, {sessions} "
        "sessions",
        _bursts(sessions),
    )
    print_table(f"coverage between sessions, {sessions} sets", _between(sessions))
    sets = 50 if short else 500
    print_table(
        f"coverage of the parts per frame and per second, {sets} sets", _parts(sets)
    )


def coverage(counts: Counts, mean: float, *, seen: int = 1) -> float:
    """Part of the sessions whose interval of the rate per frame holds `mean`.

    Parameters
    ----------
    counts : int array, shape (sessions, frames)
        Sources that begin in each frame.
    mean : float
        True sources per frame.
    seen : int
        Frames in which each source is seen.
    """
    n = counts.shape[1]
    held = 0
    for begun in counts:
        first = np.repeat(np.arange(n), begun)
        frame = np.concatenate([(first + k) % n for k in range(seen)])
        place = np.tile(3 * np.arange(first.size), seen)
        found = gathering(frame, place, 0 * place, n_frames=n, nx=10**7)
        rate = false_positives({"": frame.size}, found, shape=(9, 9)).per_frame
        held += rate.low <= mean <= rate.high
    return held / len(counts)


def naive_coverage(counts: Counts, mean: float, *, seen: int) -> float:
    """The same of a Poisson interval over all candidates, for their rate."""
    frames = counts.shape[1] * seen
    low, high = np.transpose([poisson_interval(k * seen) for k in counts.sum(1)])
    return float(np.mean((low / frames <= mean) & (mean <= high / frames)))


def _with_interval(share: float, draws: int) -> str:
    low, high = wilson_interval(share * draws, draws)
    return f"{share:.3f} [{low:.3f}, {high:.3f}]"


def _frames(sessions: int) -> Iterator[list[str]]:
    rng = np.random.default_rng(31)
    yield ["frames", "sources in all", *(words for words, _ in REPEATED)]
    for n in (3, 10, 30):
        for total in (1, 3, 10, 30, 100):
            cells = []
            for _, seen in REPEATED:
                counts = rng.poisson(total / n, (sessions, n))
                times = seen or n
                ours = coverage(counts, total / n, seen=times)
                naive = naive_coverage(counts, total / n, seen=times)
                cells.append(f"{_with_interval(ours, sessions)} ({naive:.3f})")
            yield [f"{n}", f"{total}", *cells]


def _bursts(sessions: int) -> Iterator[list[str]]:
    rng = np.random.default_rng(32)
    spreads = (2, 3, 5, 10)
    yield ["frames", "sources in all", *(f"D = {d}" for d in spreads)]
    for n in (3, 5, 10, 30):
        for total in (100, 1000):
            mean = total / n
            yield [
                f"{n}",
                f"{total}",
                *(
                    _with_interval(
                        coverage(_burst(rng, mean, d, (sessions, n)), mean), sessions
                    )
                    for d in spreads
                ),
            ]


def _burst(
    rng: np.random.Generator, mean: float, spread: float, shape: tuple[int, int]
) -> Counts:
    """Counts of this mean whose variance is `spread` times it."""
    return rng.negative_binomial(mean / (spread - 1), 1 / spread, shape)


def _between(sets: int) -> Iterator[list[str]]:
    rng = np.random.default_rng(33)
    yield ["sessions", "sources in each", "Poisson", "D = 3", "D = 10"]
    for many in (3, 5, 10, 30):
        for mean in (10, 30):
            cells = []
            for spread in (1, 3, 10):
                shape = (sets, many)
                drawn = rng.poisson(mean, shape)
                if spread > 1:
                    drawn = _burst(rng, mean, spread, shape)
                cells.append(_with_interval(_held(drawn, mean), sets))
            yield [f"{many}", f"{mean}", *cells]


def _held(drawn: Counts, mean: float) -> float:
    rates = [between_sessions([SessionCount(k, 10, 30.0) for k in d])[0] for d in drawn]
    return float(np.mean([r.low <= mean / 10 <= r.high for r in rates]))


CASES: tuple[tuple[str, float, float], ...] = (
    ("both", 0.2, 0.01),
    ("particles alone", 0.0, 0.01),
    ("noise alone", 0.5, 0.0),
)
"""Name, sources per frame and per second."""

EXPOSURES = ((10.0, 60.0), (5.0, 10.0, 30.0, 60.0, 120.0), (1.0, 10.0, 30.0) * 4)


def _parts(sets: int) -> Iterator[list[str]]:
    rng = np.random.default_rng(34)
    yield ["truth", "sessions", "per frame", "per second"]
    for name, a, b in CASES:
        for exposures in EXPOSURES:
            drawn = rng.poisson(
                30 * (a + b * np.array(exposures)), (sets, len(exposures))
            )
            answers = [_both_held(row, exposures, a, b) for row in drawn]
            held = np.array([answer for answer in answers if answer is not None])
            per_frame, per_second = held.mean(axis=0)
            yield [
                name,
                f"{len(exposures)}",
                _with_interval(per_frame, len(held)),
                _with_interval(per_second, len(held)),
            ]


def _both_held(
    drawn: Counts, exposures: tuple[float, ...], a: float, b: float
) -> tuple[bool, bool] | None:
    """Whether both intervals hold the truth; None where so few tell nothing."""
    counts = [
        SessionCount(sources, 30, seconds)
        for sources, seconds in zip(drawn.tolist(), exposures, strict=True)
    ]
    found = by_exposure(counts)
    if found is None:
        return None
    one, other = found.per_frame, found.per_second
    return one.low <= a <= one.high, other.low <= b <= other.high
