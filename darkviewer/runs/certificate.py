"""What sessions of darks certify together: false sources, and stars that are kept."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.candidates.more_darks import more_to_halve, scatter_of
from darkviewer.core.frames.optics import known_scale
from darkviewer.core.injection.completeness import Completeness, completeness
from darkviewer.core.records import joined
from darkviewer.runs.rates import SessionRates, session_rates
from darkviewer.runs.report_plan import PLAN
from darkviewer.runs.reviewed import Reviewed, nobody
from darkviewer.storage.exports.inputs import input_document

if TYPE_CHECKING:
    from darkviewer.core.provenance.record import Findings
    from darkviewer.runs.injection import Trial
    from darkviewer.runs.report_plan import ReportPlan
    from darkviewer.runs.session import Outcome
    from darkviewer.storage.exports.inputs import Input

__all__ = ["STANDINGS", "Certificate", "SessionPart", "certificate_of"]

STANDINGS = {"pass": "certified", "warn": "with remarks", "fail": "not certified"}
"""By the worst check of all sessions."""

_ENOUGH_TO_SCATTER = 1.5
"""Sources in the frames of a session; one alone does not scatter."""


@dataclass(frozen=True, slots=True, eq=False)
class SessionPart:
    """One session of a certificate.

    Attributes
    ----------
    outcome : Outcome
        Its run.
    trial : Trial or None
        Stars injected into it.
    reviewed : Reviewed
        What people said of its candidates.
    inputs : tuple of Input
        Its frames, with their hashes.
    plan : ReportPlan
        How much was done for it.
    """

    @property
    def findings(self) -> Findings:
        """What its provenance is made of."""
        return replace(self.outcome.findings, inputs=input_document(self.inputs))

    outcome: Outcome
    trial: Trial | None = None
    reviewed: Reviewed = field(default_factory=nobody)
    inputs: tuple[Input, ...] = ()
    plan: ReportPlan = PLAN

    @property
    def status(self) -> str:
        """Of its checks; without any, nothing can be certified.

        Doubtful electrons are a remark at least: the threshold is in electrons.
        """
        checks = self.outcome.checks
        if checks is None:
            return "fail"
        doubtful = checks.status == "pass" and self.outcome.calibration.doubts
        return "warn" if doubtful else checks.status

    @property
    def pixel_frames(self) -> int:
        """Pixels looked at, in all frames."""
        ny, nx = self.outcome.calibration.master.shape
        return ny * nx * len(self.outcome.calibration.used)

    @property
    def square_degree_frames(self) -> float:
        """The same on the sky; NaN where the pixel scale is not known."""
        scale = known_scale(self.outcome.parameters)
        return self.pixel_frames * (scale / 3600) ** 2

    @property
    def open_shutter_s(self) -> float:
        """Exposure of all frames used; NaN where no header tells it."""
        exposure = self.outcome.session.exposure_s
        each = math.nan if exposure is None else exposure
        return each * len(self.outcome.calibration.used)


@dataclass(frozen=True, slots=True, eq=False)
class Certificate:
    """Several sessions together.

    Attributes
    ----------
    parts : tuple of SessionPart
        At least one.
    rates : SessionRates
        False sources per frame, by the scatter between sessions, or frames of one.
    kept : Completeness or None
        Stars that the rule keeps, in all sessions; None where none were injected.
    more_units, more_frames : int
        Sessions like these, or frames of one, that halve the interval; and frames.
    """

    parts: tuple[SessionPart, ...]
    rates: SessionRates
    kept: Completeness | None
    more_units: int
    more_frames: int

    @property
    def twice(self) -> tuple[tuple[SessionPart, int], ...]:
        """Sessions with frames that sessions before them have, and how many these are.

        Frames are known by their pixels: a copy of a capture is no further evidence.
        """
        seen, found = set[str](), []
        for part in self.parts:
            hashes = {row.pixels_sha256 for row in part.inputs if row.used} - {""}
            found.append((part, len(hashes & seen)))
            seen |= hashes
        return tuple((part, count) for part, count in found if count)

    @property
    def standing(self) -> str:
        """One of `STANDINGS`; frames that count twice certify nothing."""
        if self.twice:
            return STANDINGS["fail"]
        worst = max((part.status for part in self.parts), key=list(STANDINGS).index)
        return STANDINGS[worst]


def certificate_of(parts: Sequence[SessionPart]) -> Certificate:
    """Put sessions together that were searched by the same limits."""
    rates = session_rates([part.outcome for part in parts])
    frames = sum(one.n_frames for one in rates.found)
    more, per_unit = _more(rates), frames / len(parts) if len(parts) > 1 else 1.0
    return Certificate(
        tuple(parts), rates, _kept(parts), more, math.ceil(more * per_unit)
    )


def _more(rates: SessionRates) -> int:
    """More sessions, or frames of the only one."""
    sources = [one.sources for one in rates.found]
    if len(sources) > 1:
        expected = [one.n_frames * rates.per_frame.value for one in rates.found]
        return more_to_halve(sum(sources), len(sources), scatter_of(sources, expected))
    of_frame = np.asarray(rates.found[0].gathered.of_frame)
    scatter = None
    if of_frame.sum() > _ENOUGH_TO_SCATTER:
        scatter = scatter_of(of_frame, np.full(of_frame.size, of_frame.mean()))
    return more_to_halve(sources[0], of_frame.size, scatter)


def _kept(parts: Sequence[SessionPart]) -> Completeness | None:
    """By the criterion of the rule; stars of all sessions are counted together."""
    trials = [part.trial for part in parts if part.trial is not None]
    if len(trials) < len(parts):
        return None
    kept = [
        trial.recovery.recovered(trial.criteria[trial.parameters.criterion])
        for trial in trials
    ]
    return completeness(joined([t.recovery for t in trials]), np.concatenate(kept))
