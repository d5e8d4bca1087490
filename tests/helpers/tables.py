"""Small tables of candidates."""

from __future__ import annotations

import numpy as np

from darkviewer.core.candidates.selection import CandidateTable
from darkviewer.core.parameters import Parameters

NX, NY = 2048, 2048


def table_of(rows: list[tuple[int, int, int, float, float, bool]]) -> CandidateTable:
    """Rows of (frame, x, y, value_e, ratio, accepted)."""
    ordered = sorted(rows, key=lambda r: -r[3])
    frame, x, y, value, ratio, accepted = (
        np.array(c) for c in zip(*ordered, strict=True)
    )
    n = len(rows)
    return CandidateTable(
        id=((frame * NY + y) * NX + x).astype(np.int64),
        frame=frame.astype(np.int32),
        x=x.astype(np.int32),
        y=y.astype(np.int32),
        value_e=value.astype(np.float64),
        min_neighbour_ratio=ratio.astype(np.float64),
        plateau=np.ones(n, np.int32),
        edge=(x == 0),
        accepted=accepted.astype(bool),
        synthetic=np.zeros(n, bool),
        hot_pixels=np.array([9, 9], np.int64),
        leaders=np.array([2, 2], np.int64),
        candidates=np.array([1, 1], np.int64),
        parameters=Parameters(),
    )


TABLE = table_of(
    [
        (0, 10, 20, 250.0, 0.35, True),
        (0, 0, 30, 1234.5, 0.05, False),
        (1, 90, 20, 999.96, np.nan, False),
        (1, 150, 250, 300.0, 1 / 3, True),
    ]
)


def table(n: int, frames: int = 1, size: int = 2048) -> CandidateTable:
    """Leaders at random, the brightest first; every tenth is accepted."""
    rng = np.random.default_rng(7)
    frame = rng.integers(0, frames, n).astype(np.int32)
    x, y = rng.integers(0, size, (2, n)).astype(np.int32)
    values = dict.fromkeys(CandidateTable.__slots__, np.zeros(n, np.int64))
    values |= {
        "id": np.arange(n),
        "frame": frame,
        "x": x,
        "y": y,
        "value_e": np.sort(rng.uniform(200, 5000, n))[::-1],
        "accepted": np.arange(n) % 10 == 0,
        "synthetic": np.zeros(n, bool),
        "parameters": Parameters(),
        "classification": None,
        "profile": "",
    }
    return CandidateTable(**values)
