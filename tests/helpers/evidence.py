"""The evidence of one leader, made up."""

from __future__ import annotations

from typing import Any

import numpy as np

from darkviewer.core.candidates.history import History
from darkviewer.core.candidates.labels import Evidence
from darkviewer.core.psf.shape import StampShape

STAR = {
    "track_px": 3.0,
    "p": 0.4,
    "dbic": (300.0, 200.0, 40.0),
    "significance": 12.0,
    "matched": 30.0,
}

QUIET = {
    "recurrence": 1,
    "alone": 1,
    "variance_ratio": 1.1,
    "variance_limit": 4.2,
    "events": 0,
    "event": -1,
    "behaviour": 0,
    "gap": 1.0,
    "both_ways": False,
    "frozen": False,
    "excess": 0.5,
    "saturated": 0.0,
}


def evidence(*, saturated_now: bool = False, **changes: Any) -> Evidence:
    shape = {k: changes.get(k, v) for k, v in STAR.items()}
    past = {k: np.array([changes.get(k, v)]) for k, v in QUIET.items()}
    rest = dict.fromkeys(
        ("flux_e", "flux_sigma_e", "dx", "dy", "fwhm_px", "chi2", "dof", "p_psf"),
        np.ones(1),
    )
    columns = {k: np.array([v], float) for k, v in shape.items()}
    columns.setdefault("p_tolerant", columns["p"])
    at_limit = np.array([changes.get("at_limit", False)])
    judged = StampShape(**rest, **columns, at_limit=at_limit)
    return Evidence(judged, History(**past), np.array([saturated_now]), 10)
