"""Seconds, fairly: what is compared runs in turn."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

__all__ = ["paired", "stopwatch"]


def stopwatch(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds and result."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def paired(
    ours: Callable[[], Any], other: Callable[[], Any], repeats: int
) -> tuple[float, float, float]:
    """Median seconds of both, run in turn, and the median of the ratios other / ours.

    Load on the machine comes and goes: only runs that follow each other compare.
    """
    pairs = []
    for _ in range(repeats):
        mine = min(stopwatch(ours)[0] for _ in range(2))
        pairs.append((mine, stopwatch(other)[0]))
    mine = statistics.median(pair[0] for pair in pairs)
    yours = statistics.median(pair[1] for pair in pairs)
    return mine, yours, statistics.median(other / mine for mine, other in pairs)
