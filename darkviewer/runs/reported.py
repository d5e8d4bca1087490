"""Everything that a report of one run says, gathered as a job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from darkviewer.core.errors import SessionError
from darkviewer.core.health.noise_checks import with_noise
from darkviewer.runs.certificate import Certificate, SessionPart, certificate_of
from darkviewer.runs.check import checked, checked_with_left_out
from darkviewer.runs.gain import GainTruth, truth_of
from darkviewer.runs.mask import MaskPlan, surveyed_mask
from darkviewer.runs.pictured import Pictures, pictured
from darkviewer.runs.report_plan import PLAN, ReportPlan
from darkviewer.runs.reviewed import Reviewed, reviewed

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.hazard.mask import BadPixels
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.core.opinions.events import Opinion
    from darkviewer.core.progress import Job
    from darkviewer.core.psf.profile import Psf
    from darkviewer.runs.exclusion import Contents
    from darkviewer.runs.injection import Trial
    from darkviewer.runs.session import Outcome
    from darkviewer.storage.exports.inputs import Input

__all__ = ["Reported", "part_of", "reported"]


@dataclass(frozen=True, slots=True, eq=False)
class Reported:
    """What is known of a run.

    Attributes
    ----------
    outcome : Outcome
        The run itself.
    plan : ReportPlan
        How it was looked at.
    inputs : tuple of Input
        Its frames.
    truth : GainTruth
        With photon transfer measured.
    mask : BadPixels or None
        Of all pixels; None where the frames are too few.
    certificate : Certificate
        Of this session alone.
    pictures : Pictures
        Of master, residual, candidates.
    missing : tuple of str
        What is not known, and why.
    """

    outcome: Outcome
    plan: ReportPlan
    inputs: tuple[Input, ...]
    truth: GainTruth
    mask: BadPixels | None
    certificate: Certificate
    pictures: Pictures
    missing: tuple[str, ...] = ()

    @property
    def trial(self) -> Trial | None:
        """Stars that were injected."""
        return self.certificate.parts[0].trial

    @property
    def reviewed(self) -> Reviewed:
        """What people said of the candidates."""
        return self.certificate.parts[0].reviewed


def reported(
    outcome: Outcome,
    *,
    contents: Contents,
    held: Sequence[Opinion] = (),
    plan: ReportPlan = PLAN,
    psf: Psf | None = None,
    check: Callable[[Session], Job[SessionChecks]] = checked,
) -> Job[Reported]:
    """Look at a run from all sides; its frames are read several times.

    Parameters
    ----------
    outcome : Outcome
        The run, with its checks.
    contents : Contents
        Hashes of frames, by which verdicts are found.
    held : sequence of Opinion
        Verdicts that hold.
    plan : ReportPlan
        How much is done.
    psf : Psf, optional
        The measured profile that the run compared with.
    check : callable
        Judges frames, where some are left out by hand: they are looked at, too.

    Raises
    ------
    FrameError, SessionError
        If a frame cannot be read any more.
    """
    calibration, session = outcome.calibration, outcome.session
    outcome = yield from _with_left_out(outcome, check)
    part, why = yield from part_of(
        outcome, contents=contents, held=held, plan=plan, psf=psf
    )
    missing = [why] if why else []
    truth = yield from truth_of(session, calibration)
    mask = None
    try:
        mask, _ = yield from surveyed_mask(calibration, session, MaskPlan())
    except SessionError as error:
        missing.append(f"no bad pixels: {error}")
    pictures = yield from pictured(outcome, most=plan.cutouts)
    certificate = certificate_of([part])
    return Reported(
        outcome, plan, part.inputs, truth, mask, certificate, pictures, tuple(missing)
    )


def _with_left_out(
    outcome: Outcome, check: Callable[[Session], Job[SessionChecks]]
) -> Job[Outcome]:
    """What is so of the frames that a person left out belongs into a report."""
    session, known = outcome.session, outcome.checks
    if known is not None and (known.whole is not None or not session.excluded):
        return outcome
    checks = yield from checked_with_left_out(session, check=check)
    return replace(outcome, checks=with_noise(checks, outcome.noise))


def part_of(
    outcome: Outcome,
    *,
    contents: Contents,
    held: Sequence[Opinion] = (),
    plan: ReportPlan = PLAN,
    psf: Psf | None = None,
) -> Job[tuple[SessionPart, str]]:
    """What a certificate says of a run, and why no completeness is known, if so."""
    from darkviewer.storage.exports.inputs import inputs

    trial, why = None, "no completeness: no stars were injected"
    if plan.per_flux > 0:
        try:
            trial, why = (yield from _trial(outcome, plan, psf)), ""
        except SessionError as error:
            why = f"no completeness: {error}"
    found = yield from reviewed(outcome, held, contents)
    rows = yield from inputs(outcome.calibration, outcome.session)
    return SessionPart(outcome, trial, found, rows, plan), why


def _trial(outcome: Outcome, plan: ReportPlan, psf: Psf | None) -> Job[Trial]:
    from darkviewer.runs.injection_rounds import inject_in_rounds

    return (
        yield from inject_in_rounds(
            outcome.calibration,
            outcome.session,
            outcome.parameters,
            per_flux=plan.per_flux,
            fluxes_e=plan.fluxes_e,
            rounds=1,
            seed=plan.seed,
            known=outcome.examination,
            psf=psf,
            profile=outcome.table.profile,
        )
    )
