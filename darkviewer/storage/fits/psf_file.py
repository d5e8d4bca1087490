"""A measured stellar profile in a FITS file: light per sub-pixel, or effective PSF."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.psf.effective import EffectivePsf, best_width
from darkviewer.core.psf.profile import StampPsf
from darkviewer.storage.fits.file_digest import file_digest
from darkviewer.storage.fits.files import read_from
from darkviewer.storage.fits.frame import FitsFrame, images_in, read_info

__all__ = ["EFFECTIVE", "OVERSAMPLING", "is_psf_file", "read_psf"]

OVERSAMPLING = 5
"""Sub-pixels along a pixel's side of the detector."""

SMALLEST = 7 * OVERSAMPLING
"""The 5x5 pixels must stay on the stamp when a star is 1 px off their middle."""


EFFECTIVE = "EFFECTIVE"
"""PSFKIND of a profile that has the pixels in it."""

MOST_SAMPLES = 20
"""Along a pixel's side; more is a mistake in the header."""


def read_psf(path: Path) -> StampPsf | EffectivePsf:
    """Read a square stamp with the star in its middle, five sub-pixels per pixel.

    Parameters
    ----------
    path : Path
        A FITS file with one square image, at least 35 sub-pixels a side; with PSFKIND
        ``EFFECTIVE`` and OVERSAMP in its header it is an effective PSF, see
        `put_psf`.

    Returns
    -------
    StampPsf or EffectivePsf
        Normalised to a sum of 1.

    Raises
    ------
    DarkviewerError
        If the file cannot be read, is not square, too small, or not a bright spot.
    """
    info = read_info(path)
    cards = _cards(path)
    if _is_effective(cards):
        return _effective(path, cards.get("OVERSAMP"))
    ny, nx = info.shape
    if ny != nx or ny < SMALLEST:
        raise DarkviewerError(
            f"{path.name} is {nx}x{ny}: a PSF stamp must be square with at least "
            f"{SMALLEST} sub-pixels a side, {OVERSAMPLING} per pixel"
        )
    stamp = FitsFrame(info).read_rows(0, ny).astype(np.float64)
    psf = StampPsf(stamp, OVERSAMPLING)
    _check_star(stamp, path.name)
    above = np.count_nonzero(stamp > stamp.max() / 2)
    width = 2 * float(np.sqrt(above / np.pi)) / OVERSAMPLING
    return StampPsf(psf.stamp, OVERSAMPLING, fwhm_px=width, sha256=file_digest(path))


def is_psf_file(path: Path) -> bool:
    """Whether it is an effective PSF, as `put_psf` writes them."""
    try:
        return _is_effective(_cards(path))
    except DarkviewerError:
        return False


def _cards(path: Path) -> Mapping[str, Any]:
    return read_from(path, lambda file: images_in(file, path)[0].cards)


def _is_effective(cards: Mapping[str, Any]) -> bool:
    return str(cards.get("PSFKIND", "")).strip().upper() == EFFECTIVE


def _effective(path: Path, oversampling: object) -> EffectivePsf:
    if not isinstance(oversampling, int) or not 1 <= oversampling <= MOST_SAMPLES:
        raise DarkviewerError(
            f"OVERSAMP of {path.name} is {oversampling!r}: an effective PSF needs the "
            f"number of samples along a pixel's side, 1 to {MOST_SAMPLES}"
        )
    info = read_info(path)
    ny, nx = info.shape
    if ny < SMALLEST // OVERSAMPLING * oversampling:
        raise DarkviewerError(
            f"{path.name} is {nx}x{ny}: an effective PSF must cover at least "
            f"{SMALLEST // OVERSAMPLING} pixels, {oversampling} samples each"
        )
    values = FitsFrame(info).read_rows(0, ny).astype(np.float64)
    try:
        psf = EffectivePsf(values, oversampling)
    except DarkviewerError as error:
        raise DarkviewerError(f"{path.name}: {error}") from error
    return EffectivePsf(values, oversampling, best_width(psf), sha256=file_digest(path))


def _check_star(stamp: NDArray[np.float64], name: str) -> None:
    middle = len(stamp) // 2
    reach = 2 * OVERSAMPLING + OVERSAMPLING // 2  # the middle 5x5 pixels
    near = slice(middle - reach, middle + reach + 1)
    total = stamp.sum()
    if stamp[near, near].sum() < total / 2:
        raise DarkviewerError(
            f"{name} has most of its light outside the middle 5x5 pixels: cut the "
            "stamp so that the star is in its middle"
        )
    if -stamp[stamp < 0].sum() > total / 2:
        raise DarkviewerError(
            f"{name} is negative over large parts: subtract the background of the "
            "star, not more"
        )
