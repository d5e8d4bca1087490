"""Injected stars found again in the real residuals of a session.

Stars are added to copies of the residuals, so the session's own noise, blinking
pixels and patterns are in. Every star has a stamp to itself: none disturbs another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.calibration.band_pool import over_bands
from darkviewer.core.candidates.behaviour import Behaviour
from darkviewer.core.candidates.classification import limits_of
from darkviewer.core.candidates.criterion import (
    accepted_by,
    detected_by,
    passes_ratio,
)
from darkviewer.core.candidates.labels import Limits, accepts
from darkviewer.core.injection.plan import (
    HALF,
    InjectedStars,
    InjectionPlan,
    draw_stars,
)
from darkviewer.core.masters.master import combine_rows
from darkviewer.core.psf.shape import (
    StampNoise,
    StampShape,
    examine_stamps,
    matched_signal,
)
from darkviewer.core.records import joined, rows_of, spread
from darkviewer.core.robust import NEIGHBOURS
from darkviewer.core.vetting.examiner import MATCHED_SIGMA, Examiner
from darkviewer.core.vetting.histories import histories
from darkviewer.core.vetting.session import plan_examined_bands, readable

if TYPE_CHECKING:
    from darkviewer.core.calibration.bands import Band
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.progress import Job
    from darkviewer.core.vetting.band import ExaminedBand
    from darkviewer.core.vetting.records import FrameRows

__all__ = ["Recovery", "inject_and_recover"]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

MATCH_PX = 1.0
"""A candidate further than this from the star is another one."""


@dataclass(frozen=True, slots=True, eq=False)
class Recovery:
    """One row per injected star.

    Attributes
    ----------
    flux_e, x, y : float64 array, shape (n,)
        What was injected.
    frame : int32 array
        Where.
    lost : bool array
        On a pixel that blinks, is frozen, saturated or has no value: counted apart.
    value_e : float64 array
        Residual of the leader among the nine pixels around the star, the brightest or
        the one where a star is most significant; NaN if none.
    leader4, leader8 : bool array
        It is not below any of its 4 (8) neighbours.
    ratio4, ratio8 : float64 array
        Its smallest neighbour over itself.
    leader_dx, leader_dy : float64 array
        That pixel minus the star, in pixels.
    shape : StampShape
        Of the 5x5 pixels around that pixel; NaN where a peak is not above the floor.
    """

    flux_e: Array
    x: Array
    y: Array
    frame: NDArray[np.int32]
    lost: Mask
    value_e: Array
    leader4: Mask
    leader8: Mask
    ratio4: Array
    ratio8: Array
    leader_dx: Array
    leader_dy: Array
    shape: StampShape

    def __len__(self) -> int:
        """Number of stars."""
        return len(self.flux_e)

    def detected(self, parameters: Parameters) -> Mask:
        """Stars that make a leader within 1 px."""
        near = np.hypot(self.leader_dx, self.leader_dy) <= MATCH_PX
        leader = self.leader8 if parameters.neighbours == 8 else self.leader4
        return near & detected_by(
            parameters,
            above=leader & (self.value_e > parameters.threshold_e),
            significance=self.shape.significance,
            matched=self.shape.matched > MATCHED_SIGMA,
        )

    def by_ratio(self, parameters: Parameters) -> Mask:
        """Recovered by the neighbour ratio."""
        passing = passes_ratio(parameters, self.ratio4, self.ratio8)
        return self.detected(parameters) & passing

    def by_psf_test(self, parameters: Parameters, limits: Limits | None = None) -> Mask:
        """Recovered by the PSF test, the fitted place within 1 px of the truth."""
        dx, dy = self.leader_dx + self.shape.dx, self.leader_dy + self.shape.dy
        limits = limits_of(parameters) if limits is None else limits
        near = np.hypot(dx, dy) <= MATCH_PX
        return self.detected(parameters) & near & accepts(self.shape, limits)

    def recovered(self, parameters: Parameters) -> Mask:
        """Recovered by the criterion chosen."""
        return accepted_by(
            parameters,
            ratio=self.by_ratio(parameters),
            psf=self.by_psf_test(parameters),
        )


def inject_and_recover(
    examiner: Examiner,
    plan: InjectionPlan,
    *,
    floor_e: float,
    memory_bytes: int,
    threads: int,
) -> Job[Recovery]:
    """Add the stars of a plan to every frame and look for them.

    Parameters
    ----------
    examiner : Examiner
        Of the session; its master (in-sample or of the other frames) is used.
    plan : InjectionPlan
        Fluxes, numbers and seed.
    floor_e : float
        Stars whose brightest pixel is not above this are not examined; of no account
        where the examiner looks for the light of whole stars.
    memory_bytes, threads : int
        As in a `CalibrationRequest`.
    """
    worker = examiner.for_a_job()
    stack = worker.stack
    shape = stack.sources[0].shape
    stars = draw_stars(plan, len(stack.sources), shape, examiner.options.psf)
    row = np.rint(stars.y).astype(np.intp)
    work = partial(_recover, examiner=worker, stars=stars, row=row, floor_e=floor_e)
    with readable(len(stack.sources)):
        parts = yield from over_bands(
            work,
            plan_examined_bands(worker, memory_bytes=memory_bytes, threads=threads),
            stage="Looking for injected stars",
            threads=threads,
            stop=stack.stop,
        )
    order = np.argsort(np.concatenate([index for index, _ in parts]), kind="stable")
    return rows_of(joined([found for _, found in parts]), order)


def _recover(
    band: Band,
    *,
    examiner: Examiner,
    stars: InjectedStars,
    row: NDArray[np.intp],
    floor_e: float,
) -> tuple[NDArray[np.intp], Recovery]:
    """Stars of all frames in one band, and their places in the plan."""
    mine = np.flatnonzero((row >= band.start) & (row < band.stop))
    rows = examiner.rows(band)
    patches, order, offsets = [], [], []
    for index in range(rows.n_frames):
        here = mine[stars.frame[mine] == index]
        order.append(here)
        frame = rows.frame(index)
        offsets.append(frame.offset_e)
        patches.append(_patches(rows, index, frame, rows_of(stars, here)))
    places = np.concatenate(order)
    here = rows_of(stars, places)
    lost = _lost(rows, here, np.array(offsets))
    return places, _found(joined(patches), here, lost, examiner, floor_e)


@dataclass(frozen=True, slots=True, eq=False)
class _Patches:
    """7x7 pixels around injected stars.

    `bright_e` is what detection sees (row offsets in), `residual_e` what is fitted.
    """

    bright_e: Array
    residual_e: Array
    variance_e2: Array
    frames: Array
    noise: StampNoise
    good: Mask


def _patches(
    rows: ExaminedBand, index: int, frame: FrameRows, stars: InjectedStars
) -> _Patches:
    y, x = (np.rint(place).astype(np.intp) for place in (stars.y, stars.x))
    pixel, inside = rows.square(y, x, half=HALF)
    raw = rows.read_adu[index].take(pixel).astype(np.float64)
    full = rows.saturation_adu
    lit = np.minimum(raw + stars.light_e / rows.parameters.scale, full)
    lit = np.maximum(lit, raw)
    offset = rows.level_at(frame.offset_e, pixel)
    if frame.left_out:
        added = (lit - raw) * rows.parameters.scale
        residual = frame.residual_e.take(pixel) + added
    else:
        own = rows.raw[index].take(pixel) + (lit - raw)
        residual = _against_own_master(rows, index, pixel, own) - offset
    variance, frames = rows.residual_variance_e2(index, pixel, frame.factor)
    known = inside & np.isfinite(residual) & np.isfinite(variance)
    return _Patches(
        bright_e=np.where(known, residual + offset, np.nan),
        residual_e=residual,
        variance_e2=variance,
        frames=frames,
        noise=rows.stamp_noise(index, frames[:, HALF, HALF], pixel[:, HALF, HALF]),
        good=known & (lit < full),
    )


def _against_own_master(
    rows: ExaminedBand, index: int, pixel: NDArray[np.integer[Any]], lit: Array
) -> Array:
    """Residual where the star has gone into the master too, electrons."""
    cube = rows.raw.reshape(rows.n_frames, -1)[:, pixel].astype(np.float64)
    cube[index] = lit
    flat = cube.reshape(rows.n_frames, 1, -1)
    master = combine_rows(
        flat, rows.master.method, least_deviation=rows.least_deviation
    )
    level = master.electrons(rows.parameters).reshape(lit.shape)
    return lit * rows.parameters.scale - level


def _lost(rows: ExaminedBand, stars: InjectedStars, offset_e: Array) -> Mask:
    """A pixel among the middle nine blinks, never changes or has no use at all."""
    y, x = (np.rint(place).astype(np.intp) for place in (stars.y, stars.x))
    step = np.array([-1, 0, 1])
    shape = len(y), 3, 3
    at_y = np.broadcast_to(y[:, None, None] + step[:, None], shape).ravel()
    at_x = np.broadcast_to(x[:, None, None] + step, shape).ravel()
    frame = np.broadcast_to(stars.frame[:, None, None], shape).ravel()
    pixel = (at_y - rows.top) * rows.raw.shape[2] + at_x
    own = rows.own_variance_e2(frame, pixel)
    with np.errstate(invalid="ignore"):
        quiet = own <= rows.expected_e2(frame, pixel)
    useless = rows.saturated(frame, pixel)
    some = np.flatnonzero(~quiet | rows.unchanging(frame, pixel))
    past = histories(rows, frame[some], at_y[some], at_x[some], offset_e)
    blinks = past.behaviour == Behaviour.TELEGRAPH
    useless[some] |= np.isnan(own[some]) | past.frozen | blinks
    return np.asarray(useless.reshape(shape).any((1, 2)))


def _found(
    patches: _Patches,
    stars: InjectedStars,
    lost: Mask,
    examiner: Examiner,
    floor_e: float,
) -> Recovery:
    """The leader of the middle nine pixels, its neighbours and its 5x5 pixels."""
    n = len(stars)
    inner = patches.bright_e[:, HALF - 1 : HALF + 2, HALF - 1 : HALF + 2].reshape(n, 9)
    by_light = examiner.matched_filter
    strength = _light(patches, examiner) if by_light else inner
    best = np.where(np.isnan(strength), -np.inf, strength).argmax(1)
    dy, dx = best // 3 - 1, best % 3 - 1
    value = inner[np.arange(n), best]
    around = _cut(patches.bright_e, dy, dx, half=1)
    known = ~np.isnan(value) if by_light else value > floor_e
    examined = np.flatnonzero(known & ~lost)
    stamps = [
        _cut(plane, dy, dx, half=2)[examined]
        for plane in (patches.residual_e, patches.variance_e2, patches.good)
    ]
    shape = examine_stamps(
        stamps[0],
        stamps[1],
        stamps[2].astype(np.bool_),
        examiner.options,
        _noise_of(patches, dy, dx, examined),
    )
    lowest, leads = zip(*(_neighbours(around, value, k) for k in (4, 8)), strict=True)
    return Recovery(
        flux_e=stars.flux_e,
        x=stars.x,
        y=stars.y,
        frame=stars.frame,
        lost=lost,
        value_e=value,
        leader4=leads[0],
        leader8=leads[1],
        ratio4=lowest[0] / value,
        ratio8=lowest[1] / value,
        leader_dx=np.rint(stars.x) + dx - stars.x,
        leader_dy=np.rint(stars.y) + dy - stars.y,
        shape=spread(shape, examined, n),
    )


def _light(patches: _Patches, examiner: Examiner) -> Array:
    """Signal to noise of a star centred on each of the middle nine pixels, (n, 9)."""
    places = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    planes = patches.residual_e, patches.variance_e2, patches.good
    n = len(patches.good)
    signals = []
    for dy, dx in places:
        at = np.full(n, dy), np.full(n, dx)
        residual, variance, good = (_cut(plane, *at, half=2) for plane in planes)
        signal = matched_signal(residual, variance, good, examiner.options.psf)
        signals.append(np.where(good[:, 2, 2], signal, np.nan))
    return np.stack(signals, 1)


def _noise_of(
    patches: _Patches, dy: Array, dx: Array, examined: NDArray[np.intp]
) -> StampNoise:
    """Of the middle of the examined stamps; that of the star's pixel for the rest."""
    frames = _cut(patches.frames, dy, dx, half=0)[examined, 0, 0]
    return replace(rows_of(patches.noise, examined), frames=frames)


def _cut(planes: NDArray[Any], dy: Array, dx: Array, half: int) -> NDArray[Any]:
    """A square around the leader out of each 7x7 patch."""
    step = np.arange(-half, half + 1)
    rows = (HALF + dy)[:, None, None] + step[:, None]
    columns = (HALF + dx)[:, None, None] + step
    return np.asarray(planes[np.arange(len(planes))[:, None, None], rows, columns])


def _neighbours(around: Array, value: Array, count: int) -> tuple[Array, Mask]:
    """Smallest of the 4 or 8 neighbours, and whether none is above the pixel."""
    near = np.stack([around[:, 1 + dy, 1 + dx] for dy, dx in NEIGHBOURS[:count]], 1)
    lowest = np.fmin.reduce(near, axis=1)  # fmin and fmax leave NaN out
    highest = np.fmax.reduce(near, axis=1)
    return lowest, ~(highest > value)
