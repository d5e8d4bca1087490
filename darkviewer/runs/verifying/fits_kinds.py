"""FITS files that can be verified: masters, bad pixels, maps of sensors, PSFs."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.core.evidence.comparison import flat
from darkviewer.runs.verifying.kinds import FIT_TOLERANCE, Kind, of_one, rules_of_record
from darkviewer.runs.verifying.psf_kind import MEASURED_PSF

if TYPE_CHECKING:
    from darkviewer.core.evidence.comparison import Item
    from darkviewer.core.hazard.mask import BadPixels
    from darkviewer.core.progress import Job
    from darkviewer.runs.verifying.files_kind import FilesKind
    from darkviewer.runs.verifying.rebuilt import Rebuilt
    from darkviewer.storage.exports.survey_cards import Surveyed

__all__ = ["fits_kind", "masked_again"]

_RECORD = "provenance "
_SAID = {
    f"{hdu}: card SWCREATE": "by which program: no frame shows it"
    for hdu in ("primary", "DQ", "CLASS")
}


_LAYOUT = ("card NAXIS1", "card NAXIS2", "card TFORM1", "card DATASUM", "column LINE")
"""Of the table of the provenance; another program would write longer lines."""


def fits_kind(content: bytes, path: Path) -> Kind | FilesKind | None:
    """What a FITS file is, by its own word; None for what is none of ours."""
    from darkviewer.core.errors import DarkviewerError
    from darkviewer.storage.exports.fits_items import hdus_of
    from darkviewer.storage.fits.psf_file import EFFECTIVE
    from darkviewer.storage.lights import mask_reader, sensor_reader

    kinds = {mask_reader.KIND: MASK, sensor_reader.KIND: SENSOR}
    try:
        hdus = hdus_of(content, path.name)
    except DarkviewerError:  # its items will say so
        return MASTER if content.startswith(b"SIMPLE") else None
    cards = hdus[0].cards
    if str(cards.get("PSFKIND", "")).strip() == EFFECTIVE:
        return MEASURED_PSF
    said = str(cards.get("IMAGETYP", ""))
    return (
        kinds.get(said, MASTER) if said in kinds or said.startswith("Master") else None
    )


def _read(content: bytes, path: Path) -> tuple[dict[str, Item], dict[str, Any]]:
    """All of the file; of the provenance what it says, not how it is laid out."""
    from darkviewer.storage.exports.fits_items import fits_items, hdus_of
    from darkviewer.storage.exports.provenance_table import NAME, record_in

    hdus = hdus_of(content, path.name)
    items = fits_items(hdus)
    record = record_in(hdus, path.name)
    laid_out = {f"{NAME}: {part}" for part in _LAYOUT}
    kept = {key: item for key, item in items.items() if key not in laid_out}
    of_record = {f"{_RECORD}{key}": item for key, item in flat(record).items()}
    return kept | of_record, record


def _master(again: Rebuilt, _said: Mapping[str, Item]) -> Job[bytes]:
    from darkviewer.core.masters.scatter import measure_scatter
    from darkviewer.storage.exports.master_file import write_master

    calibration = again.calibration
    scatter = yield from measure_scatter(
        calibration.used, saturation_adu=calibration.saturation_adu
    )
    file = BytesIO()
    write_master(
        file,
        calibration,
        again.session,
        scatter,
        again.inputs,
        () if again.checks is None else again.checks.remarks,
        again.origin.moment,
        again.record(),
    )
    return file.getvalue()


def _mask(again: Rebuilt, _said: Mapping[str, Item]) -> Job[bytes]:
    from darkviewer.storage.exports.mask_file import put_mask

    mask, facts = yield from masked_again(again)
    file = BytesIO()
    put_mask(mask, facts, file)
    return file.getvalue()


def masked_again(again: Rebuilt) -> Job[tuple[BadPixels, Surveyed]]:
    """Bad pixels by the policy that a file names, and what they were surveyed from."""
    from darkviewer.runs.mask import MaskPlan, surveyed_mask
    from darkviewer.storage.exports.survey_cards import Surveyed

    calibration, session = again.calibration, again.session
    said = again.origin.record["mask"]
    plan = MaskPlan(said["unusable"], [(x, y) for x, y in said["by_hand"]])
    mask, _ = yield from surveyed_mask(calibration, session, plan)
    return mask, Surveyed(calibration, session, again.inputs, again.origin.moment)


def _sensor(again: Rebuilt, _said: Mapping[str, Item]) -> Job[bytes]:
    from darkviewer.runs.sensor import sensor_of
    from darkviewer.storage.exports.sensor_file import put_sensor
    from darkviewer.storage.exports.survey_cards import Surveyed

    sensor = yield from sensor_of(again.calibration, again.session)
    file = BytesIO()
    facts = Surveyed(
        again.calibration, again.session, again.inputs, again.origin.moment
    )
    put_sensor(sensor, facts, file)
    return file.getvalue()


_OF_SURVEY = {
    "SIGMA: pixels": FIT_TOLERANCE,
    "RATE: pixels": FIT_TOLERANCE,
    "CLASSES: column RATE": FIT_TOLERANCE,
    "CLASSES: column STRENGTH": FIT_TOLERANCE,
}
_RULES = rules_of_record(_RECORD, said=_SAID)

MASTER = Kind("master", _read, of_one(_master), _RULES)
MASK = Kind("bad pixels", _read, of_one(_mask), _RULES)
SENSOR = Kind(
    "map of a sensor",
    _read,
    of_one(_sensor),
    rules_of_record(_RECORD, tolerances=_OF_SURVEY, said=_SAID),
)
