"""Measured PSFs, as they were written and otherwise."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.progress import drive
from darkviewer.core.provenance.record import seal_of
from darkviewer.runs.verifying.verify import Verification, verified
from darkviewer.storage.exports.fits_items import hdus_of
from darkviewer.storage.exports.provenance_table import provenance_table, record_in
from tests.helpers.verified import Exported


def words(found: Verification, status: str) -> dict[str, str]:
    return {f.item: f.words for f in found.findings if f.status == status}


def moved(exported: Exported, folder: Path) -> tuple[Path, Path]:
    """The PSF, and its light frame, away from where they were."""
    psf = Path(shutil.copy(exported.files["psf"], folder))
    with fits.open(psf, mode="update") as hdus:
        record = record_in(hdus_of(psf.read_bytes(), psf.name), psf.name)
        record["inputs"][0]["path"] = "/nowhere/1.fits"
        record["seal"] = seal_of(record)
        hdus[1] = provenance_table(fits, record)
        hdus.flush()
    content = psf.read_bytes()
    with fits.open(psf) as hdus:
        hdus.writeto(psf, overwrite=True, checksum=True)
    assert content != psf.read_bytes()
    light = folder / "sky" / "1.fits"
    light.parent.mkdir()
    shutil.copy(exported.files["psf"].parent.parent / "sky" / "1.fits", light)
    return psf, light


def test_the_light_frame_is_found_by_its_hash(
    exported: Exported, tmp_path: Path
) -> None:
    psf, light = moved(exported, tmp_path)
    found = drive(verified(psf))
    assert found.status == "equal", words(found, "differs")
    assert found.frames == (light,)
    with fits.open(light, mode="update") as hdus:
        hdus[0].data[0, 0] += 1
    found = drive(verified(psf))
    assert found.status == "unchecked"
    assert "was changed" in words(found, "unchecked")["the frames"]
    light.unlink()
    found = drive(verified(psf))
    assert "is missing" in words(found, "unchecked")["the frames"]


def test_another_pixel_differs(exported: Exported, tmp_path: Path) -> None:
    psf = Path(shutil.copy(exported.files["psf"], tmp_path))
    with fits.open(psf) as hdus:
        hdus[0].data[3, 3] *= 1.001
        hdus.writeto(psf, overwrite=True, checksum=True)
    found = drive(verified(psf))
    assert found.status == "differs"
    assert "first at x 3 y 3" in words(found, "differs")["primary: pixels"]


def test_a_psf_of_an_earlier_version_cannot_be_checked(tmp_path: Path) -> None:
    hdu = fits.PrimaryHDU(np.ones((29, 29), "f4"))
    hdu.header["PSFKIND"] = "EFFECTIVE"
    hdu.writeto(tmp_path / "psf.fits")
    found = drive(verified(tmp_path / "psf.fits"))
    assert found.status == "unchecked"
    assert "does not say of which light frames" in words(found, "unchecked")["the file"]


@pytest.mark.parametrize("asked", [{}, {"fwhm_px": "wide"}])
def test_what_was_asked_for_must_make_sense(
    exported: Exported, tmp_path: Path, asked: dict[str, str]
) -> None:
    psf = Path(shutil.copy(exported.files["psf"], tmp_path))
    record = record_in(hdus_of(psf.read_bytes(), psf.name), psf.name) | {"asked": asked}
    record["seal"] = seal_of(record)
    with fits.open(psf) as hdus:
        table = provenance_table(fits, record)
        fits.HDUList([hdus[0], table]).writeto(psf, overwrite=True, checksum=True)
    assert drive(verified(psf)).status == "unchecked"
