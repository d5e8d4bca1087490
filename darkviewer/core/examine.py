"""The second criterion: every leader tested against star, hot pixel, pair and track.

A job of its own, after the calibration: the notebooks' criterion costs nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import pairwise

import numpy as np

from darkviewer.core.band_work import over_bands
from darkviewer.core.bands import Band, Stack, UnreadableError
from darkviewer.core.columns import joined, rows_of
from darkviewer.core.combine import Master
from darkviewer.core.detect import Found, Leaders, collect, search_rows
from darkviewer.core.errors import SessionError
from darkviewer.core.examined_band import MARGIN, ExaminedBand
from darkviewer.core.judgement import ShapeOptions, judge
from darkviewer.core.labels import Evidence
from darkviewer.core.leave_one_out import FEWEST_FRAMES
from darkviewer.core.noise import SessionNoise
from darkviewer.core.progress import Job, Progress
from darkviewer.core.session_noise import measure_noise

__all__ = ["Examination", "Examiner", "examine", "examiner_of", "plan_examined_bands"]

CACHED_ROWS = 64
PLANES = 16
"""Float64 planes that a band needs beside the raw frames, at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Examination:
    """What the tests found.

    Attributes
    ----------
    leaders : tuple of Leaders
        Of each frame's residual, by the master that was asked for.
    floor_e : float
        Lowest threshold in electrons for which leaders and tests are complete.
    evidence : Evidence
        One row per leader, in frame order, then raster order.
    examiner : Examiner
        How it was done: noise, master, profile.
    """

    leaders: tuple[Leaders, ...]
    floor_e: float
    evidence: Evidence
    examiner: Examiner


@dataclass(frozen=True, slots=True)
class Examiner:
    """Tests pixels of a session, band by band.

    Attributes
    ----------
    stack : Stack
        All frames of the session.
    master : Master
        Of all frames.
    noise : SessionNoise
        Of this session.
    left_out : bool
        Each frame is tested against the master of the others.
    options : ShapeOptions
        How the stamps are judged.
    """

    stack: Stack
    master: Master
    noise: SessionNoise
    left_out: bool
    options: ShapeOptions

    def rows(self, band: Band) -> ExaminedBand:
        """Read the rows of a band and its margins."""
        return ExaminedBand(
            band.top,
            self.stack.read(band.top, band.bottom),
            self.master.rows(slice(band.top, band.bottom)),
            self.stack.parameters,
            left_out=self.left_out,
            noise=self.noise,
            least_deviation=self.stack.least_deviation,
        )

    def test(self, band: Band, floor_e: Fraction) -> tuple[Found, Evidence, Master]:
        """Find and test the leaders of all frames in one band.

        The master that is returned is the last frame's, for the unit of the leaders.
        """
        rows = self.rows(band)
        found, stamps, offsets = [], [], []
        for index in range(rows.frames):
            frame = rows.frame(index)
            leaders = search_rows(
                frame.exact,
                limit=floor_e / frame.master.unit(self.stack.parameters),
                top=band.top,
                start=band.start,
                stop=band.stop,
                ny=band.ny,
            )
            found.append(leaders)
            stamps.append(rows.stamps(index, frame, leaders.y, leaders.x))
            offsets.append(frame.offset_e)
        whole, tested = _of_all_frames(found), joined(stamps)
        evidence = Evidence(
            judge(tested.residual_e, tested.variance_e2, tested.good, self.options),
            rows.past(whole.frame, whole.y, whole.x, np.array(offsets)),
            tested.saturated,
            rows.frames,
        )
        return whole, evidence, frame.master


def _of_all_frames(found: Sequence[Found]) -> Found:
    """Join what was found in each frame on its own."""
    numbered = [
        replace(part, frame=np.full(len(part.frame), index, np.int32))
        for index, part in enumerate(found)
    ]
    return replace(joined(numbered), levels=tuple(part.levels[0] for part in found))


def examiner_of(
    stack: Stack,
    master: Master,
    *,
    adu_step: int = 0,
    left_out: bool = True,
    options: ShapeOptions | None = None,
) -> Examiner:
    """Measure the noise of a session, on some of its rows, for the tests that follow.

    Parameters
    ----------
    stack : Stack
        The frames that went into the master.
    master : Master
        Of the whole frame.
    adu_step : int
        Digitisation step; 0 when unknown.
    left_out : bool
        Test each frame against the master of the others (needs 3 frames).
    options : ShapeOptions
        Profile and fit.
    """
    return Examiner(
        stack,
        master,
        measure_noise(stack, master, adu_step),
        left_out and len(stack.sources) >= FEWEST_FRAMES,
        ShapeOptions() if options is None else options,
    )


def plan_examined_bands(stack: Stack, *, memory_bytes: int, threads: int) -> list[Band]:
    """Divide the rows so that all workers together stay inside the memory."""
    ny, nx = stack.sources[0].shape
    row_bytes = nx * (len(stack.sources) * stack.dtype.itemsize + 8 * PLANES)
    room = memory_bytes // threads // row_bytes - 2 * MARGIN
    count = -(-ny // max(1, min(room, CACHED_ROWS)))
    edges = [ny * index // count for index in range(count + 1)]
    return [Band(start, stop, ny, MARGIN) for start, stop in pairwise(edges)]


def examine(
    examiner: Examiner, *, floor_e: Fraction, memory_bytes: int, threads: int
) -> Job[Examination]:
    """Test all leaders of a session that are strictly above a floor.

    Parameters
    ----------
    examiner : Examiner
        From `examiner_of`.
    floor_e : Fraction
        In electrons.
    memory_bytes, threads : int
        As in a `CalibrationRequest`.

    Raises
    ------
    SessionError
        If a frame cannot be read any more.
    """
    stack = examiner.stack
    try:
        parts = yield from over_bands(
            partial(examiner.test, floor_e=floor_e),
            plan_examined_bands(stack, memory_bytes=memory_bytes, threads=threads),
            stage="Testing the leaders",
            threads=threads,
            stop=stack.stop,
        )
    except UnreadableError as error:
        raise SessionError(
            f"{len(error.problems)} of {len(stack.sources)} frames cannot be read any "
            "more: calibrate the session again"
        ) from error
    yield Progress("Collecting the tests", 1, 1)
    found = [part[0] for part in parts]
    master = parts[-1][2]
    leaders = collect(
        found,
        len(stack.sources),
        unit=master.unit(stack.parameters),
        parts=master.largest_denominator,
    )
    order = np.argsort(np.concatenate([part.frame for part in found]), kind="stable")
    evidence = rows_of(joined([part[1] for part in parts]), order)
    return Examination(leaders, float(floor_e), evidence, examiner)
