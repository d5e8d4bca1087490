"""Synthetic events for a reviewer: which, where, and with how much light."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.injection.plan import HALF, flux_at
from darkviewer.core.review.salt import STAR

if TYPE_CHECKING:
    from darkviewer.core.psf.profile import Psf

__all__ = [
    "HOT",
    "PAIR",
    "TRACK",
    "WELL_E",
    "Salt",
    "SaltPlan",
    "draw_salts",
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

BRIGHTEST, FAINTEST = 8, 0.5
"""Flux of the brightest and the faintest stars over that of those just listed."""

FULLEST = 0.8
"""Of the room below saturation: what is saturated would give itself away."""

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
        Expected total charge; of a hot pixel that in its brightest frame.
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
        Charge that a typical pixel can take before it is saturated.
    taken : int array, shape (m, 2)
        x and y of the candidates.
    blinking : float
        Part of the hot pixels that jump between two levels, as real ones do.
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
    blinking: float = 0.5

    @property
    def least_peak_e(self) -> float:
        """Of a pixel that is listed and stands out of the noise."""
        return max(self.threshold_e, 3 * math.sqrt(self.variance_e2))

    @property
    def fluxes_e(self) -> tuple[float, float]:
        """From stars that are hardly ever listed to bright ones; of stars alone."""
        least = max(flux_at(5, self.variance_e2), self.least_peak_e / PEAK_PART)
        brightest = max(BRIGHTEST * least, flux_at(50, self.variance_e2))
        return FAINTEST * least, max(least, min(brightest, FULLEST * self.well_e))


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
            low, high = plan.fluxes_e
            least = low if what == STAR else low / FAINTEST
            flux = float(np.exp(rng.uniform(*np.log((least, high)))))
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
    """Level and charges of a pixel that is hot in all frames, and not steady."""
    blinks = rng.random() < plan.blinking
    means = (_two_levels if blinks else _about_one)(plan, rng)
    charge = rng.poisson(np.clip(means, 0, FULLEST * plan.well_e))
    return float(means.max()), charge


def _about_one(plan: SaltPlan, rng: np.random.Generator) -> NDArray[np.float64]:
    """The highest of n Gaussian values is about ``sqrt(2 ln n)`` sigmas above their
    mean: it exceeds the threshold."""
    level = plan.well_e * rng.uniform(0.1, 0.4)
    above = math.sqrt(2 * math.log(max(plan.n_frames, 2)))
    spread = plan.least_peak_e * rng.uniform(1.3, 3) / above
    return rng.normal(level, spread, plan.n_frames)


def _two_levels(plan: SaltPlan, rng: np.random.Generator) -> NDArray[np.float64]:
    """High in less than half of the frames: the median is the lower level."""
    means = np.full(plan.n_frames, plan.well_e * rng.uniform(0, 0.1))
    high = rng.integers(min(2, plan.n_frames), max((plan.n_frames + 1) // 2, 3))
    jump = plan.least_peak_e * rng.uniform(1.3, 4)
    means[rng.permutation(plan.n_frames)[:high]] += jump
    return means


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
