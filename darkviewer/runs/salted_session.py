"""A session with synthetic events for its reviewer, and what it finds of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.calibration.bands import Band
from darkviewer.core.candidates.labels import RULES
from darkviewer.core.candidates.selection import Selection
from darkviewer.core.detection.leaders import collect
from darkviewer.core.layers.session_layers import LazyExaminer
from darkviewer.core.parameters import exact
from darkviewer.core.records import joined, rows_of
from darkviewer.core.review.salt import STAR, Salted, salt_share
from darkviewer.core.review.salted_frames import salted_master, salted_sources
from darkviewer.core.review.salting import WELL_E, SaltPlan, draw_salts
from darkviewer.core.vetting.session import readable

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.psf.profile import Psf
    from darkviewer.core.review.salting import Salt
    from darkviewer.core.vetting.examiner import Examiner

__all__ = ["MOST_SALTS", "SaltedEvent", "SaltedSession", "salt_session", "salts_for"]

MOST_SALTS = 40
"""At a time: each costs some rows of all frames."""

_SAMPLED, _UNKNOWN = 8, 0.5

REACH_PX = 2
"""A leader so near belongs to the event."""


@dataclass(frozen=True, slots=True, eq=False)
class SaltedEvent:
    """A synthetic event as the program sees it.

    Attributes
    ----------
    salt : Salt
        What was put there.
    x, y : int
        Where the program finds it.
    found : bool
        The program accepts it as a star.
    missed_e : tuple of float
        See `Salted`.
    """

    salt: Salt
    x: int
    y: int
    found: bool
    missed_e: tuple[float, ...] = ()

    def judged(self, verdict: str) -> Salted:
        """With what the reviewer says of it."""
        salt = self.salt
        return Salted(salt.what, salt.flux_e, self.found, verdict, self.missed_e)


@dataclass(frozen=True, slots=True, eq=False)
class SaltedSession:
    """A session on whose frames there are synthetic events; the real one is untouched.

    Attributes
    ----------
    calibration : Calibration
        Frames and master with the events; its leaders are the real ones.
    noise : LazyExaminer
        Examines pixels of these frames.
    table : CandidateTable
        Rows that the program would have found of the events, and no others.
    events : tuple of SaltedEvent
        Those that it would have found.
    beside : CandidateTable
        Real rows, from which they keep away.
    """

    calibration: Calibration
    noise: LazyExaminer
    table: CandidateTable
    events: tuple[SaltedEvent, ...]
    beside: CandidateTable

    def at(self, x: int, y: int) -> SaltedEvent | None:
        """The event of a pixel; None where all is real."""
        near = (e for e in self.events if max(abs(e.x - x), abs(e.y - y)) <= REACH_PX)
        return next(near, None)


def salts_for(judged: int, unreviewed: int) -> int:
    """How many events belong among so many entries without a verdict.

    Parameters
    ----------
    judged : int
        Verdicts that the reviewer has given so far: their share falls with them.
    unreviewed : int
        Entries.
    """
    share = salt_share(judged)
    return min(round(unreviewed * share / (1 - share)), MOST_SALTS)


def salt_session(
    calibration: Calibration,
    noise: LazyExaminer,
    table: CandidateTable,
    *,
    count: int,
    seed: int,
    psf: Psf | None = None,
) -> SaltedSession:
    """Put events into a session, and look at which of them it finds.

    Parameters
    ----------
    calibration, noise : Calibration and LazyExaminer
        Of the session.
    table : CandidateTable
        What it has found: the events keep away from it, and are found with the same
        parameters.
    count : int
        Events; those that are not found are not shown.
    seed : int
        Of kinds, places and scatter.
    psf : Psf, optional
        A measured profile instead of the Gaussian.

    Raises
    ------
    SessionError
        If a frame cannot be read any more.
    """
    base = noise.get(table.parameters)
    plan = SaltPlan(
        count,
        len(calibration.used),
        calibration.master.shape,
        base.options.psf,
        float(base.noise.typical_e2),
        table.parameters.threshold_e,
        _room_e(calibration),
        np.column_stack([table.x, table.y]),
        _blinking(table),
    )
    salts = draw_salts(plan, np.random.default_rng(seed))
    with readable(len(calibration.used)):
        salted = _with_salts(calibration, base, salts)
        found = _found(salted, salts, table)
        events = _with_missed(list(_events(found, salts)), salts)
        kept = [event.salt for event in events]
        salted = _with_salts(calibration, base, kept)
    known = LazyExaminer(salted[0], psf)
    known.know(salted[1])
    rows = _rows_near(found, kept)
    return SaltedSession(salted[0], known, found.taken(rows), tuple(events), table)


def _room_e(calibration: Calibration) -> float:
    """Between the level in the middle of the frames and saturation."""
    master, parameters = calibration.master, calibration.request.parameters
    well_e = calibration.saturation_adu * parameters.scale
    if not math.isfinite(well_e):
        return WELL_E
    middle = master.shape[0] // 2
    rows = slice(max(middle - _SAMPLED // 2, 0), middle + _SAMPLED // 2)
    level = float(np.median(master.part(rows).electrons(parameters)))
    return max(well_e - level, 1.0)


def _blinking(table: CandidateTable) -> float:
    """Part of the restless pixels of a session that jump between levels."""
    if table.classification is None:
        return _UNKNOWN
    pixels = np.unique(
        np.column_stack([table.x, table.y, table.classification.label]), axis=0
    )
    names = [RULES[label].label for label in pixels[:, 2]]
    jumping, about_one = names.count("telegraph"), names.count("noisy")
    restless = jumping + about_one
    return jumping / restless if restless else _UNKNOWN


def _with_salts(
    calibration: Calibration, base: Examiner, salts: list[Salt]
) -> tuple[Calibration, Examiner]:
    parameters = calibration.request.parameters
    sources = salted_sources(
        calibration.used,
        salts,
        e_per_adu=parameters.scale,
        adu_step=calibration.adu_step,
        saturation_adu=calibration.saturation_adu,
    )
    master = salted_master(
        calibration.master,
        sources,
        salts,
        dtype=base.stack.dtype,
        least_deviation=base.stack.least_deviation,
    )
    examiner = replace(base, stack=replace(base.stack, sources=sources), master=master)
    return replace(calibration, used=sources, master=master), examiner


def _found(
    salted: tuple[Calibration, Examiner], salts: list[Salt], table: CandidateTable
) -> CandidateTable:
    """All leaders in the rows of the events, by the parameters of the table."""
    parameters, (_, examiner) = table.parameters, salted
    ny, nx = examiner.master.shape
    floor_e = exact(parameters.threshold_e)
    sigmas = 0.0 if table.classification is None else parameters.threshold_sigma
    bands = [
        Band(salt.y - REACH_PX, salt.y + REACH_PX + 1, ny, margin=REACH_PX + 2)
        for salt in sorted(salts, key=lambda one: one.y)
    ]
    parts = [examiner.examine(band, floor_e, sigmas) for band in bands]
    if not parts:
        return table.taken(np.zeros(0, np.intp))
    whole, evidence = [p.found for p in parts], joined([p.evidence for p in parts])
    master = parts[-1].master
    leaders = collect(
        whole,
        len(examiner.stack.sources),
        unit=master.unit(examiner.stack.parameters),
        parts=master.largest_denominator,
    )
    order = np.argsort(np.concatenate([part.frame for part in whole]), kind="stable")
    tested = None if table.classification is None else rows_of(evidence, order)
    return Selection(leaders, (ny, nx), evidence=tested).table(parameters)


def _events(found: CandidateTable, salts: list[Salt]) -> Iterator[SaltedEvent]:
    """Those with a leader in their own frame; the brightest is their pixel."""
    for salt in salts:
        rows = _rows_near(found, [salt])
        own = rows[found.frame[rows] == salt.frame]
        if own.size:
            best = own[found.value_e[own].argmax()]
            yield SaltedEvent(
                salt,
                int(found.x[best]),
                int(found.y[best]),
                bool(found.accepted[rows].any()),
            )


def _with_missed(events: list[SaltedEvent], salts: list[Salt]) -> list[SaltedEvent]:
    """Each star that is not listed goes with the listed one of the nearest flux.

    It counts when that is judged: then as large a part of the missed stars of a flux
    counts as of the listed ones, however far the reviewer comes.
    """
    listed = {id(event.salt) for event in events}
    stars = [event for event in events if event.salt.what == STAR] or events
    going: dict[int, list[float]] = {}
    for salt in salts if stars else ():
        if salt.what == STAR and id(salt) not in listed:
            away = [abs(math.log(one.salt.flux_e / salt.flux_e)) for one in stars]
            with_it = stars[int(np.argmin(away))]
            going.setdefault(id(with_it), []).append(salt.flux_e)
    return [replace(one, missed_e=tuple(going.get(id(one), ()))) for one in events]


def _rows_near(found: CandidateTable, salts: list[Salt]) -> NDArray[np.intp]:
    near = np.zeros(len(found.x), np.bool_)
    for salt in salts:
        far = np.maximum(np.abs(found.x - salt.x), np.abs(found.y - salt.y))
        near |= far <= REACH_PX
    return np.flatnonzero(near)
