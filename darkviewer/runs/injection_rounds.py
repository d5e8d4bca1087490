"""Injecting thousands of stars and looking for them, in rounds that can be watched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from darkviewer.core.calibration.pipeline import Calibration, processors
from darkviewer.core.candidates.selection import candidate_table
from darkviewer.core.injection.plan import InjectionPlan, default_fluxes
from darkviewer.core.injection.recovery import Recovery, inject_and_recover
from darkviewer.core.progress import Job, Progress
from darkviewer.core.records import joined
from darkviewer.core.vetting.noise_alone import simulate_noise
from darkviewer.core.vetting.session import Examination, examine_session
from darkviewer.runs.injection import Trial
from darkviewer.runs.session import Outcome

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.frames.session import Session
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.psf.profile import Psf

__all__ = ["ROUNDS", "inject_in_rounds"]

ROUNDS = 4
"""Parts after which there is something to see."""


def inject_in_rounds(
    calibration: Calibration,
    session: Session,
    parameters: Parameters,
    *,
    per_flux: int,
    fluxes_e: Sequence[float] = (),
    rounds: int = ROUNDS,
    seed: int = 1,
    known: Examination | None = None,
    psf: Psf | None = None,
    profile: str = "",
    on_part: Callable[[Trial], None] = lambda _: None,
) -> Job[Trial]:
    """Add stars to copies of the residuals, round by round.

    Parameters
    ----------
    calibration, session, parameters
        What is looked at, and how.
    per_flux : int
        Stars of each flux in each frame, at least one per round.
    fluxes_e : sequence of float, optional
        Total fluxes in electrons; ten from faint to bright by default.
    rounds : int
        Parts of equal size, each with the next seed.
    seed : int
        Of the first round.
    known : Examination, optional
        Examination of the session's own leaders, where they answer the parameters.
    psf, profile : Psf and str, optional
        A measured stellar profile instead of the Gaussian, and its file.
    on_part : callable
        Gets all stars so far after each round.
    """
    if known is None or not known.answers(parameters):
        known = yield from examine_session(
            calibration, parameters, psf=psf, profile=profile
        )
    table = _candidates(calibration, known, parameters)
    outcome = Outcome(session, calibration, table)
    yield Progress("Drawing noise", 0, 1)
    noise = simulate_noise(
        known.examiner, floor_e=known.floor_e, floor_sigma=known.floor_sigma
    )
    fluxes = tuple(fluxes_e) or default_fluxes(known.examiner.noise.typical_e2)
    parts: list[Recovery] = []
    for number in range(rounds):
        plan = InjectionPlan(fluxes, max(1, per_flux // rounds), seed + number)
        found = yield from inject_and_recover(
            known.examiner,
            plan,
            floor_e=known.floor_e,
            memory_bytes=calibration.request.memory_bytes,
            threads=calibration.request.threads or processors(),
        )
        parts.append(found)
        so_far = replace(plan, per_flux=len(parts) * plan.per_flux, seed=seed)
        found_so_far = joined(parts)
        trial = Trial(
            outcome, known, so_far, found_so_far, noise, parameters, len(parts)
        )
        on_part(trial)
    return trial


def _candidates(
    calibration: Calibration, examination: Examination, parameters: Parameters
) -> CandidateTable:
    return candidate_table(
        examination.leaders,
        calibration.master.shape,
        parameters,
        evidence=examination.evidence,
        profile=examination.profile,
        profile_sha256=examination.profile_sha256,
    )
