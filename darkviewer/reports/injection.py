"""What an injection run found, as one JSON document or as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from darkviewer.core.candidates.false_positives import (
    FalsePositives,
    Rate,
    false_positives,
)
from darkviewer.core.candidates.selection import Selection
from darkviewer.core.injection.completeness import (
    Completeness,
    completeness,
    roc,
    uniformity,
    unselected_p,
)
from darkviewer.core.parameters import Parameters, spec
from darkviewer.reports.documents import Outcome, columns_of_text, identity

if TYPE_CHECKING:
    from darkviewer.core.injection.plan import InjectionPlan
    from darkviewer.core.injection.recovery import Recovery
    from darkviewer.core.vetting.noise_alone import NoiseAlone
    from darkviewer.core.vetting.session import Examination

__all__ = ["Trial", "injection_document", "injection_lines", "meter"]

ROC_LIMITS: dict[str, tuple[float, ...]] = {
    "p_min": (0.0, 1e-5, 1e-4, 1e-3, 1e-2, 0.05, 0.1),
    "dbic_min": (-10.0, -6.0, -2.0, 0.0, 2.0, 6.0, 10.0, 20.0),
    "ratio": (0.0, 0.1, 0.2, 0.3, 0.4, 0.5),
}
P_BINS = 20


@dataclass(frozen=True, slots=True)
class Trial:
    """Stars injected into a session that was calibrated and tested.

    Attributes
    ----------
    outcome : Outcome
        The session's own candidates.
    examination : Examination
        Their tests.
    plan : InjectionPlan
        What was injected.
    recovery : Recovery
        What became of it.
    noise : NoiseAlone
        What noise alone would give.
    """

    outcome: Outcome
    examination: Examination
    plan: InjectionPlan
    recovery: Recovery
    noise: NoiseAlone

    @property
    def criteria(self) -> dict[str, Parameters]:
        """The parameters with each criterion in turn; the master stays the same."""
        asked = self.outcome.parameters
        master = "leave-one-out" if asked.left_out else "in-sample"
        return {
            name: replace(asked, criterion=name, master=master)
            for name in spec("criterion").choices or {}
        }


def meter(trial: Trial, parameters: Parameters) -> FalsePositives:
    """The false positives of the session by other limits."""
    outcome, examination = trial.outcome, trial.examination
    shape = outcome.calibration.master.shape
    table = Selection(examination.leaders, shape, evidence=examination.evidence).table(
        parameters
    )
    return false_positives(
        table.label_counts(table.accepted, ""),
        frames=len(examination.leaders),
        shape=shape,
        exposure_s=outcome.session.exposure_s,
        noise_alone=trial.noise.expected(parameters)[1],
    )


def injection_document(trial: Trial) -> dict[str, Any]:
    """The document of ``inject --json``."""
    recovery, own = trial.recovery, trial.outcome.parameters
    p = unselected_p(recovery, own)
    distance, bound = uniformity(p)
    counts, _ = np.histogram(p, P_BINS, (0, 1))
    return {
        "session": identity(trial.outcome.session),
        "parameters": own.as_dict(),
        "plan": asdict(trial.plan),
        "injected": len(recovery),
        "lost": float(recovery.lost.mean()),
        "criteria": {
            name: {
                **_plain(_kept(trial, parameters)),
                "false_positives": _plain(meter(trial, parameters)),
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
    yield f"on pixels that blink or cannot be used: {trial.recovery.lost.mean():.2%}"
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
        yield f"{words[name]}: {_meter_words(meter(trial, parameters))}"


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
    return _plain(roc(trial.recovery, selection, parameters, vary=vary, limits=limits))


def _meter_words(found: FalsePositives) -> str:
    rate = found.per_frame
    text = (
        f"{found.count} false positives in {found.frames} frames: "
        f"{rate.value:.3g} per frame (95 %: {rate.low:.3g} to {rate.high:.3g})"
    )
    if found.noise_alone is not None and np.isfinite(found.noise_alone):
        text += f", {found.noise_alone:.2g} from noise alone"
    return text


def _flux(value: float) -> str:
    return "never" if np.isnan(value) else f"{value:.0f} e-"


def _plain(record: Any) -> dict[str, Any]:
    """Arrays and records as lists and numbers."""
    return {item.name: _value(getattr(record, item.name)) for item in fields(record)}


def _value(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    return _plain(value) if isinstance(value, Rate) else value
