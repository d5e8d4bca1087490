"""One capture from its folder to an answer, for the window and the command line.

Each function gives a job (`core.progress`); the engine is imported when one runs, so
that the first window need not wait for it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import SessionError
from darkviewer.core.frames.exclusion import why_none
from darkviewer.core.frames.reading import AS_FOUND, Reading
from darkviewer.core.frames.session import one_series
from darkviewer.core.health.noise_checks import with_noise
from darkviewer.core.progress import Job, Progress
from darkviewer.runs.check import checked, checked_with_left_out

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration, CalibrationRequest
    from darkviewer.core.candidates.false_positives import FalsePositives
    from darkviewer.core.candidates.measured_noise import MeasuredNoise
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.frames.session import Session
    from darkviewer.core.gain.said import ChosenGain
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.core.levels.drift import SessionLevels
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.provenance.record import Findings
    from darkviewer.core.psf.profile import Psf
    from darkviewer.core.vetting.session import Examination
    from darkviewer.runs.reference import Reference
    from darkviewer.storage.captures.scan import Capture

__all__ = [
    "ALL",
    "Outcome",
    "Share",
    "calibrated",
    "calibrated_capture",
    "check_usable",
    "examined",
    "noise_of",
    "process",
    "process_session",
    "read_all",
    "read_capture",
    "request_for",
    "sorted_for",
    "with_gain",
]

Result = TypeVar("Result", "Calibration", "Examination")


@dataclass(frozen=True, slots=True)
class Share:
    """What one run may take of this computer; its numbers do not depend on it.

    Attributes
    ----------
    threads : int
        Workers for the bands; 0 = one per core.
    memory_bytes : int
        Upper bound of the arrays held at once; 0 = the usual one.
    """

    threads: int = 0
    memory_bytes: int = 0


ALL = Share()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Results of a run, ready to be reported.

    Attributes
    ----------
    session : Session
    calibration : Calibration
    table : CandidateTable
        Of our own engine or, if there is a reference, of that.
    reference : Reference or None
        The same run through ccdproc.
    all_leaders : bool
        List the leaders that are no candidates too.
    checks : SessionChecks or None
        Whether the frames are sound.
    levels : SessionLevels or None
        Amplifiers, and levels that move, where leaders were examined.
    noise : MeasuredNoise or None
        What the noise was measured to be, where leaders were examined.
    examination : Examination or None
        Of the leaders, for those who inject stars among them.
    """

    session: Session
    calibration: Calibration
    table: CandidateTable
    reference: Reference | None = None
    all_leaders: bool = False
    checks: SessionChecks | None = None
    levels: SessionLevels | None = None
    noise: MeasuredNoise | None = None
    examination: Examination | None = None

    @property
    def parameters(self) -> Parameters:
        """Those that the table was selected with."""
        return self.table.parameters

    @property
    def findings(self) -> Findings:
        """What its provenance is made of."""
        from darkviewer.core.provenance.record import Findings

        return Findings(
            self.session, self.calibration, self.table, self.checks, self.noise
        )

    @property
    def listed(self) -> NDArray[np.intp]:
        """Rows of the table to report."""
        return np.flatnonzero(self.table.accepted | self.all_leaders)

    @property
    def skipped(self) -> dict[str, str]:
        """Frame name -> why it was left out, by its header or while reading."""
        skipped = (*self.session.skipped, *self.calibration.skipped)
        return {item.name: item.reason for item in skipped}

    @property
    def remarks(self) -> tuple[str, ...]:
        """What checks say that did not pass, or only by somebody's limit."""
        return () if self.checks is None else self.checks.remarks

    @property
    def not_used(self) -> dict[str, str]:
        """All that were left out, with the frames of the folder's other series."""
        elsewhere = {item.name: item.reason for item in self.session.elsewhere}
        return self.skipped | elsewhere

    @property
    def false_positives(self) -> FalsePositives:
        """Accepted candidates as false sources, for the frames are dark."""
        from darkviewer.core.provenance.record import false_positives_found

        return false_positives_found(
            self.session, self.calibration, self.table, self.noise
        )

    @property
    def level_e(self) -> float:
        """Median of the master in electrons."""
        if self.reference is not None:
            return _median(self.reference.master_e)
        return self.calibration.master.median_e(self.parameters)


def read_capture(
    where: Capture | Path, *, series: str = "", reading: Reading = AS_FOUND
) -> Job[Session]:
    """Read the headers of one capture; gives the series asked for, or the first."""
    found = yield from read_all(where, reading=reading)
    return one_series(found, series)


def read_all(
    where: Capture | Path, *, reading: Reading = AS_FOUND
) -> Job[tuple[Session, ...]]:
    """Read the headers of one capture: all its series."""
    from darkviewer.storage.captures.scan import read_all_series

    yield Progress("Reading headers", 0, 0)
    return read_all_series(where, reading=reading)


def request_for(
    session: Session,
    parameters: Parameters,
    *,
    number: int = 0,
    said: str = "",
    share: Share = ALL,
) -> CalibrationRequest:
    """Request to calibrate the usable frames of a session with these parameters.

    `said`: who chose e-/ADU and padding, see `darkviewer.core.gain.said`. `share`: of
    this computer.
    """
    from darkviewer.core.calibration.pipeline import CalibrationRequest
    from darkviewer.storage.fits.frame import FitsFrame

    frames = tuple(FitsFrame(info) for info in session.frames)
    bits = next((info.adc_bits for info in session.frames if info.adc_bits), None)
    request = CalibrationRequest(number, frames, parameters, adc_bits=bits, said=said)
    within = min(request.memory_bytes, share.memory_bytes or request.memory_bytes)
    return replace(request, threads=share.threads, memory_bytes=within)


def calibrated(request: CalibrationRequest) -> Job[Calibration]:
    """Combine the frames and find the leaders, sorted for the first selection.

    Frames that are there twice are used once; the others are skipped.

    Raises
    ------
    SessionError
        If there is no memory for it.
    """
    from darkviewer.core.calibration.once import copies
    from darkviewer.core.calibration.pipeline import calibrate, processors
    from darkviewer.runs.room import fitted

    within = fitted(request)
    threads = request.threads or processors()
    twice = yield from copies(request.sources, threads=threads)
    kept = tuple(s for i, s in enumerate(request.sources) if i not in twice)
    found = yield from calibrate(replace(within, sources=kept))
    skipped = (*twice.values(), *found.skipped)
    found = yield from _weighed(replace(found, request=within, skipped=skipped))
    return sorted_for(found, request.parameters)


def _weighed(calibration: Calibration) -> Job[Calibration]:
    """With what speaks against its e-/ADU; the frames are asked where no card tells."""
    from darkviewer.core.gain.session import (
        doubts_of,
        evidence_of,
        kept_transfer,
        transfer_of,
    )
    from darkviewer.core.gain.truth import needs_transfer

    evidence = evidence_of(calibration)
    if needs_transfer(evidence, calibration.request.parameters):
        yield Progress("Comparing e-/ADU with the frames", 0, 0)
        found = kept_transfer(transfer_of(calibration))
        calibration = replace(calibration, transfer=found)
    return replace(calibration, doubts=doubts_of(calibration))


def with_gain(
    parameters: Parameters,
    session: Session,
    gain: Callable[[Session], ChosenGain] | None,
) -> tuple[Parameters, str]:
    """Parameters with the e-/ADU that holds for a session, and who chose it."""
    if gain is None:
        return parameters, ""
    chosen = gain(session)
    return chosen.put_into(parameters), chosen.said


def calibrated_capture(
    folder: Path,
    parameters: Parameters,
    *,
    gain: Callable[[Session], ChosenGain] | None = None,
    reading: Reading = AS_FOUND,
) -> Job[tuple[Session, Calibration]]:
    """Read and calibrate a capture; for `gain` and `reading` see `process`.

    Raises
    ------
    SessionError
        If no frame can be used.
    """
    session = yield from _usable(folder, "", reading)
    parameters, said = with_gain(parameters, session, gain)
    found = yield from calibrated(request_for(session, parameters, said=said))
    return session, found


def examined(
    calibration: Calibration,
    parameters: Parameters,
    *,
    psf: Psf | None = None,
    profile: str = "",
) -> Job[Examination]:
    """Examine the leaders, sorted for the first selection."""
    from darkviewer.core.vetting.session import examine_session

    found = yield from examine_session(
        calibration, parameters, psf=psf, profile=profile
    )
    return sorted_for(found, parameters)


def noise_of(examination: Examination, parameters: Parameters) -> Job[MeasuredNoise]:
    """What the noise was measured to be, beside what is drawn of it."""
    from darkviewer.core.vetting.noise_alone import simulate_noise
    from darkviewer.core.vetting.noise_facts import measured_noise

    yield Progress("Drawing noise", 0, 1)
    drawn = simulate_noise(
        examination.examiner,
        floor_e=examination.floor_e,
        floor_sigma=examination.floor_sigma,
    )
    return measured_noise(examination, parameters, drawn)


def sorted_for(found: Result, parameters: Parameters) -> Result:
    """Sort the leaders here: whoever selects from them later need not wait for it."""
    found.selection.table(parameters)
    return found


def process(
    folder: Path,
    parameters: Parameters,
    *,
    engine: str = "fast",
    psf: Psf | None = None,
    profile: str = "",
    series: str = "",
    reading: Reading = AS_FOUND,
    judge: Callable[[Session], Session] | None = None,
    adapt: Callable[[Session, Parameters], Parameters] | None = None,
    gain: Callable[[Session], ChosenGain] | None = None,
    check: Callable[[Session], Job[SessionChecks]] = checked,
) -> Job[Outcome]:
    """Read, calibrate and search a capture, and test its leaders where asked.

    Parameters
    ----------
    folder : Path
        The capture.
    parameters : Parameters
        How to combine, select and test.
    engine : {"fast", "ccdproc"}
        With ccdproc, the fast engine runs too, and the results are compared.
    psf : Psf, optional
        A measured stellar profile instead of the Gaussian.
    profile : str
        Its file, for the reports.
    series : str
        Id of a series of the capture; the first one by default.
    reading : Reading
        What people said of the frames.
    judge : callable, optional
        Gives the session without the frames that are left out this time.
    adapt : callable, optional
        Gives the parameters to use once the headers are known.
    gain : callable, optional
        Gives e-/ADU and padding then; those of the parameters by default.
    check : callable
        Judges the frames; by default against each other only.

    Raises
    ------
    SessionError
        If no frame can be used, or there is no such series.
    """
    session = yield from _usable(folder, series, reading)
    session = judge(session) if judge else session
    parameters = adapt(session, parameters) if adapt else parameters
    parameters, said = with_gain(parameters, session, gain)
    job = process_session(
        session,
        parameters,
        said=said,
        engine=engine,
        psf=psf,
        profile=profile,
        check=check,
    )
    return (yield from job)


def process_session(
    session: Session,
    parameters: Parameters,
    *,
    said: str = "",
    engine: str = "fast",
    psf: Psf | None = None,
    profile: str = "",
    check: Callable[[Session], Job[SessionChecks]] = checked,
    share: Share = ALL,
) -> Job[Outcome]:
    """Calibrate and search a session whose headers are read; see `process`.

    Parameters
    ----------
    session : Session
        With at least one usable frame.
    parameters : Parameters
        With the e-/ADU that holds for it.
    said : str
        Who chose e-/ADU and padding, see `darkviewer.core.gain.said`.
    engine, psf, profile, check
        As for `process`.
    share : Share
        Of this computer.
    """
    found = yield from calibrated(
        request_for(session, parameters, said=said, share=share)
    )
    reference = levels = noise = examination = None
    if engine == "ccdproc":
        from darkviewer.runs.reference import process_with_ccdproc

        reference = yield from process_with_ccdproc(found)
    if parameters.needs_examination:
        examination = yield from examined(found, parameters, psf=psf, profile=profile)
        levels = examination.examiner.levels
        noise = yield from noise_of(examination, parameters)
        table = examination.selection.table(parameters).in_raster_order()
    else:
        table = _table(found, reference, parameters)
    checks = yield from checked_with_left_out(session, check=check)
    return Outcome(
        session,
        found,
        table,
        reference,
        checks=with_noise(checks, noise),
        levels=levels,
        noise=noise,
        examination=examination,
    )


def _usable(folder: Path, series: str, reading: Reading) -> Job[Session]:
    session = yield from read_capture(folder, series=series, reading=reading)
    check_usable(session)
    return session


def check_usable(session: Session) -> None:
    """Refuse a session without a usable frame.

    Raises
    ------
    SessionError
        Why none can be used.
    """
    if not session.frames:
        raise SessionError(
            f"No frame in {session.path} can be used: {why_none(session)}"
        )


def _table(
    found: Calibration, reference: Reference | None, parameters: Parameters
) -> CandidateTable:
    from darkviewer.core.candidates.selection import candidate_table

    leaders = found.leaders if reference is None else reference.leaders
    return candidate_table(leaders, found.master.shape, parameters)


def _median(values: NDArray[np.float64]) -> float:
    """Of the pixels that have a value; NaN where none has, without a warning."""
    known = values[~np.isnan(values)]
    return float(np.median(known)) if known.size else math.nan
