"""The test against a round Gaussian: uniform p, power, completeness, width."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kstest

from benchmarks.markdown import print_table
from benchmarks.stamps import SHAPES, Leaders, leaders_of, star
from darkviewer.core.candidates.false_positives import wilson_interval
from darkviewer.core.psf.fit import PsfFit, fit_stars
from darkviewer.core.psf.moderated import BIAS_OF_INVERSE
from darkviewer.core.psf.rivals import compare

__all__ = ["report"]

Array = NDArray[np.float64]
Accepted = NDArray[np.bool_]

WARM, COOL = 1300.0, 100.0
INVERSE = 1 + BIAS_OF_INVERSE * 2 * 8 / 28**2
"""Variance that `shrunk_variance` adds for ten frames."""

DRAWS = 3
"""Of 12 000 stars in each case: one in twenty exceeds the bound by chance."""

TIMES = {"star": 6, "worm": 6}
"""Draws of 3000 by shape, where one scatters by half of the tolerance."""

UNIFORMITY = {
    (1300, 1500): (0.008, 0.0105),
    (1300, 3000): (0.013, 0.0095),
    (1300, 10000): (0.008, 0.0089),
    (1300, 40000): (0.011, 0.0095),
    (100, 1500): (0.005, 0.0092),
    (100, 3000): (0.006, 0.0086),
    (100, 10000): (0.006, 0.0106),
    (100, 40000): (0.007, 0.0103),
    (20, 1500): (0.011, 0.0089),
    (20, 3000): (0.009, 0.0092),
    (20, 10000): (0.009, 0.0091),
    (20, 40000): (0.007, 0.0112),
}
"""(dark e-, flux e-) -> Kolmogorov-Smirnov distance and P(p < 0.01)."""

POWER = {
    ("star", 250): (0.366, 0.981, 0.676, 0.999),
    ("star", 400): (0.527, 0.998, 0.731, 0.999),
    ("star", 800): (0.701, 0.999, 0.802, 0.999),
    ("star", 1600): (0.796, 0.999, 0.845, 0.999),
    ("hot", 250): (0.0, 0.0, 0.0, 0.0),
    ("hot", 400): (0.0, 0.0, 0.0, 0.0),
    ("pair", 250): (0.0, 0.0004, 0.0, 0.0),
    ("spot", 250): (0.002, 0.016, 0.0, 0.0),
    ("track", 250): (0.016, 0.034, 0.005, 0.0),
    ("track", 800): (0.009, 0.0, 0.006, 0.0),
    ("worm", 250): (0.036, 0.136, 0.030, 0.004),
    ("worm", 400): (0.037, 0.060, 0.023, 0.0),
    ("worm", 1600): (0.022, 0.0, 0.015, 0.0),
    ("plus", 400): (0.185, 0.030, 0.406, 0.0),
    ("plus", 1600): (0.583, 0.0, 0.893, 0.0),
    ("blob", 400): (0.992, 0.0, 1.0, 0.0),
}
"""(shape, peak e-) -> ratio and PSF test, warm; ratio and PSF test, cool."""

COMPLETENESS = {
    600: (0.001, 0.009, 0.0, 0.0),
    800: (0.016, 0.091, 0.001, 0.001),
    1000: (0.096, 0.363, 0.101, 0.161),
    1200: (0.234, 0.746, 0.519, 0.782),
    1500: (0.425, 0.976, 0.677, 0.998),
    2000: (0.504, 0.998, 0.715, 0.999),
    3000: (0.619, 0.999, 0.767, 0.999),
    5000: (0.714, 0.998, 0.825, 1.0),
    10000: (0.810, 0.999, 0.843, 0.999),
}
"""Flux -> the same, the detection above 200 e- included."""

WIDTHS = {
    1.6: (0.083, 0.998, 0.0, 0.999, 0.0, 0.998),
    1.8: (0.961, 1.000, 0.009, 0.9995, 0.0, 0.9995),
    2.0: (0.999, 1.000, 0.999, 0.999, 0.998, 1.000),
    2.2: (0.971, 0.999, 0.091, 0.999, 0.0, 0.9995),
    2.5: (0.493, 0.998, 0.0, 0.9995, 0.0, 0.999),
}
"""True FWHM -> P(p > 0.001) of fixed and free width at 1500, 5000 and 20000 e-."""


def report(*, short: bool) -> None:
    """Print the tables; `short` with fewer events."""
    n = 1500 if short else 12_000
    few = 500 if short else 3000
    print_table("p-values of true stars", _uniformity(n))
    print_table("accepted, by shape and expected peak", _power(few))
    print_table("completeness", _completeness(2 * few))
    print_table("another width than expected: P(p > 0.001), cool", _widths(few))


def _uniformity(n: int) -> Iterator[list[str]]:
    """Medians and means of some draws, and how many of all draws exceed the bound."""
    bound = 1.358 / np.sqrt(n)
    yield [
        "dark e-",
        "flux e-",
        "KS (expected)",
        f"95 % bound for n = {n}",
        "P(p < 0.01) (expected)",
        "KS, estimated variance",
        "P(p < 0.01)",
    ]
    distances = []
    for (dark, flux), (distance, share) in UNIFORMITY.items():
        found = [_distances(n, dark, flux, seed) for seed in range(DRAWS)]
        true, true_share, own, own_share = np.array(found).T
        distances.append((true, own))
        yield [
            f"{dark}",
            f"{flux}",
            f"{np.median(true):.4f} ({distance})",
            f"{bound:.4f}",
            f"{true_share.mean():.4f} ({share})",
            f"{np.median(own):.4f}",
            f"{own_share.mean():.4f}",
        ]
    of_true, of_own = (
        f"{np.sum(kind > bound)} of {kind.size} above"
        for kind in np.moveaxis(distances, 1, 0)
    )
    yield [
        "all",
        "all",
        of_true,
        f"by chance {0.05 * DRAWS * len(UNIFORMITY):.1f}",
        "",
        of_own,
        "",
    ]


def _distances(n: int, dark_e: float, flux_e: float, seed: int) -> list[float]:
    """KS distance and P(p < 0.01), with the true variance, then the estimated one."""
    rng = np.random.default_rng([seed, int(dark_e), int(flux_e)])
    found = leaders_of(star(rng, n), rng, dark_e=dark_e, flux_e=flux_e)
    result = []
    for variance in (found.true_variance_e2, found.shrunk_variance_e2 * INVERSE):
        p = fit_stars(found.stamps_e, variance).p
        result += [kstest(p, "uniform").statistic, np.mean(p < 0.01)]
    return result


def _power(n: int) -> Iterator[list[str]]:
    rng = np.random.default_rng(25)
    yield ["shape", "peak e-", *_criteria_head()]
    for (shape, peak), expected in POWER.items():
        accepted: list[Accepted] = []
        for dark in (WARM, COOL):
            drawn = [
                leaders_of(SHAPES[shape](rng, n), rng, dark_e=dark, peak_e=peak)
                for _ in range(TIMES.get(shape, 1))
            ]
            accepted += [
                np.concatenate([criterion(found) for found in drawn])
                for criterion in (_by_ratio, _by_psf_test)
            ]
        shares = [(each.sum(), each.size) for each in accepted]
        yield [shape, f"{peak}", *_beside(shares, expected)]


def _completeness(n: int) -> Iterator[list[str]]:
    rng = np.random.default_rng(26)
    yield ["flux e-", *_criteria_head()]
    for flux, expected in COMPLETENESS.items():
        shares: list[tuple[int, int]] = []
        for dark in (WARM, COOL):
            found = leaders_of(star(rng, n), rng, dark_e=dark, flux_e=flux)
            shares += [(_by_ratio(found).sum(), n), (_by_psf_test(found).sum(), n)]
        yield [f"{flux}", *_beside(shares, expected)]


def _criteria_head() -> list[str]:
    return [
        f"{criterion}, {noise} (expected)"
        for noise in ("warm", "cool")
        for criterion in ("ratio", "PSF test")
    ]


def _widths(n: int) -> Iterator[list[str]]:
    rng = np.random.default_rng(27)
    yield [
        "true FWHM px",
        *(
            f"{w}, {f} e- (expected)"
            for f in (1500, 5000, 20000)
            for w in FIXED_OR_FREE
        ),
    ]
    for width, expected in WIDTHS.items():
        shares = []
        for flux in (1500, 5000, 20000):
            found = leaders_of(star(rng, n, width), rng, dark_e=COOL, flux_e=flux)
            for free in (False, True):
                good = _fit(found, free=free).p > 1e-3
                shares.append((good.sum(), good.size))
        yield [f"{width}", *_beside(shares, expected)]


FIXED_OR_FREE = ("fixed", "free")


def _fit(found: Leaders, *, free: bool = False) -> PsfFit:
    variance = found.shrunk_variance_e2 * INVERSE
    return fit_stars(found.stamps_e, variance, free_fwhm=free)


def _by_psf_test(found: Leaders) -> Accepted:
    fit = _fit(found)
    variance = found.shrunk_variance_e2 * INVERSE
    rivals = compare(found.stamps_e, variance, None, fit)
    return (fit.p >= 1e-3) & (rivals.worst > 0)


def _by_ratio(found: Leaders) -> Accepted:
    d = found.stamps_e
    lowest = np.min([d[:, 1, 2], d[:, 3, 2], d[:, 2, 1], d[:, 2, 3]], axis=0)
    return lowest >= 0.3 * d[:, 2, 2]


def _beside(found: list[tuple[int, int]], expected: tuple[float, ...]) -> list[str]:
    """Shares of so many with their 95 % intervals, and what is expected."""
    cells = []
    for (accepted, drawn), known in zip(found, expected, strict=True):
        low, high = wilson_interval(accepted, drawn)
        share = accepted / max(drawn, 1)
        cells.append(f"{share:.3f} [{low:.3f}, {high:.3f}] ({known:g})")
    return cells
