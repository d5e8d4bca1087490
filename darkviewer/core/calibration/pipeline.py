"""The whole run, top to bottom, as one generator driven by window and command line."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.calibration.assembly import Assembly
from darkviewer.core.calibration.band_pool import band_pool, heartbeats
from darkviewer.core.calibration.bands import (
    BandResult,
    Stack,
    UnreadableError,
    plan_bands,
)
from darkviewer.core.candidates.selection import Selection
from darkviewer.core.errors import SessionError
from darkviewer.core.frames.adu import adu_step, common_step, saturation_level
from darkviewer.core.frames.blank import blank_notes
from darkviewer.core.frames.session import Skipped
from darkviewer.core.masters.clipped_mean import typical_deviation
from darkviewer.core.masters.master import Master, usable_pixels
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import Job, Progress

if TYPE_CHECKING:
    from darkviewer.core.detection.leaders import Leaders
    from darkviewer.core.frames.frame import FrameSource

__all__ = [
    "Calibration",
    "CalibrationRequest",
    "calibrate",
    "least_deviation",
    "processors",
]

SAMPLED_ROWS = 8
"""Rows that the clipped mean takes its smallest deviation from."""


@dataclass(frozen=True, slots=True)
class CalibrationRequest:
    """Input of a calibration; frozen, so that its id distinguishes a run from the next.

    Attributes
    ----------
    id : int
        Chosen by the caller and found again in the result.
    sources : tuple of FrameSource
        Frames in file order, all of the same shape.
    parameters : Parameters
        What decides the numbers.
    memory_bytes : int
        Upper bound of the arrays held at once.
    threads : int
        Workers for the bands; 0 = one per core. The result does not depend on it.
    adc_bits : int or None
        Bits of the converter where a card names them.
    said : str
        Who chose e-/ADU and padding; empty: nobody for this camera.
    """

    id: int
    sources: tuple[FrameSource, ...]
    parameters: Parameters = field(default_factory=Parameters)
    memory_bytes: int = 512 * 2**20
    threads: int = 0
    adc_bits: int | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Result of a run.

    Attributes
    ----------
    request : CalibrationRequest
        What was asked.
    used : tuple of FrameSource
        Frames that went into the master, in file order.
    skipped : tuple of Skipped
        Frames that could not be read, and why.
    master : Master
        The combined dark.
    leaders : tuple of Leaders
        Of each used frame: all leaders above ``floor_e``, so that threshold, ratio,
        neighbour and tie rules are a selection and not a new run.
    floor_e : float
        Lowest threshold in electrons for which `leaders` is complete.
    adu_step : int
        Greatest common divisor of the differences of raw values; 0 when not integer
        or constant.
    saturation_adu : float
        Raw value from which on a pixel counts as saturated, by type, padding, step and
        the pile-up of the frames themselves; infinite when unknown.
    seconds : float
        Wall-clock time of the run.
    selection : Selection
        Of all `leaders`, for any parameters; what it sorts stays sorted.
    cached : bool
        The run was made before; this is its kept result.
    notes : tuple of str
        Frames used that hold one value or none in every pixel, one sentence each.
    transfer : tuple of float
        Photon transfer of the frames: e-/ADU (NaN if it cannot be told) and its error,
        noise in ADU, hot pixels; empty where it was not asked for.
    doubts : tuple of str
        What speaks against the electrons of this run, one sentence each.
    """

    request: CalibrationRequest
    used: tuple[FrameSource, ...]
    skipped: tuple[Skipped, ...]
    master: Master
    leaders: tuple[Leaders, ...]
    floor_e: float
    adu_step: int
    saturation_adu: float
    seconds: float
    selection: Selection
    cached: bool = False
    notes: tuple[str, ...] = ()
    transfer: tuple[float, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """Everything that a reader of the numbers must know, one sentence each."""
        return (*self.notes, *self.doubts)


def calibrate(request: CalibrationRequest) -> Job[Calibration]:
    """Combine, subtract and detect in one pass over bands of rows.

    A frame that cannot be read is left out, with a sentence in ``skipped``, and the
    run starts again without it.

    Parameters
    ----------
    request : CalibrationRequest
        Frames and parameters.

    Returns
    -------
    Job of Calibration
        Run it with `drive`.

    Raises
    ------
    SessionError
        If fewer than two frames can be read.
    """
    started = time.perf_counter()
    sources = request.sources
    skipped: tuple[Skipped, ...] = ()
    while True:
        _check_enough(sources, skipped)
        try:
            assembly = yield from _run(request, sources)
            break
        except UnreadableError as error:
            bad = error.problems
            skipped += tuple(
                Skipped(sources[index].name, str(bad[index])) for index in sorted(bad)
            )
            sources = tuple(s for i, s in enumerate(sources) if i not in bad)
    yield Progress("Collecting candidates", 1, 1)
    step, leaders = common_step(assembly.steps), assembly.leaders()
    return Calibration(
        request=request,
        used=sources,
        skipped=skipped,
        master=assembly.master,
        leaders=leaders,
        floor_e=float(assembly.floor_e),
        adu_step=step,
        saturation_adu=saturation_level(
            Stack(sources, request.parameters, Event()).dtype,
            request.parameters.padding_bits,
            step=step,
            piled=assembly.pile_up(),
            highest_adu=assembly.highest_adu,
            level_adu=assembly.level_adu(),
            adc_bits=request.adc_bits,
        ),
        seconds=time.perf_counter() - started,
        selection=Selection(leaders, assembly.master.shape),
        notes=blank_notes([s.name for s in sources], assembly.single_values),
    )


def _check_enough(sources: Sequence[FrameSource], skipped: Sequence[Skipped]) -> None:
    if len(sources) >= 2:
        return
    if skipped:
        raise SessionError(
            f"only {len(sources)} of {len(sources) + len(skipped)} frames can be read "
            f"and a master dark needs at least two: {skipped[0].reason}"
        )
    if sources:
        raise SessionError(
            f"{sources[0].name} is the only frame and a master dark needs at least "
            "two: choose a session with more frames"
        )
    raise SessionError(
        "there are no frames and a master dark needs at least two: choose another "
        "session"
    )


def _run(request: CalibrationRequest, sources: Sequence[FrameSource]) -> Job[Assembly]:
    """One pass over all bands by a pool of threads."""
    stop = Event()
    stack = Stack(sources, request.parameters, stop)
    threads = request.threads or processors()
    with band_pool(threads, stop) as pool:
        if request.parameters.method == "clipped":
            yield Progress("Sampling the noise", 0, 1)
            sample = pool.submit(least_deviation, stack)
            yield from heartbeats({sample}, Progress("Sampling the noise", 0, 1))
            stack = replace(stack, least_deviation=sample.result())
        return (yield from _pass(request, stack, pool, threads))


def _pass(
    request: CalibrationRequest, stack: Stack, pool: ThreadPoolExecutor, threads: int
) -> Job[Assembly]:
    shape = stack.sources[0].shape
    bands = plan_bands(
        shape,
        n_frames=len(stack.sources),
        dtype=stack.dtype,
        memory_bytes=request.memory_bytes,
        threads=threads,
    )
    assembly = Assembly(shape, len(stack.sources), request.parameters)
    waiting = iter(bands)
    running: set[Future[BandResult]] = set()
    event = Progress(f"Calibrating {len(stack.sources)} frames", 0, shape[0])
    while True:
        # One band more than there are workers: nobody waits for the driver.
        for band in islice(waiting, threads + 1 - len(running)):
            running.add(pool.submit(stack.process, band, assembly.floor_e))
        if not running:
            return assembly
        done = yield from heartbeats(running, event)
        running -= done
        for future in done:
            result = future.result()
            assembly.add(result)
            event = replace(
                event, done=event.done + result.band.stop - result.band.start
            )
        yield event


def least_deviation(stack: Stack) -> float:
    """From a few rows of all frames, the same rows whatever the bands."""
    ny = stack.sources[0].shape[0]
    rows = sorted({ny * index // SAMPLED_ROWS for index in range(SAMPLED_ROWS)})
    sample = np.concatenate([stack.read(y, y + 1) for y in rows], axis=1)
    sample = sample.reshape(len(sample), -1)
    typical = typical_deviation(sample, usable_pixels(sample))
    return max(typical, float(adu_step(sample)))


def processors() -> int:
    """Processors that this process may use."""
    # Where it exists this respects the limits set from outside.
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1
