"""A bad-pixel mask as FITS: reasons as bits, what not to use, and the legend."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from darkviewer.core.hazard.reasons import BY_HAND, REASONS
from darkviewer.storage.exports.folder import export_folder
from darkviewer.storage.exports.inputs import input_table
from darkviewer.storage.exports.mask_lists import LISTS
from darkviewer.storage.exports.master_cards import mask_name
from darkviewer.storage.exports.provenance_table import provenance_table
from darkviewer.storage.exports.survey_cards import (
    Surveyed,
    survey_cards,
    survey_history,
)
from darkviewer.storage.lights.mask_reader import KIND, VERSION

if TYPE_CHECKING:
    from darkviewer.core.hazard.mask import BadPixels

__all__ = ["mask_record", "put_mask", "write_mask_files"]


def write_mask_files(
    folder: Path, mask: BadPixels, facts: Surveyed, *, overwrite: bool = False
) -> tuple[Path, ...]:
    """Write the mask as FITS and as lists, all or none, and last a manifest.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    mask : BadPixels
        Of this session.
    facts : Surveyed
        That it was surveyed from.
    overwrite : bool
        An export that is in the folder may be replaced.

    Returns
    -------
    tuple of Path
        FITS, then one for each of `LISTS`, and the manifest.

    Raises
    ------
    ExportExistsError
        If there is one that may not be replaced.
    DarkviewerError
        If a file cannot be written.
    """
    session, moment = facts.session, facts.moment
    with export_folder(folder, session, moment=moment, overwrite=overwrite) as into:
        name = mask_name(facts.calibration, session, moment)
        path = into.write(name, partial(put_mask, mask, facts))
        record = mask_record(mask, facts)
        for ending, content in LISTS.values():
            into.write(f"{path.stem}{ending}", content(mask, record))
    return tuple(into.written)


def put_mask(mask: BadPixels, facts: Surveyed, file: BinaryIO) -> None:
    """DQ, DO_NOT_USE, and tables of reasons, bad lines, inputs and provenance."""
    import astropy.io.fits

    fits: Any = astropy.io.fits  # untyped
    bits = fits.PrimaryHDU(mask.bits.astype(np.int16))
    header = bits.header
    header["EXTNAME"] = "DQ"
    header["IMAGETYP"] = KIND, "why pixels of this sensor are bad"
    header["MASKVER"] = VERSION, "version of these bits"
    header["UNUSABLE"] = mask.unusable, "policy: any of these bits is not used"
    for bit, reason in enumerate(REASONS):
        header[f"DQBIT{bit}"] = reason.name, f"value {1 << bit}"
    header.extend(survey_cards(facts))
    for line in survey_history(facts):
        header.add_history(line)
    unusable = fits.ImageHDU(mask.do_not_use.astype(np.uint8), name="DO_NOT_USE")
    unusable.header.add_comment("1: not to be used, by the policy UNUSABLE")
    tables = [
        _legend(fits, mask),
        _lines(fits, mask),
        input_table(fits, facts.rows),
        provenance_table(fits, mask_record(mask, facts)),
    ]
    fits.HDUList([bits, unusable, *tables]).writeto(file, checksum=True)


def mask_record(mask: BadPixels, facts: Surveyed) -> dict[str, Any]:
    """Its provenance, with policy and pixels by hand."""
    y, x = np.nonzero(mask.bits & np.uint16(1 << BY_HAND))
    said = {"unusable": mask.unusable, "by_hand": np.stack([x, y], 1).tolist()}
    return facts.record(mask=said)


def _legend(fits: Any, mask: BadPixels) -> Any:
    counts = list(mask.counts.values())
    policy = [bool(mask.unusable >> bit & 1) for bit in range(len(REASONS))]
    longest = max(len(reason.words) for reason in REASONS)
    columns = [
        fits.Column("BIT", "I", array=np.arange(len(REASONS))),
        fits.Column("VALUE", "J", array=1 << np.arange(len(REASONS))),
        fits.Column("NAME", "12A", array=[reason.name for reason in REASONS]),
        fits.Column("RULE", f"{longest}A", array=[reason.words for reason in REASONS]),
        fits.Column("UNUSABLE", "L", array=policy),
        fits.Column("PIXELS", "K", array=counts),
        fits.Column("FRACTION", "D", array=np.array(counts) / mask.bits.size),
    ]
    return fits.BinTableHDU.from_columns(columns, name="REASONS")


def _lines(fits: Any, mask: BadPixels) -> Any:
    """Bad columns and rows as such; places in the image, from 0."""
    found = mask.lines
    kinds = [name for name, n in zip(("column", "row"), found, strict=True) for _ in n]
    columns = [
        fits.Column("LINE", "6A", array=np.array(kinds, "U6")),
        fits.Column("PLACE", "J", array=[place for lines in found for place in lines]),
    ]
    return fits.BinTableHDU.from_columns(columns, name="LINES")
