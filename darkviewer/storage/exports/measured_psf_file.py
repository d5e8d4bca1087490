"""The PSF that was measured in light frames, as a FITS file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from darkviewer.storage.exports.provenance_table import provenance_table
from darkviewer.storage.fits.psf_file import EFFECTIVE

if TYPE_CHECKING:
    from darkviewer.core.hazard.measured_psf import MeasuredPsf
    from darkviewer.core.provenance.files import FileInput

__all__ = ["put_psf"]


def put_psf(
    found: MeasuredPsf,
    lights: tuple[FileInput, ...],
    record: Mapping[str, Any],
    file: BinaryIO,
) -> None:
    """Write an effective PSF.

    Parameters
    ----------
    found : MeasuredPsf
        Of the light frames.
    lights : tuple of FileInput
        The frames.
    record : mapping
        How it was made.
    file : binary file
        Open for writing.
    """
    import astropy.io.fits

    fits: Any = astropy.io.fits  # untyped
    psf = found.psf
    hdu = fits.PrimaryHDU(psf.values.astype(np.float32))
    hdu.header.extend(
        [
            ("PSFKIND", EFFECTIVE, "light of a star in a pixel at each place"),
            ("OVERSAMP", psf.oversampling, "samples along a pixel's side"),
            ("PSFFWHM", round(psf.fwhm_px, 4), "[pix] of the Gaussian that fits best"),
            ("PSFSTARS", found.stars, "stars that it was measured from"),
            ("PSFRMS", round(found.scatter, 5), "what their peaks differ from it"),
        ]
    )
    for light in lights:
        hdu.header.add_history(f"light frame {ascii(light.name)[1:-1]}")
    hdus = fits.HDUList([hdu, provenance_table(fits, record)])
    hdus.writeto(file, checksum=True)
