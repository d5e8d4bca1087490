"""Results of an injection run as one JSON document or as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import Any

import numpy as np

from darkviewer.core.candidates.rates import rates_document, rates_words
from darkviewer.core.candidates.selection import Selection
from darkviewer.core.frames.identity import identity
from darkviewer.core.frames.optics import scale_document
from darkviewer.core.injection.completeness import (
    Completeness,
    completeness,
    roc,
    uniformity,
    unselected_p,
)
from darkviewer.core.parameters import Parameters, spec
from darkviewer.reports.documents import columns_of_text
from darkviewer.runs.injection import P_BINS, ROC_LIMITS, Trial, meter

__all__ = ["injection_document", "injection_lines", "record_document"]


def injection_document(trial: Trial) -> dict[str, Any]:
    """The document of ``inject --json``."""
    recovery, own = trial.recovery, trial.parameters
    p = unselected_p(recovery, own)
    distance, bound = uniformity(p)
    counts, _ = np.histogram(p, P_BINS, (0, 1))
    return {
        "session": identity(trial.outcome.session),
        "parameters": own.as_dict(),
        "sky": scale_document(own, trial.outcome.session),
        "plan": asdict(trial.plan),
        "injected": len(recovery),
        "lost": float(recovery.lost.mean()),
        "criteria": {
            name: {
                **record_document(_kept(trial, parameters)),
                "false_positives": rates_document(meter(trial, parameters)),
            }
            for name, parameters in trial.criteria.items()
        },
        "p_values": {
            "ks_distance": distance,
            "ks_bound_95": bound,
            "histogram": counts.tolist(),
        },
        "roc": {name: _curve(trial, name) for name in ROC_LIMITS},
    }


def injection_lines(trial: Trial) -> Iterator[str]:
    """The same for people."""
    words = spec("criterion").choices or {}
    kept = {name: _kept(trial, p) for name, p in trial.criteria.items()}
    session = trial.outcome.session
    yield f"{session.title}: {len(trial.recovery)} stars injected"
    yield f"lost on blinking or unusable pixels: {trial.recovery.lost.mean():.2%}"
    yield ""
    rows = []
    flux = next(iter(kept.values())).flux_e
    for k, value in enumerate(flux):
        cells = [f"{value:.0f}"]
        for found in kept.values():
            low, high = found.low[k], found.high[k]
            cells.append(f"{found.share[k]:.3f} ({low:.3f}-{high:.3f})")
        rows.append(cells)
    rows.append(["50 %", *(_flux(found.f50_e) for found in kept.values())])
    rows.append(["90 %", *(_flux(found.f90_e) for found in kept.values())])
    head = ["flux e-", *(words[name] for name in kept)]
    yield from columns_of_text([head, *rows], right=range(len(head)))
    yield ""
    for name, parameters in trial.criteria.items():
        yield f"{words[name]}: {rates_words(meter(trial, parameters))}"


def _kept(trial: Trial, parameters: Parameters) -> Completeness:
    return completeness(trial.recovery, trial.recovery.recovered(parameters))


def _curve(trial: Trial, vary: str) -> dict[str, Any]:
    criterion = "ratio" if vary == "ratio" else "psf"
    examination = trial.examination
    selection = Selection(
        examination.leaders,
        trial.outcome.calibration.master.shape,
        evidence=examination.evidence,
    )
    parameters = trial.criteria[criterion]
    limits = ROC_LIMITS[vary]
    return record_document(
        roc(trial.recovery, selection, parameters, vary=vary, limits=limits)
    )


def _flux(value: float) -> str:
    return "never" if np.isnan(value) else f"{value:.0f} e-"


def record_document(record: Any) -> dict[str, Any]:
    """A record with its arrays as lists."""
    values = {item.name: getattr(record, item.name) for item in fields(record)}
    return {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in values.items()
    }
