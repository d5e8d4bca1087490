"""What few pixels of each frame say at once, long before all checks have been asked.

A look takes a tenth of the time of the checks. It asks those that some thousand pixels
can answer, by the limits of the table; parts of the pixels must be over theirs by more
than chance. What it says is said again by the checks: it only says it sooner.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import FrameError
from darkviewer.core.frames.adu import common_step, steps_of
from darkviewer.core.health.light import bulge
from darkviewer.core.health.measures import SessionMeasures
from darkviewer.core.health.sample import CELLS, Plan, plan_rows, read_blocks
from darkviewer.core.health.sampled_frames import Sampled, frame_measures
from darkviewer.core.health.sensor_rows import rail, share_at
from darkviewer.core.health.single_frames import Single, single
from darkviewer.core.health.table import CHECKS, SessionChecks

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo, FrameSource
    from darkviewer.core.health.check import Check, Finding

__all__ = ["ASKED", "first_look"]

PIXELS = 2**13
"""Sampled in each frame: the noise is known to 1 % then."""

BLOCKS = 4
ACROSS = 256
"""Columns that are looked at, in groups over the whole width."""

SECONDS = 0.25
"""After so long only the frames that were read by then are compared."""

LEAST_FRAMES = 3

_OF_PIXELS = frozenset(("level", "first_frame", "level_drift", "light_leak", "noise",
                        "no_noise", "lit_field", "banding", "steps"))  # fmt: skip
_OF_SHARES = frozenset(("clipped_at_zero", "rail", "missing_values"))
_OF_HEADERS = frozenset(("temperature", "set_points", "cooling", "altered", "order",
                         "cadence", "egain", "frames"))  # fmt: skip
ASKED = _OF_PIXELS | _OF_SHARES | _OF_HEADERS
"""Checks that a look asks; those of headers where all frames were read in time."""

_CHANCE_SIGMA = 5.0


def first_look(
    sources: Sequence[FrameSource],
    infos: Sequence[FrameInfo],
    *,
    limits: Mapping[str, float] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> SessionChecks:
    """Look at few pixels of all frames, or of as many as can be read in a moment.

    Parameters
    ----------
    sources : sequence of FrameSource
        Frames of one shape, in file order.
    infos : sequence of FrameInfo
        Their headers.
    limits : mapping of str to float, optional
        Limits that somebody set, by the name of the check: they may be tighter than
        so few pixels can tell, and these checks are not asked.
    stopped : callable
        Whether nobody waits for the answer any more; asked before each frame.

    Returns
    -------
    SessionChecks
        Only what does not pass, without measures; nothing where nothing is odd.
    """
    work = _read(sources, infos, stopped)
    if not work.read or stopped():
        return SessionChecks(())
    asked = ASKED if len(work.infos) == len(infos) else _OF_PIXELS | _OF_SHARES
    found = _asked(_measured(work), asked, limits or {})
    return SessionChecks(tuple(item for item in found if item[1].status != "pass"))


def _read(
    sources: Sequence[FrameSource],
    infos: Sequence[FrameInfo],
    stopped: Callable[[], bool],
) -> Sampled:
    """In an order by which any number of frames lies over the whole session."""
    ny, nx = sources[0].shape if sources else (1, 1)
    columns = _columns(nx)
    plan = plan_rows((ny, len(columns)), pixels=PIXELS, blocks=BLOCKS)
    end = time.perf_counter() + SECONDS
    found: dict[int, tuple[NDArray[Any], Single, NDArray[Any]]] = {}
    for k in sorted(range(len(sources)), key=lambda k: -(k & -k) if k else -math.inf):
        late = time.perf_counter() > end and len(found) >= LEAST_FRAMES
        if late or stopped():
            break
        try:
            found[k] = _sampled(sources[k], plan, columns)
        except FrameError:
            continue  # the checks name it
    places = sorted(found)
    return Sampled(
        plan,
        [sources[k] for k in places],
        [infos[k] for k in places],
        [found[k] for k in places],
    )


def _columns(nx: int) -> NDArray[np.int64]:
    """All of a narrow frame, else groups of neighbours."""
    if nx <= ACROSS:
        return np.arange(nx)
    starts = (nx - ACROSS // CELLS) * np.arange(CELLS) // (CELLS - 1)
    return np.asarray((starts[:, None] + np.arange(ACROSS // CELLS)).ravel(), np.int64)


def _sampled(
    source: FrameSource, plan: Plan, columns: NDArray[np.int64]
) -> tuple[NDArray[Any], Single, NDArray[Any]]:
    raw = read_blocks(source, plan)[:, columns]
    with np.errstate(over="ignore", invalid="ignore"):  # float frames hold anything
        return raw, *single(raw, plan)


def _measured(work: Sampled) -> SessionMeasures:
    raw = np.array([found[0] for found in work.read])
    highest = rail(raw, common_step([steps_of(frame) for frame in raw]))
    pairs = [work.pair(k) for k in range(work.pairs)]
    shares = share_at(raw, highest), share_at(raw, 0)
    alike: dict[bytes, list[str]] = {}
    for source, one in zip(work.sources, work.singles, strict=True):
        alike.setdefault(one.digest, []).append(source.name)
    return SessionMeasures(
        frame_measures(work, pairs, *shares),
        tuple(work.infos),
        sampled=raw[0].size,
        rail_adu=highest,
        bulge_adu=bulge(np.mean([one.cells for one in work.singles], axis=0)),
        identical=tuple(tuple(names) for names in alike.values() if names[1:]),
    )


def _asked(
    m: SessionMeasures, names: frozenset[str], limits: Mapping[str, float]
) -> Iterator[tuple[Check, Finding]]:
    for check in CHECKS:
        if check.name not in names or check.own(limits) is not None:
            continue
        if check.name in _OF_SHARES:
            chance = _CHANCE_SIGMA * math.sqrt(check.limit / m.sampled)
            if check.judge(m, check.limit + chance).status == "pass":
                continue
        yield check.ask(m, {})
