"""The PSF of a telescope from its light frames, written as a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.foreign_text import shown
from darkviewer.core.progress import Job, Progress

if TYPE_CHECKING:
    from darkviewer.core.hazard.measured_psf import MeasuredPsf, StarCutouts
    from darkviewer.core.provenance.files import FileInput
    from darkviewer.storage.lights.light import Light

__all__ = [
    "KIND",
    "light_inputs",
    "measured_psf",
    "psf_content",
    "psf_words",
    "written_psf",
]

KIND = "measured PSF"
"""As its record calls it."""

_FULL = 0.9
"""Brighter pixels, as a part of the brightest of the frame at the end of its range, may
be saturated."""


def measured_psf(lights: Sequence[Path], *, fwhm_px: float = 2.0) -> Job[MeasuredPsf]:
    """Look for bright lone stars in light frames, and build their effective PSF.

    Parameters
    ----------
    lights : sequence of Path
        FITS frames, best with the dark subtracted; each is read once.
    fwhm_px : float
        Width to expect, within a factor of two.

    Raises
    ------
    DarkviewerError
        If a frame cannot be read, or there are too few stars.
    """
    from darkviewer.core.hazard.measured_psf import measured
    from darkviewer.storage.lights.light import read_light

    cutouts = []
    for number, path in enumerate(lights):
        yield Progress("Looking for stars", number, len(lights))
        cutouts.append(_stars_of(path, read_light(path), fwhm_px))
    if not cutouts:
        raise DarkviewerError(
            "there is no light frame to measure a PSF from: give some"
        )
    return (yield from measured(cutouts))


def written_psf(
    lights: Sequence[Path], path: Path, *, fwhm_px: float = 2.0
) -> Job[tuple[MeasuredPsf, Path]]:
    """Measure, and write the file; gives where it was written.

    Raises
    ------
    DarkviewerError
        As `measured_psf`, and if the file exists, cannot be written, or would be
        beside frames.
    """
    from darkviewer.storage.atomic import write_new_file
    from darkviewer.storage.exports.export import check_no_frames

    check_no_frames(path.parent)
    path = path if path.suffix else path.with_suffix(".fits")
    if path.exists():  # before the work, not after it
        raise DarkviewerError(
            f"{shown(str(path))} exists and is never overwritten: give another name"
        )
    found = yield from measured_psf(lights, fwhm_px=fwhm_px)
    yield Progress("Writing the PSF", 0, 1)
    content = psf_content(found, light_inputs(lights), fwhm_px, datetime.now(UTC))
    return found, write_new_file(path, content)


def light_inputs(lights: Sequence[Path]) -> tuple[FileInput, ...]:
    """Light frames as the record names them."""
    from darkviewer.storage.fits.file_digest import file_input

    return tuple(file_input("light frame", light) for light in lights)


def psf_content(
    found: MeasuredPsf,
    lights: tuple[FileInput, ...],
    fwhm_px: float,
    moment: datetime,
) -> bytes:
    """The file of a measured PSF, with how it was made."""
    from darkviewer.core.provenance.files import files_record
    from darkviewer.storage.exports.measured_psf_file import put_psf

    record = files_record(KIND, lights, {"fwhm_px": fwhm_px}, moment=moment)
    file = BytesIO()
    put_psf(found, lights, record, file)
    return file.getvalue()


def psf_words(found: MeasuredPsf) -> str:
    """What was measured, in one sentence."""
    return (
        f"{found.stars} stars, FWHM {found.psf.fwhm_px:.2f} px, their peaks within "
        f"{found.scatter:.1%} of the profile"
    )


def _stars_of(path: Path, light: Light, fwhm_px: float) -> StarCutouts:
    from darkviewer.core.hazard.measured_psf import star_cutouts
    from darkviewer.storage.lights.light import LARGEST_ADU

    values = light.values.astype(np.float64)
    good = (np.abs(values) < LARGEST_ADU) & ~_saturated(light)
    try:
        return star_cutouts(np.where(good, values, 0), good=good, fwhm_px=fwhm_px)
    except DarkviewerError as error:
        raise DarkviewerError(f"{shown(path.name)}: {error}") from error


def _saturated(light: Light) -> NDArray[np.bool_]:
    """Near the highest value, if that is the end of the type or many pixels have it."""
    values = light.values
    highest = values.max()
    piled = np.count_nonzero(values == highest) > 1
    whole = np.issubdtype(values.dtype, np.integer)
    at_end = whole and highest >= _FULL * np.iinfo(values.dtype).max
    if not (piled or at_end):
        return np.zeros(values.shape, np.bool_)
    return np.asarray(values >= _FULL * float(highest))
