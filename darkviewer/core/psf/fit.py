"""How well 5x5 residuals look like a star: fit of flux, place and width, chi-squared.

The fit minimises Pearson's chi-squared by iteratively reweighted Gauss-Newton steps,
for all stamps at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.psf.correlated import effective
from darkviewer.core.psf.profile import PIXELS, SIZE, GaussianPsf, Psf
from darkviewer.core.records import joined
from darkviewer.core.robust import NEIGHBOURS

__all__ = ["PsfFit", "dot", "examinable", "fit_stars"]

Array = NDArray[np.float64]

BLOCK = 4096
"""Stamps fitted at once, so that memory stays bounded."""

START_GRID = np.linspace(-0.6, 0.6, 5)
"""Places tried first along each axis, pixels from the leader's centre."""

LARGEST_STEP = 0.3
"""Pixels (or part of the nominal FWHM) that one iteration may move."""

LARGEST_OFFSET = 1.0
"""Pixels from the leader's centre."""

SMALLEST_FLUX = 1e-3
"""Electrons; keeps the model variance and its derivatives defined."""

FWHM_RANGE = (0.7, 1.45)
"""Fitted over nominal width."""

FEWEST_GOOD = 9
FEWEST_GOOD_NEIGHBOURS = 2


@dataclass(frozen=True, slots=True, eq=False)
class PsfFit:
    """One row per stamp.

    Attributes
    ----------
    flux_e, flux_sigma_e : float64 array, shape (n,)
        Total light of the star in electrons and its standard error.
    dx, dy : float64 array
        Star minus centre of the middle pixel, in pixels.
    fwhm_px : float64 array
        Fitted, or the nominal one where it is fixed.
    chi2 : float64 array
        Pearson's, with the model's own variance.
    dof : int64 array
        Good pixels minus fitted parameters.
    p : float64 array
        Probability of a chi-squared at least as large if it is a star.
    deviance : float64 array
        ``sum [(d - m)^2 / v + ln v]`` over good pixels.
    parameters : int
        How many were fitted.
    at_limit : bool array
        Place or width stopped at the end of its range.
    """

    flux_e: Array
    flux_sigma_e: Array
    dx: Array
    dy: Array
    fwhm_px: Array
    chi2: Array
    dof: NDArray[np.int64]
    p: Array
    deviance: Array
    at_limit: NDArray[np.bool_]
    parameters: int


def examinable(good: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether enough good pixels are left to examine a stamp, shape (n,).

    The middle pixel, at least 9 pixels in all and 2 of the 4 nearest neighbours.
    """
    middle = SIZE // 2
    near = [good[:, middle + dy, middle + dx] for dy, dx in NEIGHBOURS[:4]]
    neighbours = np.sum(near, axis=0)
    enough = good.sum((1, 2)) >= FEWEST_GOOD
    return np.asarray(
        good[:, middle, middle] & enough & (neighbours >= FEWEST_GOOD_NEIGHBOURS)
    )


def fit_stars(
    stamps_e: Array,
    variance_e2: Array,
    good: NDArray[np.bool_] | None = None,
    *,
    psf: Psf | None = None,
    free_fwhm: bool = False,
    fwhm_range: tuple[float, float] = FWHM_RANGE,
    iterations: int | None = None,
    lags: Array | None = None,
) -> PsfFit:
    """Fit a star to each stamp.

    Parameters
    ----------
    stamps_e : array, shape (n, 5, 5), axes (y, x)
        Residuals in electrons; not normalised.
    variance_e2 : array, shape (n, 5, 5)
        Variance of each residual without a star, in electrons squared, above zero.
    good : bool array, shape (n, 5, 5), optional
        False for pixels that are outside the frame, masked or saturated; their values
        are never looked at. See `examinable`.
    psf : Psf
        Profile; default a Gaussian of 2 px FWHM.
    free_fwhm : bool
        Fit the width too.
    fwhm_range : tuple of float
        Within which parts of the nominal width.
    iterations : int, optional
        Default 8, and 12 with the width.
    lags : array, shape (n, 3), optional
        Correlations of neighbouring pixels, see `correlation_matrix`, for p.
    """
    psf = GaussianPsf() if psf is None else psf
    if good is None:
        good = np.ones(stamps_e.shape, np.bool_)
    free = free_fwhm and psf.scalable
    fit = _Fit(psf, free, fwhm_range, iterations or (12 if free else 8))
    parts = [np.s_[i : i + BLOCK] for i in range(0, max(len(stamps_e), 1), BLOCK)]
    blocks = [
        fit.run(stamps_e[i], variance_e2[i], good[i], None if lags is None else lags[i])
        for i in parts
    ]
    return joined(blocks)


@dataclass(frozen=True, slots=True)
class _Fit:
    """The fit's options; `run` works on one block."""

    psf: Psf
    free_fwhm: bool
    fwhm_range: tuple[float, float]
    iterations: int

    def run(
        self,
        stamps: Array,
        variance: Array,
        good: NDArray[np.bool_],
        lags: Array | None,
    ) -> PsfFit:
        d, s2 = np.where(good, stamps, 0.0), np.where(good, variance, 1.0)
        state = self._start(d, s2, good)
        for _ in range(self.iterations):
            self._step(state, d, s2, good)
        return self._result(state, d, s2, good, lags)

    def _start(self, d: Array, s2: Array, good: NDArray[np.bool_]) -> dict[str, Array]:
        """Best of a grid of places, with the flux that fits there."""
        y, x = (axis.ravel() for axis in np.meshgrid(START_GRID, START_GRID))
        width = np.full(x.shape, self.psf.fwhm_px)
        parts = self.psf.fractions(x, y, width).reshape(len(x), PIXELS)
        weight = (good / (s2 + np.maximum(d, 0))).reshape(len(d), PIXELS)
        light = dot(weight * d.reshape(len(d), PIXELS), parts)
        norm = dot(weight, parts**2)
        gain = np.where(light > 0, light, 0) * light / np.maximum(norm, 1e-300)
        best = gain.argmax(1)
        rows = np.arange(len(d))
        flux = light[rows, best] / np.maximum(norm[rows, best], 1e-300)
        return {
            "flux": np.maximum(flux, SMALLEST_FLUX),
            "dx": x[best],
            "dy": y[best],
            "fwhm": np.full(len(d), self.psf.fwhm_px),
        }

    def _step(
        self, state: dict[str, Array], d: Array, s2: Array, good: NDArray[np.bool_]
    ) -> None:
        jacobian, excess, weight = self._linearised(state, d, s2, good)
        normal, slope = _normal_equations(jacobian, excess, weight)
        damping = 1e-4 if self.free_fwhm else 1e-6
        diagonal = np.einsum("nii->ni", normal)
        diagonal *= 1 + damping
        diagonal += 1e-12
        step = np.linalg.solve(normal, slope[..., None])[..., 0]
        self._move(state, np.asarray(step, np.float64))

    def _linearised(
        self, state: dict[str, Array], d: Array, s2: Array, good: NDArray[np.bool_]
    ) -> tuple[Array, Array, Array]:
        """Jacobian (n, k, 25), data minus model and weights (n, 25)."""
        part, by_x, by_y, by_fwhm = self.psf.gradients(
            state["dx"], state["dy"], state["fwhm"]
        )
        flux = state["flux"][:, None, None]
        columns = [part, flux * by_x, flux * by_y]
        if self.free_fwhm:
            columns.append(flux * by_fwhm)
        star = flux * part
        weight = good / (s2 + np.maximum(star, 0))
        excess = d - star
        n = len(d)
        jacobian = np.stack(columns, 1).reshape(n, len(columns), PIXELS)
        return jacobian, excess.reshape(n, PIXELS), weight.reshape(n, PIXELS)

    def _move(self, state: dict[str, Array], step: Array) -> None:
        state["flux"] = np.maximum(state["flux"] + step[:, 0], SMALLEST_FLUX)
        for column, name in ((1, "dx"), (2, "dy")):
            move = np.clip(step[:, column], -LARGEST_STEP, LARGEST_STEP)
            place = state[name] + move
            state[name] = np.clip(place, -LARGEST_OFFSET, LARGEST_OFFSET)
        if self.free_fwhm:
            nominal = self.psf.fwhm_px
            largest = LARGEST_STEP * nominal
            width = state["fwhm"] + np.clip(step[:, 3], -largest, largest)
            low, high = self.fwhm_range
            state["fwhm"] = np.clip(width, low * nominal, high * nominal)

    def _result(
        self,
        state: dict[str, Array],
        d: Array,
        s2: Array,
        good: NDArray[np.bool_],
        lags: Array | None,
    ) -> PsfFit:
        from scipy.special import chdtrc

        jacobian, excess, weight = self._linearised(state, d, s2, good)
        normal, _ = _normal_equations(jacobian, excess, weight)
        np.einsum("nii->ni", normal)[:] += 1e-12
        chi2 = np.sum(weight * excess**2, 1)
        used = weight > 0
        logs = np.log(weight, out=np.zeros_like(weight), where=used)
        k = jacobian.shape[1]
        dof = np.maximum(used.sum(1) - k, 1)
        p = chdtrc(dof, chi2)
        if lags is not None and lags.any():
            scale, free = effective(jacobian, weight, s2.reshape(-1, PIXELS), lags)
            p = chdtrc(free, chi2 / scale)
        return PsfFit(
            flux_e=state["flux"],
            flux_sigma_e=np.sqrt(np.linalg.inv(normal)[:, 0, 0]),
            dx=state["dx"],
            dy=state["dy"],
            fwhm_px=state["fwhm"],
            chi2=chi2,
            dof=dof,
            p=p,
            deviance=chi2 - logs.sum(1),
            at_limit=self._at_limit(state),
            parameters=k,
        )

    def _at_limit(self, state: dict[str, Array]) -> NDArray[np.bool_]:
        far = np.maximum(np.abs(state["dx"]), np.abs(state["dy"])) >= LARGEST_OFFSET
        if not self.free_fwhm:
            return np.asarray(far)
        relative = state["fwhm"] / self.psf.fwhm_px
        low, high = self.fwhm_range
        return np.asarray(far | (relative <= low + 1e-9) | (relative >= high - 1e-9))


def dot(stamps: Array, templates: Array) -> Array:
    """Every stamp times every template, (n, m).

    Not by BLAS: its own threads would fight with the workers that call this.
    """
    columns = np.ascontiguousarray(templates.T)
    return np.asarray(np.einsum("nk,km->nm", stamps, columns))


def _normal_equations(
    jacobian: Array, excess: Array, weight: Array
) -> tuple[Array, Array]:
    """``J^T W J`` (n, k, k) and ``J^T W (d - m)`` (n, k)."""
    weighted = jacobian * weight[:, None, :]
    normal = weighted @ jacobian.transpose(0, 2, 1)
    return normal, (weighted @ excess[:, :, None])[..., 0]
