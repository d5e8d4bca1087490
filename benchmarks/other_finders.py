"""How others tell stars from particles, on the residual of one frame.

Each gives places (x, y) that it takes for stars.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["FINDERS"]

Array = NDArray[np.float64]
Places = tuple[Array, Array]

FWHM_PX = 2.0


def _dao(residual: Array, sigma: float, threshold: float, **limits: float) -> Places:
    from photutils.detection import DAOStarFinder

    with warnings.catch_warnings():  # the limits have new names in version 3
        warnings.simplefilter("ignore")
        finder = DAOStarFinder(threshold=threshold * sigma, fwhm=FWHM_PX, **limits)
        found = finder(residual)
    if found is None:
        return np.empty(0), np.empty(0)
    x, y = (
        next(found[name] for name in names if name in found.colnames)
        for names in (("x_centroid", "xcentroid"), ("y_centroid", "ycentroid"))
    )
    return np.asarray(x, float), np.asarray(y, float)


def dao_default(residual: Array, sigma: float) -> Places:
    return _dao(residual, sigma, 5.0)


def dao_round(residual: Array, sigma: float) -> Places:
    shape = {"roundlo": -0.5, "roundhi": 0.5}
    return _dao(residual, sigma, 6.0, sharplo=0.3, sharphi=0.7, **shape)


def sep_round(residual: Array, sigma: float) -> Places:
    import sep

    found = sep.extract(np.ascontiguousarray(residual), 3.0, err=sigma, minarea=4)
    width = 2.0 * np.sqrt(np.log(2) * (found["a"] ** 2 + found["b"] ** 2))
    good = (width > 1.5) & (width < 2.6) & (found["a"] < 1.35 * found["b"])
    return found["x"][good], found["y"][good]


def _la_cosmic(residual: Array, sigma: float, **options: object) -> Places:
    """Peaks above 200 e- that it does not flag."""
    import astroscrappy
    from scipy.ndimage import maximum_filter

    level = sigma**2 / 1.1661  # the dark signal whose noise this is
    flagged, _ = astroscrappy.detect_cosmics(
        (residual + level).astype(np.float32), gain=1.0, readnoise=3.0, **options
    )
    peak = (residual > 200) & (residual == maximum_filter(residual, 3))
    y, x = np.nonzero(peak & ~maximum_filter(flagged, 3))
    return x.astype(float), y.astype(float)


def la_cosmic_median(residual: Array, sigma: float) -> Places:
    return _la_cosmic(residual, sigma, objlim=3.0, fsmode="median")


def la_cosmic_gauss(residual: Array, sigma: float) -> Places:
    model = {"psfmodel": "gauss", "psffwhm": FWHM_PX}
    return _la_cosmic(residual, sigma, objlim=1.0, fsmode="convolve", **model)


FINDERS: dict[str, Callable[[Array, float], Places]] = {
    "DAOStarFinder, default": dao_default,
    "DAOStarFinder, 6 sigma": dao_round,
    "sep, 3 sigma": sep_round,
    "L.A.Cosmic, median": la_cosmic_median,
    "L.A.Cosmic, Gaussian": la_cosmic_gauss,
}
