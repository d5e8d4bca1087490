"""A measured PSF can be verified: it is measured again in the light frames it names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.evidence.comparison import Rules, flat
from darkviewer.runs.psf import light_inputs, measured_psf, psf_content
from darkviewer.runs.verifying.files_kind import FilesKind, said_at, said_of_files
from darkviewer.runs.verifying.kinds import FIT_TOLERANCE, UncheckableError

if TYPE_CHECKING:
    from darkviewer.core.evidence.comparison import Item
    from darkviewer.core.progress import Job
    from darkviewer.core.provenance.files import FilesOrigin

__all__ = ["MEASURED_PSF"]

_RECORD = "provenance "
_LAYOUT = ("card NAXIS1", "card NAXIS2", "card TFORM1", "card DATASUM", "column LINE")
_FITTED = ("primary: pixels", "primary: card PSFFWHM", "primary: card PSFRMS")


def _read(content: bytes, path: Path) -> tuple[dict[str, Item], Any]:
    from darkviewer.storage.exports.fits_items import fits_items, hdus_of
    from darkviewer.storage.exports.provenance_table import NAME, record_in

    hdus = hdus_of(content, path.name)
    if all(hdu.name != NAME for hdu in hdus):
        raise UncheckableError(
            f"{path.name} is a PSF that does not say of which light frames it was "
            "measured: measure it again with `darkviewer psf`"
        )
    record = record_in(hdus, path.name)
    laid_out = {f"{NAME}: {part}" for part in _LAYOUT}
    items = {k: x for k, x in fits_items(hdus).items() if k not in laid_out}
    return items | {f"{_RECORD}{k}": x for k, x in flat(record).items()}, record


def _content(lights: Sequence[Path], origin: FilesOrigin) -> Job[bytes]:
    fwhm_px = origin.asked["fwhm_px"]
    if not isinstance(fwhm_px, float):
        raise DarkviewerError("it does not say which width was expected")
    found = yield from measured_psf(lights, fwhm_px=fwhm_px)
    read = said_at(light_inputs(lights), origin.inputs)
    return psf_content(found, read, fwhm_px, origin.moment)


MEASURED_PSF = FilesKind(
    "measured PSF",
    _read,
    _content,
    Rules(
        lambda item: FIT_TOLERANCE if item in _FITTED else 0.0,
        lambda item: said_of_files(item, _RECORD),
    ),
)
