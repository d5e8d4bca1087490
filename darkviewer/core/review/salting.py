"""Synthetic events for a reviewer: drawn, and put into the raw frames as they are read.

Raw values, masters, histories and neighbouring frames then all tell the same story;
no file is touched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.injection.plan import HALF, flux_at
from darkviewer.core.masters.master import Master, combine_rows
from darkviewer.core.review.salt import STAR

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameSource
    from darkviewer.core.psf.profile import Psf

__all__ = [
    "HOT",
    "PAIR",
    "TRACK",
    "WELL_E",
    "Salt",
    "SaltPlan",
    "SaltedMaster",
    "SaltedSource",
    "draw_salts",
    "salted_master",
    "salted_sources",
]

HOT, PAIR, TRACK = "hot", "pair", "track"

KINDS = (STAR, STAR, STAR, HOT, PAIR, TRACK)
"""Half are stars."""

FROM_BORDER_PX = 8
FROM_OTHERS_PX = 8
"""The 5x5 pixels of a candidate and the 7x7 pixels of an event never meet."""

ROWS_APART = 12
"""Each event has rows of its own, which are examined for it alone."""

TRIES = 200

WELL_E = 20_000.0
"""Where nothing says at which charge pixels are saturated."""

PEAK_PART = 0.35
"""Of the light of a star of 2 px FWHM, in its brightest pixel, at the least."""

BRIGHTEST = 8
"""Flux of the brightest stars over that of the faintest."""

Light = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Salt:
    """One synthetic event.

    Attributes
    ----------
    what : str
        `STAR`, `HOT`, `PAIR` or `TRACK`.
    frame : int
        In which it is brightest.
    x, y : int
        Its middle pixel.
    flux_e : float
        Expected total charge; of a hot pixel that in each frame.
    light_e : float32 array, shape (n, 7, 7)
        Electrons in the pixels around, in each frame.
    """

    what: str
    frame: int
    x: int
    y: int
    flux_e: float
    light_e: Light

    @property
    def rows(self) -> slice:
        """Those that it may touch."""
        return slice(self.y - HALF, self.y + HALF + 1)

    @property
    def columns(self) -> slice:
        """Those that it may touch."""
        return slice(self.x - HALF, self.x + HALF + 1)


@dataclass(frozen=True, slots=True, eq=False)
class SaltPlan:
    """What is drawn.

    Attributes
    ----------
    count : int
        Events wanted; there are fewer where there is no room for them.
    n_frames, shape : int and tuple of int
        Of the session.
    psf : Psf
        Profile of the stars.
    variance_e2 : float
        Of a typical pixel, for fluxes that are faint to bright.
    threshold_e : float
        That a pixel must exceed to be listed.
    well_e : float
        Charge at which pixels are saturated.
    taken : int array, shape (m, 2)
        x and y of the candidates.
    """

    count: int
    n_frames: int
    shape: tuple[int, int]
    psf: Psf
    variance_e2: float
    threshold_e: float
    well_e: float = WELL_E
    taken: NDArray[np.integer[Any]] = field(
        default_factory=lambda: np.zeros((0, 2), np.int64)
    )

    @property
    def least_peak_e(self) -> float:
        """Of a pixel that is listed and stands out of the noise."""
        return max(self.threshold_e, 3 * math.sqrt(self.variance_e2))

    @property
    def fluxes_e(self) -> tuple[float, float]:
        """From stars that are just listed to bright ones."""
        least = max(flux_at(5, self.variance_e2), self.least_peak_e / PEAK_PART)
        return least, max(BRIGHTEST * least, flux_at(50, self.variance_e2))


def draw_salts(plan: SaltPlan, rng: np.random.Generator) -> list[Salt]:
    """Draw events, away from the border, from candidates and from each other."""
    salts: list[Salt] = []
    for x, y in _places(plan, rng):
        what = KINDS[rng.integers(len(KINDS))]
        frame = int(rng.integers(plan.n_frames))
        light = np.zeros((plan.n_frames, 2 * HALF + 1, 2 * HALF + 1), np.float32)
        if what == HOT:
            flux, light[:, HALF, HALF] = _hot(plan, rng)
            frame = int(light[:, HALF, HALF].argmax())
        else:
            flux = float(np.exp(rng.uniform(*np.log(plan.fluxes_e))))
            parts = {STAR: _star, PAIR: _pair, TRACK: _track}[what](plan, rng)
            light[frame] = rng.poisson(flux * parts)
        salts.append(Salt(what, frame, x, y, flux, light))
    return salts


def _places(plan: SaltPlan, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Pixels (x, y), each in rows of its own."""
    ny, nx = plan.shape
    places: list[tuple[int, int]] = []
    if min(ny, nx) <= 2 * FROM_BORDER_PX:
        return places
    for _ in range(TRIES * plan.count):
        if len(places) == plan.count:
            break
        x = int(rng.integers(FROM_BORDER_PX, nx - FROM_BORDER_PX))
        y = int(rng.integers(FROM_BORDER_PX, ny - FROM_BORDER_PX))
        near = np.abs(plan.taken - (x, y)).max(axis=1) <= FROM_OTHERS_PX
        if near.any() or any(abs(y - row) < ROWS_APART for _, row in places):
            continue
        places.append((x, y))
    return places


def _hot(
    plan: SaltPlan, rng: np.random.Generator
) -> tuple[float, NDArray[np.integer[Any]]]:
    """Level and charges of a pixel that is hot in all frames, and not steady.

    The highest of n Gaussian values is about ``sqrt(2 ln n)`` sigmas above their mean:
    it exceeds the threshold.
    """
    level = plan.well_e * rng.uniform(0.1, 0.4)
    above = math.sqrt(2 * math.log(max(plan.n_frames, 2)))
    spread = plan.least_peak_e * rng.uniform(1.3, 3) / above
    means = np.maximum(rng.normal(level, spread, plan.n_frames), 0)
    return level, rng.poisson(means)


def _star(plan: SaltPlan, rng: np.random.Generator) -> NDArray[np.float64]:
    dx, dy = rng.uniform(-0.5, 0.5, (2, 1))
    part = plan.psf.fractions(dx, dy, np.array([plan.psf.fwhm_px]), half=HALF)[0]
    return np.asarray(
        np.maximum(part, 0)
    )  # the spline through a measured star may overshoot


def _pair(_plan: SaltPlan, rng: np.random.Generator) -> NDArray[np.float64]:
    """The charge of a particle that hit two pixels beside each other."""
    part = np.zeros((2 * HALF + 1, 2 * HALF + 1))
    share = rng.uniform(0.5, 0.85)
    dy, dx = [(0, 1), (1, 0), (0, -1), (-1, 0)][rng.integers(4)]
    part[HALF, HALF], part[HALF + dy, HALF + dx] = share, 1 - share
    return part


def _track(_plan: SaltPlan, rng: np.random.Generator) -> NDArray[np.float64]:
    """The charge that a particle left along its way through 3 to 6 pixels."""
    part = np.zeros((2 * HALF + 1, 2 * HALF + 1))
    along = np.linspace(-0.5, 0.5, 60) * rng.uniform(3, 6)
    angle = rng.uniform(0, np.pi)
    rows, columns = (
        np.rint(HALF + along * turn).astype(np.intp)
        for turn in (np.sin(angle), np.cos(angle))
    )
    np.add.at(part, (rows, columns), 1 / along.size)
    return part


@dataclass(frozen=True, slots=True, eq=False)
class SaltedSource:
    """A frame in whose pixels there is more charge than in its file.

    Attributes
    ----------
    source : FrameSource
        The frame.
    added_adu : tuple of (slice, slice, array)
        Rows, columns, and what is added there, in whole steps of the frame.
    top_adu : float
        Value that nothing exceeds.
    """

    source: FrameSource
    added_adu: tuple[tuple[slice, slice, NDArray[np.float64]], ...]
    top_adu: float = math.inf

    @property
    def name(self) -> str:
        """File name, for messages."""
        return self.source.name

    @property
    def shape(self) -> tuple[int, int]:
        """(ny, nx) in pixels."""
        return self.source.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of the frame."""
        return self.source.dtype

    def read_rows(self, start: int, stop: int) -> NDArray[Any]:
        """See `FrameSource`."""
        rows = np.array(self.source.read_rows(start, stop))
        for of_rows, columns, added in self.added_adu:
            first, last = max(of_rows.start, start), min(of_rows.stop, stop)
            if first >= last:
                continue
            here = slice(first - start, last - start), columns
            part = added[first - of_rows.start : last - of_rows.start]
            highest = np.maximum(self.top_adu, rows[here])
            lit = np.minimum(rows[here] + part, highest)
            rows[here] = np.where(part > 0, lit, rows[here])
        return rows


def salted_sources(
    sources: Sequence[FrameSource],
    salts: Sequence[Salt],
    *,
    e_per_adu: float,
    adu_step: int = 0,
    saturation_adu: float = math.inf,
) -> tuple[FrameSource, ...]:
    """All frames of a session with the events in them.

    Parameters
    ----------
    sources : sequence of FrameSource
        The frames.
    salts : sequence of Salt
        The events.
    e_per_adu : float
        Of the values as they are saved.
    adu_step : int
        Digitisation step; 0 when unknown.
    saturation_adu : float
        Value that nothing exceeds.
    """
    found = []
    for frame, source in enumerate(sources):
        whole = source.dtype.kind in "iu"
        step = max(adu_step, 1) if whole else 0
        top = float(np.iinfo(source.dtype).max) if whole else math.inf
        added = [
            (salt.rows, salt.columns, _in_steps(salt.light_e[frame] / e_per_adu, step))
            for salt in salts
            if salt.light_e[frame].any()
        ]
        top = min(top, saturation_adu)
        found.append(SaltedSource(source, tuple(added), top) if added else source)
    return tuple(found)


def _in_steps(adu: NDArray[Any], step: int) -> NDArray[np.float64]:
    values = np.asarray(adu, np.float64)
    return np.rint(values / step) * step if step else values


@dataclass(frozen=True, slots=True, eq=False)
class SaltedMaster(Master):
    """A master that is another one around the events; parts of it know them.

    Attributes
    ----------
    patches : tuple of (slice, slice, Master)
        Rows, columns, and the master there.
    """

    patches: tuple[tuple[slice, slice, Master], ...] = ()

    def part(self, rows: slice, columns: slice = slice(None)) -> Master:
        """The same master of some pixels only."""
        plain = Master(self.method, self.n, self.planes, self.count)
        part = plain.part(rows, columns)
        ny, nx = self.shape
        area = [slice(*rows.indices(ny)[:2]), slice(*columns.indices(nx)[:2])]
        for *where, patch in self.patches:
            common = [_common(*pair) for pair in zip(area, where, strict=True)]
            if all(one.start < one.stop for one in common):
                to, out_of = (
                    tuple(
                        slice(one.start - at.start, one.stop - at.start)
                        for one, at in zip(common, frame, strict=True)
                    )
                    for frame in (area, where)
                )
                part = _pasted(part, to, patch, out_of)
        return part


def _common(one: slice, other: slice) -> slice:
    return slice(max(one.start, other.start), min(one.stop, other.stop))


def _pasted(
    part: Master, to: tuple[slice, ...], patch: Master, out_of: tuple[slice, ...]
) -> Master:
    """Planes that are one array stay one."""
    planes: dict[int, NDArray[Any]] = {}
    for plane, new in zip(part.planes, patch.planes, strict=True):
        if id(plane) not in planes:
            planes[id(plane)] = plane.copy()
            planes[id(plane)][to] = new[out_of]
    count = None
    if part.count is not None and patch.count is not None:
        count = part.count.copy()
        count[to] = patch.count[out_of]
    together = tuple(planes[id(plane)] for plane in part.planes)
    return Master(part.method, part.n, together, count)


def salted_master(
    master: Master,
    sources: Sequence[FrameSource],
    salts: Sequence[Salt],
    *,
    dtype: np.dtype[Any],
    least_deviation: float = 0,
) -> SaltedMaster:
    """Combine the pixels around each event again.

    Parameters
    ----------
    master : Master
        Of the frames without them.
    sources : sequence of FrameSource
        The frames with them.
    salts : sequence of Salt
        The events.
    dtype : dtype
        Of the values that are combined.
    least_deviation : float
        As given to `combine_rows`.

    Raises
    ------
    FrameError
        If a frame cannot be read.
    """
    patches = []
    for salt in salts:
        rows, columns = salt.rows, salt.columns
        cube = np.array(
            [source.read_rows(rows.start, rows.stop)[:, columns] for source in sources],
            dtype,
        )
        known = combine_rows(cube, master.method, least_deviation=least_deviation)
        patches.append((rows, columns, known))
    return SaltedMaster(
        master.method, master.n, master.planes, master.count, tuple(patches)
    )
