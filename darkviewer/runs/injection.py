"""Stars injected into a session, and what the criteria made of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from darkviewer.core.candidates.false_positives import (
    FalsePositives,
    false_positives_of,
)
from darkviewer.core.candidates.selection import Selection, candidate_table
from darkviewer.core.frames.optics import known_scale
from darkviewer.core.parameters import Parameters, spec

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.injection.plan import InjectionPlan
    from darkviewer.core.injection.recovery import Recovery
    from darkviewer.core.vetting.noise_leaders import NoiseLeaders
    from darkviewer.core.vetting.session import Examination
    from darkviewer.runs.session import Outcome

__all__ = ["P_BINS", "ROC_LIMITS", "Trial", "meter"]

ROC_LIMITS: dict[str, tuple[float, ...]] = {
    "p_min": (0.0, 1e-5, 1e-4, 1e-3, 1e-2, 0.05, 0.1),
    "dbic_min": (-10.0, -6.0, -2.0, 0.0, 2.0, 6.0, 10.0, 20.0),
    "ratio": (0.0, 0.1, 0.2, 0.3, 0.4, 0.5),
}
P_BINS = 20


@dataclass(frozen=True, slots=True)
class Trial:
    """Stars injected into a session that was calibrated and examined.

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
    noise : NoiseLeaders
        What noise alone would give.
    parameters : Parameters
        Limits that the stars are held against; they may change, the stars stay.
    rounds : int
        Equal parts in which they were injected, each with the next seed.
    """

    outcome: Outcome
    examination: Examination
    plan: InjectionPlan
    recovery: Recovery
    noise: NoiseLeaders
    parameters: Parameters
    rounds: int = 1

    @property
    def candidates(self) -> CandidateTable:
        """Of the session, by these limits."""
        examination = self.examination
        return candidate_table(
            examination.leaders,
            self.outcome.calibration.master.shape,
            self.parameters,
            evidence=examination.evidence,
            profile=examination.profile,
            profile_sha256=examination.profile_sha256,
        )

    @property
    def criteria(self) -> dict[str, Parameters]:
        """The parameters with each criterion in turn; the master stays the same."""
        asked = self.parameters
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
    return false_positives_of(
        table,
        n_frames=len(examination.leaders),
        shape=shape,
        exposure_s=outcome.session.exposure_s,
        arcsec_per_px=known_scale(parameters),
        noise_alone=trial.noise.expected(parameters)[1],
    )
