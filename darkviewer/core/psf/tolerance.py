"""A star whose profile is only about the assumed one.

Real stars have wings, are elongated by guiding and optics, and wider or narrower with
the seeing. The fitted star may therefore deviate along four modes, each with a Gaussian
prior, and pixel by pixel by a part of its light (as DAOPHOT's profile error, Stetson
1987). The modes are integrated out, so that a freedom that the data do not need costs
what it should (Rasmussen & Williams 2006, 2.7).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.psf.correlated import effective
from darkviewer.core.psf.families import moffat_parts
from darkviewer.core.psf.fit import LARGEST_OFFSET, LARGEST_STEP, SMALLEST_FLUX, PsfFit
from darkviewer.core.psf.profile import (
    FWHM_PER_SIGMA,
    PIXELS,
    SIZE,
    Psf,
    curvatures,
    pixel_fractions,
)

__all__ = ["MODES_OF_CLOUD", "PARAMETERS_OF_STAR", "Tolerance", "tolerate"]

Array = NDArray[np.float64]

MODES_OF_STAR = (2.4, 10.0, 2.0, 2.0)
"""Standard deviation of each mode over the profile error: ln of the width, part of the
light in a profile with wings, two components of elongation. At 0.04: 10 % in seeing,
40 % of a Moffat profile of beta 2.5, an axis 16 % longer."""

MODES_OF_CLOUD = (1.0, 5.0, 2.0, 2.0)
"""The same for charge from one place, whose width is fitted."""

WING_BETA = 2.5
WING_GAUSSIANS = 4
STEPS = 2
BLOCK = 4096

PARAMETERS_OF_STAR = 3
"""Flux and place; what has a prior does not count."""


@dataclass(frozen=True, slots=True, eq=False)
class Tolerance:
    """One row per stamp.

    Attributes
    ----------
    chi2 : float64 array, shape (n,)
        Of the star that fits best, the deviations' own terms in.
    p : float64 array
        Probability of a chi-squared at least as large of a star that need not deviate,
        but pixel by pixel: what the modes may take is no degree of freedom.
    deviance : float64 array
        ``-2 ln`` of the likelihood with the modes integrated out, less a constant.
    fwhm_px : float64 array
        Width with the deviation in it.
    light_e : float64 array, shape (n, 5, 5)
        What the star that fits best leaves in each pixel, deviations in.
    """

    chi2: Array
    p: Array
    deviance: Array
    fwhm_px: Array
    light_e: Array


def tolerate(
    stamps_e: Array,
    variance_e2: Array,
    good: NDArray[np.bool_],
    star: PsfFit,
    *,
    psf: Psf,
    profile_error: float,
    width_sigma: float = np.inf,
    modes: tuple[float, ...] = MODES_OF_STAR,
    lags: Array | None = None,
) -> Tolerance:
    """Let the fitted stars deviate from their profile.

    Parameters
    ----------
    stamps_e, variance_e2, good
        As given to `fit_stars`.
    star : PsfFit
        Its result.
    psf : Psf
        The profile that was fitted.
    profile_error : float
        Above zero; scale of all deviations, 0.04 for ordinary ones.
    width_sigma : float
        Prior of a fitted width: standard deviation of its ln from the nominal one.
    modes : tuple of float
        See `MODES_OF_STAR`.
    lags : array, shape (n, 3), optional
        Correlations of neighbouring pixels, see `correlation_matrix`, for p.
    """
    from scipy.special import chdtrc

    n = len(star.p)
    chi2, deviance, width = np.empty((3, n))
    light = np.empty(stamps_e.shape)
    scale, dof = np.empty((2, n))
    correlated = lags is not None and bool(lags.any())
    for i in range(0, n, BLOCK):
        rows = np.arange(i, min(i + BLOCK, n))
        d, s2 = (plane[rows].reshape(-1, PIXELS) for plane in (stamps_e, variance_e2))
        use = good[rows].reshape(-1, PIXELS)
        work = _Deviating(np.where(use, d, 0.0), np.where(use, s2, 1.0), use)
        start = star.flux_e[rows], star.dx[rows], star.dy[rows], star.fwhm_px[rows]
        sigmas = np.array(modes) * profile_error
        chi2[rows], deviance[rows], width[rows], star_e, system = work.run(
            *start, psf, profile_error, sigmas
        )
        light[rows] = star_e.reshape(len(rows), SIZE, SIZE)
        if lags is not None and correlated:
            scale[rows], dof[rows] = effective(*system, work.s2, lags[rows])
        else:
            scale[rows], dof[rows] = _freedom(*system)
    odd_width = (np.log(star.fwhm_px / psf.fwhm_px) / width_sigma) ** 2
    chi2 += odd_width
    p = chdtrc(dof, chi2 / scale)
    return Tolerance(chi2, p, deviance + odd_width, width, light)


@dataclass(frozen=True, slots=True)
class _Deviating:
    """Residuals, variances without a star and good pixels, (n, 25)."""

    d: Array
    s2: Array
    use: NDArray[np.bool_]

    def run(
        self,
        flux: Array,
        dx: Array,
        dy: Array,
        fwhm: Array,
        psf: Psf,
        error: float,
        sigmas: Array,
    ) -> tuple[Array, Array, Array, Array, tuple[Array, Array]]:
        """Chi-squared, deviance and width, (n,), light, (n, 25), and `_system`."""
        modes = _modes(dx, dy, fwhm)
        amount = np.zeros((len(flux), len(sigmas)))
        for _ in range(STEPS):
            part, by_x, by_y, _ = (
                plane.reshape(-1, PIXELS) for plane in psf.gradients(dx, dy, fwhm)
            )
            shape = part + (amount[:, None, :] @ modes)[:, 0]
            excess, weight = self._excess(flux, shape, part, error)
            place = np.stack([shape, flux[:, None] * by_x, flux[:, None] * by_y], 1)
            jacobian = np.concatenate([place, flux[:, None, None] * modes], axis=1)
            step = _step(jacobian, excess, weight, amount, sigmas)
            flux = np.maximum(flux + step[:, 0], SMALLEST_FLUX)
            dx, dy = (_moved(at, step[:, k]) for k, at in ((1, dx), (2, dy)))
            amount += step[:, 3:]
        part = psf.fractions(dx, dy, fwhm).reshape(-1, PIXELS)
        shape = part + (amount[:, None, :] @ modes)[:, 0]
        excess, weight = self._excess(flux, shape, part, error)
        chi2 = np.sum(weight * excess**2, 1) + np.sum((amount / sigmas) ** 2, 1)
        logs = np.log(weight, out=np.zeros_like(weight), where=self.use)
        free = flux[:, None, None] * modes * sigmas[:, None]
        inner = (free * weight[:, None]) @ free.transpose(0, 2, 1)
        inner += np.eye(len(sigmas))
        deviance = chi2 - logs.sum(1) + np.linalg.slogdet(inner)[1]
        width = fwhm * np.exp(amount[:, 0])
        light = flux[:, None] * shape
        return chi2, deviance, width, light, _system(jacobian, weight, sigmas)

    def _excess(
        self, flux: Array, shape: Array, part: Array, error: float
    ) -> tuple[Array, Array]:
        """Data minus model, and weights, (n, 25)."""
        star = flux[:, None] * shape
        own = error * flux[:, None] * part
        return self.d - star, self.use / (self.s2 + np.maximum(star, 0) + own**2)


def _step(
    jacobian: Array, excess: Array, weight: Array, amount: Array, sigmas: Array
) -> Array:
    """Gauss-Newton with the prior of the modes, (n, k)."""
    weighted = jacobian * weight[:, None, :]
    normal = weighted @ jacobian.transpose(0, 2, 1)
    slope = (weighted @ excess[:, :, None])[..., 0]
    slope[:, 3:] -= amount / sigmas**2
    np.einsum("nii->ni", normal)[:, 3:] += sigmas**-2
    return np.asarray(np.linalg.solve(_damped(normal), slope[..., None])[..., 0])


def _damped(normal: Array) -> Array:
    diagonal = np.einsum("nii->ni", normal)
    diagonal *= 1 + 1e-6
    diagonal += 1e-12
    return normal


def _system(jacobian: Array, weight: Array, sigmas: Array) -> tuple[Array, Array]:
    """Jacobian and weights with the priors as one more datum for each mode."""
    n, parameters, _ = jacobian.shape
    priors = np.zeros((parameters, len(sigmas)))
    priors[-len(sigmas) :] = np.eye(len(sigmas))
    more = np.broadcast_to(priors, (n, *priors.shape))
    inverse = np.broadcast_to(sigmas**-2, (n, len(sigmas)))
    whole = np.concatenate([jacobian, more], axis=2)
    return whole, np.concatenate([weight, inverse], axis=1)


def _freedom(jacobian: Array, weight: Array) -> tuple[Array, Array]:
    """As `effective`, of independent pixels, in products of the few parameters."""
    weighted = jacobian * weight[:, None, :]
    whole = _damped(weighted @ jacobian.transpose(0, 2, 1))
    pixels = weighted[..., :PIXELS] @ jacobian[..., :PIXELS].transpose(0, 2, 1)
    taken = np.linalg.solve(whole, pixels)
    used = np.sum(weight[:, :PIXELS] > 0, 1)
    mean = used - np.einsum("nii->n", taken)
    spread = 2 * mean - used + np.einsum("nij,nji->n", taken, taken)
    return spread / mean, mean**2 / spread


def _moved(place: Array, step: Array) -> Array:
    moved = place + np.clip(step, -LARGEST_STEP, LARGEST_STEP)
    return np.asarray(np.clip(moved, -LARGEST_OFFSET, LARGEST_OFFSET))


def _modes(dx: Array, dy: Array, fwhm: Array) -> Array:
    """How a round Gaussian changes with ln width, wings and elongation, (n, 4, 25)."""
    xx, xy, yy = curvatures(dx, dy, fwhm)
    spread = ((fwhm / FWHM_PER_SIGMA) ** 2)[:, None, None]
    planes = (
        spread * (xx + yy),
        _with_wings(dx, dy, fwhm) - pixel_fractions(dx, dy, fwhm),
        spread / 2 * (xx - yy),
        spread * xy,
    )
    return np.stack(planes, axis=1).reshape(len(dx), len(planes), PIXELS)


def _with_wings(dx: Array, dy: Array, fwhm: Array) -> Array:
    """A Moffat profile of the same width, (n, 5, 5)."""
    parts = [
        weight * pixel_fractions(dx, dy, width * fwhm)
        for width, weight in moffat_parts(WING_BETA, WING_GAUSSIANS)
    ]
    return np.asarray(np.sum(parts, axis=0))
