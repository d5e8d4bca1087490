"""How the checks look at a session: a few rows of each frame, measured together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.calibration.band_pool import band_pool, heartbeats
from darkviewer.core.calibration.pipeline import processors
from darkviewer.core.errors import FrameError
from darkviewer.core.frames.adu import common_step, steps_of
from darkviewer.core.frames.copies import used_once
from darkviewer.core.frames.session import Skipped
from darkviewer.core.health.batches import equal_frames, plan_batches, together
from darkviewer.core.health.light import bulge, lit_sources
from darkviewer.core.health.measures import SessionMeasures
from darkviewer.core.health.sample import Plan, plan_rows, read_blocks
from darkviewer.core.health.sampled_frames import Sampled, frame_measures
from darkviewer.core.health.sensor_rows import (
    bad_columns,
    fading_pixels,
    metadata_pixels,
    missing_codes,
    rail,
    share_at,
    telegraph_columns,
)
from darkviewer.core.health.single_frames import Single, single
from darkviewer.core.health.transfer import (
    FEWEST_FRAMES,
    MOST_FRAMES,
    transfer_of_strips,
)
from darkviewer.core.masters.sorting_network import select_by_network
from darkviewer.core.progress import Job, Progress

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo, FrameSource
    from darkviewer.core.health.frame_pairs import Pair

__all__ = ["measure"]

Result = TypeVar("Result")

PLANE_FRAMES = 5
"""Frames whose median shows the pattern of the sensor."""

FEWEST_FOR_FADING = 5


def measure(
    sources: Sequence[FrameSource], infos: Sequence[FrameInfo], *, threads: int = 0
) -> Job[SessionMeasures]:
    """Look at a few rows of all frames.

    Parameters
    ----------
    sources : sequence of FrameSource
        Frames of one shape, in file order.
    infos : sequence of FrameInfo
        Their headers.
    threads : int
        Workers; 0 = one per core. The result does not depend on it.

    Returns
    -------
    Job of SessionMeasures
        Frames that cannot be read are left out and named.
    """
    stop = Event()
    plan = plan_rows(sources[0].shape if sources else (1, 1))
    batches = plan_batches(len(sources), len(plan.rows) * plan.shape[1])
    parts: list[SessionMeasures] = []
    seen: list[tuple[FrameSource, bytes]] = []
    with band_pool(threads or processors(), stop) as pool:
        for some in batches:
            work = Sampled(plan, [], [], [])
            parts.append((yield from _measured(pool, work, sources[some], infos[some])))
            digests = [one.digest for one in work.singles]
            seen += zip(work.sources, digests, strict=True)
        (groups,) = yield from _each(
            pool, lambda _: equal_frames(seen, stop.is_set), 1, "Looking for copies"
        )
    names = [source.name for source, _ in seen]
    return replace(
        together(parts),
        identical=tuple(tuple(names[k] for k in group) for group in groups),
        copies=tuple(used_once(groups, names).values()),
    )


def _measured(
    pool: ThreadPoolExecutor,
    work: Sampled,
    sources: Sequence[FrameSource],
    infos: Sequence[FrameInfo],
) -> Job[SessionMeasures]:
    """One batch; `work` holds what was read of it."""
    read = yield from _each(
        pool,
        lambda k: _read(sources[k], work.plan),
        len(sources),
        "Sampling the frames",
    )
    unreadable = tuple(found for found in read if isinstance(found, Skipped))
    for source, info, found in zip(sources, infos, read, strict=True):
        if not isinstance(found, Skipped):
            work.sources.append(source)
            work.infos.append(info)
            work.read.append(found)
    if not work.read:
        return SessionMeasures((), (), unreadable)
    pairs = yield from _each(pool, work.pair, work.pairs, "Comparing the frames")
    return (yield from _collected(pool, work, pairs, unreadable))


def _read(
    source: FrameSource, plan: Plan
) -> tuple[NDArray[Any], Single, NDArray[Any]] | Skipped:
    try:
        raw = read_blocks(source, plan)
    except FrameError as error:
        return Skipped(source.name, str(error))
    with np.errstate(over="ignore", invalid="ignore"):  # float frames hold anything
        return raw, *single(raw, plan)


def _each(
    pool: ThreadPoolExecutor, work: Callable[[int], Result], count: int, stage: str
) -> Job[list[Result]]:
    """The work on 0, 1, ... in the threads of a pool; results in this order."""
    futures: list[Future[Result]] = [pool.submit(work, k) for k in range(count)]
    running = set(futures)
    while running:
        event = Progress(stage, count - len(running), count)
        yield event
        running -= yield from heartbeats(running, event)
    return [future.result() for future in futures]


def _collected(
    pool: ThreadPoolExecutor,
    work: Sampled,
    pairs: list[Pair],
    unreadable: tuple[Skipped, ...],
) -> Job[SessionMeasures]:
    parts = (_sensor, _light)
    found = yield from _each(
        pool, lambda k: parts[k](work, pairs), len(parts), "Checking the session"
    )
    known = {name: value for part in found for name, value in part.items()}
    shares = known.pop("rail_shares"), known.pop("zero_shares")
    frames = frame_measures(work, pairs, *shares)
    return SessionMeasures(frames, tuple(work.infos), unreadable, **known)


def _sensor(work: Sampled, pairs: list[Pair]) -> dict[str, Any]:
    """What needs the rows of all frames at once."""
    raw = np.array([found[0] for found in work.read])
    values = np.array([found[2] for found in work.read])
    n = len(raw)
    noise = float(np.median([item.noise_adu for item in pairs])) if pairs else np.nan
    chosen = sorted({(n - 1) * k // (PLANE_FRAMES - 1) for k in range(PLANE_FRAMES)})
    # The lower of two middle frames will do: it is one of the values, and fast.
    some, middle = values[chosen], (len(chosen) - 1) // 2
    plane = select_by_network(some.reshape(len(some), -1), (middle,))[0]
    plane = plane.reshape(some.shape[1:])
    step = common_step([steps_of(frame) for frame in raw])
    highest = rail(raw, step)
    spatial = float(np.median([one.spatial_adu for one in work.singles]))
    fades = n >= FEWEST_FOR_FADING
    scale, error = _transfer(work.plan, values, highest)
    return {
        "sampled": plane.size,
        "rail_adu": highest,
        "rail_shares": share_at(raw, highest),
        "zero_shares": share_at(raw, 0),
        "codes_missing": missing_codes(raw, step),
        "bad_columns": bad_columns(plane, noise) if n > 1 else (),
        "telegraph_columns": telegraph_columns(pairs, len(plane)) if n > 2 else (),
        "metadata_pixels": metadata_pixels(
            values, plane, sigma=spatial, noise=noise, step=step
        ),
        "transfer_e": scale,
        "transfer_sigma": error,
        "fading_pixels": fading_pixels(values, work.singles, noise) if fades else 0,
    }


def _light(work: Sampled, _pairs: list[Pair]) -> dict[str, Any]:
    cells = np.mean([one.cells for one in work.singles], axis=0)
    return {"lit_sources": lit_sources(work.sources), "bulge_adu": bulge(cells)}


def _transfer(plan: Plan, values: NDArray[Any], highest: float) -> tuple[float, float]:
    """e- per saved ADU with its error, NaN where the frames cannot tell."""
    some = values[:MOST_FRAMES]
    n, _, nx = some.shape
    if n < FEWEST_FRAMES:
        return np.nan, np.nan
    strips = some.reshape(n, len(plan.starts), plan.height, nx).transpose(1, 0, 2, 3)
    found = transfer_of_strips(strips, saturation_adu=highest)
    value = np.nan if found.e_per_adu is None else found.e_per_adu
    return value, found.sigma
