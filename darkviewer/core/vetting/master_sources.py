"""What is in the master itself, and so in no residual: hot pixels, glow, stars.

A source in every frame is in the master, and subtracting that hides it. So the master
is tested against its own surroundings with the machinery of the PSF test, and against
an earlier master of the same camera, where there is one: what was there then is the
sensor's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates.labels import Limits
from darkviewer.core.levels.column_levels import WINDOW, column_offsets
from darkviewer.core.psf.profile import SIZE, GaussianPsf
from darkviewer.core.psf.shape import ShapeOptions, StampShape, examine_stamps
from darkviewer.core.robust import MAD_TO_SIGMA
from darkviewer.core.vetting.surroundings import excess_e, high_pixels

__all__ = [
    "LABELS",
    "MOST_LISTED",
    "MasterSource",
    "MasterSources",
    "master_sources",
]

Array = NDArray[np.float64]
Index = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]

LABELS = {
    "star-like": "light on all sides, as a star has: these frames see the sky",
    "glow": "a region at the edge above the rest, as of an amplifier or a light leak",
    "column": "a column that differs from the 31 around it over the whole height",
    "saturated": "at the saturation level in the master",
    "cluster": "adjacent pixels above their surroundings, of no star's shape",
    "hot pixel": "one pixel above its surroundings",
}
"""Labels and what they mean, the most alarming first."""

MOST_LISTED = 1000
"""Hot pixels and clusters that are listed, the brightest; all are counted."""

FEWEST_STARS = 3
"""Clusters of hot pixels may look like one star or two."""

_SIGMAS = Limits().hot_sigma
_SAMPLE = 20_000
_OF_PIXEL, _OF_PEAK = 0.1, 0.02
"""How far a real star may be from a Gaussian: of each pixel, and of its peak."""

_LIGHT_AROUND = 0.5
"""Of the peak: what the four neighbours of a star have together, at the least."""

_LARGE, _MOST_AGAIN = 5, 2000
"""Pixels of a group that may be a star with a hot pixel in it; so many are tried."""

_BLOCK = 32
_GLOW_SIGMAS, _GLOW_BLOCKS = 5.0, 4

_COLUMN_SIGMAS = 10.0
_KNOWN_SHARE = 0.3
"""Of the excess now: with the temperature a hot pixel changes, but stays one."""


@dataclass(frozen=True, slots=True)
class MasterSource:
    """One thing in the master.

    Attributes
    ----------
    label : str
        One of `LABELS`.
    x, y : int
        Its brightest pixel; of a column the middle row.
    excess_e : float
        Above the median of the 7x7 pixels around (of a column and of glow: above the
        rest of the frame), electrons.
    sigmas : float
        The same in robust sigmas of the master.
    pixels : int
        More than 10 sigma above their surroundings and connected.
    flux_e, fwhm_px, p, dbic : float
        Of the fitted star; NaN where none was fitted.
    known : bool or None
        An earlier master has it too; None without one.
    """

    label: str
    x: int
    y: int
    excess_e: float
    sigmas: float
    pixels: int
    flux_e: float = np.nan
    fwhm_px: float = np.nan
    p: float = np.nan
    dbic: float = np.nan
    known: bool | None = None


@dataclass(frozen=True, slots=True)
class MasterSources:
    """All of them.

    Attributes
    ----------
    rows : tuple of MasterSource
        By label, then from the brightest on; see `MOST_LISTED`.
    counts : mapping of str to int
        How many there are of each label.
    structure_e : float
        Robust sigma of the master about its surroundings, electrons.
    fwhm_px : float
        Nominal width of a star; it is fitted within the usual range.
    """

    rows: tuple[MasterSource, ...]
    counts: Mapping[str, int]
    structure_e: float
    fwhm_px: float

    @property
    def stars(self) -> tuple[MasterSource, ...]:
        """Star-like ones that no earlier master has."""
        return tuple(r for r in self.rows if r.label == "star-like" and not r.known)

    @property
    def sentence(self) -> str:
        """What is to be done about them; empty where there is nothing."""
        found = len(self.stars)
        if found < FEWEST_STARS:
            return ""
        return (
            f"{found} star-like sources are in the master, so in every frame: these "
            "frames see the sky; close the shutter or cover the telescope, and take "
            "them again"
        )


def master_sources(
    level_e: Array,
    *,
    fwhm_px: float,
    saturation_e: float = np.inf,
    earlier_e: Array | None = None,
) -> MasterSources:
    """Find and label what is in a master.

    Parameters
    ----------
    level_e : array, shape (ny, nx)
        The master in electrons, NaN where it has no value.
    fwhm_px : float
        Of a star.
    saturation_e : float
        Level from which on a pixel is saturated.
    earlier_e : array, shape (ny, nx), optional
        An earlier master of the same camera.
    """
    structure = _structure(level_e)
    if not np.isfinite(structure):
        return MasterSources((), {}, structure, fwhm_px)
    columns = list(_columns(level_e, structure))
    rows = [
        *columns,
        *_glow(level_e, structure),
        *_spots(level_e, structure, fwhm_px, saturation_e, {one.x for one in columns}),
    ]
    counts = Counter(one.label for one in rows)
    listed = sorted(
        rows, key=lambda one: (list(LABELS).index(one.label), -one.excess_e)
    )
    kept = Counter[str]()
    some = []
    for one in listed:
        kept[one.label] += 1
        if one.label not in ("cluster", "hot pixel") or kept[one.label] <= MOST_LISTED:
            some.append(one)
    if earlier_e is not None:
        some = _marked(some, earlier_e)
    return MasterSources(tuple(some), dict(counts), structure, fwhm_px)


def _structure(level: Array) -> float:
    """Robust sigma of the pixels about their surroundings; NaN without any."""
    ny, nx = level.shape
    pixel = np.arange(0, ny * nx, max(1, ny * nx // _SAMPLE))
    pixel = pixel[np.isfinite(level.ravel()[pixel])]
    if not pixel.size:
        return np.nan
    excess = excess_e(level, pixel // nx, pixel % nx)
    sigma = MAD_TO_SIGMA * float(np.median(np.abs(excess)))
    return max(sigma, 1e-6 * max(1.0, float(np.median(np.abs(level.ravel()[pixel])))))


def _columns(level: Array, structure: float) -> Iterator[MasterSource]:
    """Columns off the median of those around; the mean of a column is well known."""
    ny, nx = level.shape
    if nx < WINDOW:
        return
    known = np.where(np.isfinite(level), level, np.nanmedian(level))
    off = column_offsets(known)
    sigma = MAD_TO_SIGMA * float(np.median(np.abs(off - np.median(off))))
    limit = max(_COLUMN_SIGMAS * sigma, structure)
    for x in np.flatnonzero(np.abs(off) > limit).tolist():
        value = float(off[x])
        yield MasterSource("column", x, ny // 2, value, value / structure, ny)


def _glow(level: Array, structure: float) -> Iterator[MasterSource]:
    """Regions of 32x32 blocks at the edge that lie above the others."""
    from scipy import ndimage

    ny, nx = (side // _BLOCK for side in level.shape)
    if ny * nx < 4 * _GLOW_BLOCKS:
        return
    cut = np.where(np.isfinite(level), level, np.nanmedian(level))
    blocks = cut[: ny * _BLOCK, : nx * _BLOCK].reshape(ny, _BLOCK, nx, _BLOCK)
    middle = np.median(blocks.transpose(0, 2, 1, 3).reshape(ny, nx, -1), axis=2)
    above = middle - np.median(middle)
    sigma = MAD_TO_SIGMA * float(np.median(np.abs(above)))
    high = above > max(_GLOW_SIGMAS * sigma, structure)
    groups, count = ndimage.label(high)
    for number in range(1, count + 1):
        y, x = np.nonzero(groups == number)
        edge = ((y == 0) | (x == 0) | (y == ny - 1) | (x == nx - 1)).any()
        if y.size >= _GLOW_BLOCKS and edge:
            top = int(np.argmax(above[y, x]))
            value = float(above[y[top], x[top]])
            yield MasterSource(
                "glow",
                int(x[top]) * _BLOCK + _BLOCK // 2,
                int(y[top]) * _BLOCK + _BLOCK // 2,
                value,
                value / structure,
                y.size * _BLOCK**2,
            )


def _spots(
    level: Array, structure: float, fwhm_px: float, saturation_e: float, bad: set[int]
) -> list[MasterSource]:
    """Stars, clusters and hot pixels: each connected group of high pixels is one."""
    y, x = high_pixels(level, _SIGMAS * structure)
    off = ~np.isin(x, list(bad))
    y, x = y[off], x[off]
    if not y.size:
        return []
    excess = excess_e(level, y, x)
    group, size = _groups(level.shape, y, x)
    order = np.lexsort((-excess, group))
    first = np.flatnonzero(np.r_[True, np.diff(group[order]) > 0])
    peak, size = order[first], size[group[order[first]]]
    tests = _stars(level, structure, fwhm_px, y[peak], x[peak], excess[peak], size)
    # A hot pixel brighter than the star that it lies in hides the star's own peak.
    hidden = [
        k for k in range(peak.size) if size[k] >= _LARGE and "label" not in tests[k]
    ]
    if hidden:
        without = level.copy()
        without[y[peak[hidden]], x[peak[hidden]]] = np.nan
        next_ = order[first[hidden] + 1]
        seen = _stars(
            without, structure, fwhm_px, y[next_], x[next_], excess[next_], size[hidden]
        )
        for k, other, test in zip(hidden, next_.tolist(), seen, strict=True):
            if "label" in test:
                peak[k], tests[k] = other, test
    found = []
    for pixel, many, test in zip(peak.tolist(), size.tolist(), tests, strict=True):
        one = MasterSource(
            "cluster" if many > 1 else "hot pixel",
            int(x[pixel]),
            int(y[pixel]),
            float(excess[pixel]),
            float(excess[pixel] / structure),
            many,
        )
        if level[y[pixel], x[pixel]] >= saturation_e:
            test = {**test, "label": "saturated"}
        found.append(replace(one, **test))
    return found


def _groups(shape: tuple[int, ...], y: Index, x: Index) -> tuple[Index, Index]:
    """Number of the connected group of each pixel, from 0, and the size of each."""
    from scipy import ndimage

    image = np.zeros(shape, np.bool_)
    image[y, x] = True
    labels, _ = ndimage.label(image, np.ones((3, 3)))
    group = labels[y, x] - 1
    return group, np.bincount(group)


def _stars(
    level: Array,
    structure: float,
    fwhm_px: float,
    y: Index,
    x: Index,
    excess: Array,
    size: Index,
) -> list[dict[str, Any]]:
    """Results of the tests of those with light around their peak.

    A hot pixel may lie in a star: where a large group is no star as it is, it is
    tested without each of the pixels around its peak in turn.
    """
    half = SIZE // 2
    padded = np.pad(level, half, constant_values=np.nan)
    step = np.arange(SIZE)
    stamps = padded[y[:, None, None] + step[:, None], x[:, None, None] + step]
    stamps -= (level[y, x] - excess)[:, None, None]
    near = stamps[:, [1, 3, 2, 2], [2, 2, 1, 3]]
    light = np.flatnonzero(np.nansum(near, axis=1) >= _LIGHT_AROUND * excess)
    results: list[dict[str, Any]] = [{} for _ in range(y.size)]
    options = ShapeOptions(GaussianPsf(fwhm_px), free_fwhm=True)
    whole = _tested(stamps[light], excess[light], structure, options)
    star = _passes(whole)
    for row, k in enumerate(light.tolist()):
        results[k] = _result(whole, row, star=bool(star[row]))
    again = light[~star & (size[light] >= _LARGE)]
    again = again[np.argsort(-excess[again])][:_MOST_AGAIN]
    around = [k for k in range(SIZE * SIZE) if k != SIZE * SIZE // 2]
    without = np.repeat(stamps[again], len(around), axis=0).reshape(-1, SIZE * SIZE)
    without[np.arange(len(without)), np.tile(around, again.size)] = np.nan
    peaks = np.repeat(excess[again], len(around))
    parts = _tested(without.reshape(-1, SIZE, SIZE), peaks, structure, options)
    best = np.where(_passes(parts), np.nan_to_num(parts.p), -1.0)
    best = best.reshape(again.size, len(around))
    for row, k in enumerate(again.tolist()):
        place = int(best[row].argmax())
        if best[row, place] >= 0:
            results[k] = _result(parts, row * len(around) + place, star=True)
    return results


def _tested(
    stamps: Array, peak: Array, structure: float, options: ShapeOptions
) -> StampShape:
    good = np.isfinite(stamps)
    stamps = np.where(good, stamps, 0.0)
    spread = (_OF_PIXEL * stamps) ** 2 + (_OF_PEAK * peak[:, None, None]) ** 2
    return examine_stamps(stamps, structure**2 + spread, good, options)


def _passes(tested: StampShape) -> Mask:
    limits = Limits()
    best = tested.dbic.min(axis=1) > limits.dbic_min
    return np.asarray((tested.p >= limits.p_min) & best & ~tested.at_limit)


def _result(tested: StampShape, row: int, *, star: bool) -> dict[str, Any]:
    values: dict[str, Any] = {
        "flux_e": float(tested.flux_e[row]),
        "fwhm_px": float(tested.fwhm_px[row]),
        "p": float(tested.p[row]),
        "dbic": float(tested.dbic[row].min()),
    }
    return {"label": "star-like", **values} if star else values


def _marked(rows: list[MasterSource], earlier: Array) -> list[MasterSource]:
    """Which of them an earlier master has, too; one without a value cannot tell."""
    structure = _structure(earlier)
    if not np.isfinite(structure):
        return rows
    columns = {one.x for one in _columns(earlier, structure)}
    glow = list(_glow(earlier, structure))
    then = _around(earlier, rows)
    marked = []
    for one, excess in zip(rows, then.tolist(), strict=True):
        if one.label == "column":
            known = one.x in columns
        elif one.label == "glow":
            known = any(abs(g.x - one.x) + abs(g.y - one.y) <= 8 * _BLOCK for g in glow)
        else:
            least = max(_KNOWN_SHARE * one.excess_e, Limits().warm_sigma * structure)
            known = excess > least
        marked.append(replace(one, known=known))
    return marked


def _around(level: Array, rows: list[MasterSource]) -> Array:
    y = np.array([one.y for one in rows], np.intp)
    x = np.array([one.x for one in rows], np.intp)
    return excess_e(level, y, x)
